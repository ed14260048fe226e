// The server's process, recognised by the files in its data folder, whatever process started it.

import { readFile, readlink, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { kill, platform } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { commandOf } from '#local/embedded/ports'
import { StartError } from '#local/start_error'

export type Server = { data_dir: string; pid: number; port: number; ready: boolean }

const POLL_MS = 20
const SETTLED_WITHIN_MS = 10_000
const SHUTDOWN_WITHIN_MS = 30_000

/**
 * The server that runs on a data folder, or null. It waits for one that starts or stops, and removes the files
 * of a dead one. Throws `StartError` after 10 s of neither.
 */
export async function liveServer(data_dir: string): Promise<Server | null> {
  const deadline = Date.now() + SETTLED_WITHIN_MS
  while (Date.now() < deadline) {
    const server = await readPidFile(data_dir)
    if (server === null) return null
    if (!(await isAlive(server))) {
      await rm(join(data_dir, 'postmaster.pid'), { force: true })
      return null
    }
    if (server.ready) return server
    await sleep(POLL_MS)
  }
  throw new StartError(`The PostgreSQL on ${data_dir} neither comes up nor goes down; see ${data_dir}.log.`)
}

/**
 * The contents of `postmaster.pid`, true or not. Its lines: pid, data folder, start time, port, socket folder,
 * address, memory key, status.
 */
export async function readPidFile(data_dir: string): Promise<Server | null> {
  const text = await readFile(join(data_dir, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n').map((line) => line.trim())
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 1) return null
  return { data_dir, pid, port: Number(lines[3]), ready: lines[7] === 'ready' }
}

/** A process of that number is the server only if it lives in the data folder: numbers are used again. */
async function isAlive({ pid, data_dir }: Server): Promise<boolean> {
  if (platform !== 'linux') return !(await isGone(pid))
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => null)
  return folder === (await realpath(data_dir).catch(() => `${data_dir} (deleted)`))
}

/** A zombie is gone: its parent may be a container's first process, which reaps nothing. */
async function isGone(pid: number): Promise<boolean> {
  try {
    kill(pid, 0)
  } catch (error) {
    return codeOf(error) !== 'EPERM'
  }
  return platform === 'linux' && (await commandOf(pid)) === null
}

/**
 * Stops the server and waits until its process is gone. SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate
 * one, after which it recovers from its log. Rejects where neither ends it, 30 s each.
 */
export async function stopServer(server: Server): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!(await isAlive(server))) return
    signalTo(server.pid, signal)
    const deadline = Date.now() + SHUTDOWN_WITHIN_MS
    while (Date.now() < deadline) {
      if (await isGone(server.pid)) return
      await sleep(POLL_MS)
    }
  }
  throw new Error(`The PostgreSQL on ${server.data_dir} (process ${server.pid}) does not stop.`)
}

/** Sends a signal to a process, or to a group by its negative number. One that is gone needs none. */
export function signalTo(pid: number, signal: NodeJS.Signals): void {
  if (pid === 0) return
  try {
    kill(pid, signal)
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
  }
}

/** The code of a system's or a server's error, such as `ESRCH` or `42P04`; null where there is none. */
export function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null
  return typeof error.code === 'string' ? error.code : null
}
