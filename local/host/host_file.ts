// `host.json` of the state folder: where the demo and scripts find the host of this checkout.

import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { commandOf } from '#local/embedded/ports'
import { StartError } from '#local/start_error'

export const HOST_FILE = 'host.json'

export type HostAddress = { pid: number; url: string; inbox_url: string | null; push_addr: string | null }

/** Writes where this process is found. Returns a function that removes that again. */
export async function writeHostFile(
  state_dir: string,
  address: Omit<HostAddress, 'pid'>,
): Promise<() => Promise<void>> {
  const file = join(state_dir, HOST_FILE)
  await writeFile(file, JSON.stringify({ pid: process.pid, ...address }))
  return () => rm(file, { force: true })
}

/**
 * What the last host wrote, whether it runs or not; null where there is none. Throws `StartError` where it is damaged.
 */
export async function readHostFile(state_dir: string): Promise<HostAddress | null> {
  const file = join(state_dir, HOST_FILE)
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return null
  const host = parsed(text)
  if (host === null) throw new StartError(`${file} is damaged. Start the host again: npm start`)
  return host
}

function parsed(text: string): HostAddress | null {
  try {
    const host = JSON.parse(text) as HostAddress
    return Number.isInteger(host.pid) && URL.canParse(host.url) ? host : null
  } catch {
    return null
  }
}

/**
 * Whether the host that wrote this runs still. A process that got its number later is not it, where the system tells.
 */
export async function isRunning({ pid }: HostAddress): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  if (process.platform !== 'linux') return true
  return /\b(main|dev)\.ts\b/.test((await commandOf(pid)) ?? '')
}
