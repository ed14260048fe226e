// The host as a process, for its programs. Exit codes: 0 after a signal, 78 for a wrong environment, 1 for everything else.

import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errorText, log, printLinesWith } from '#shared/log'
import { command, readConfig, say } from '#local/edge'
import { banner } from '#local/host/banner'
import { startHost } from '#local/host/host'
import type { Host } from '#local/host/host'
import { isPretty, prettyLine } from '#local/host/pretty_log'

const IMPATIENT_MS = 1000

// R-OTEL-3: a crash goes to stderr as text, where a supervisor keeps it.
function crash(error: unknown): never {
  say(`crashed: ${errorText(error)}`)
  process.exit(1)
}

const told = Promise.withResolvers<NodeJS.Signals | 'EPIPE'>()

/** The first signal ends the host in order, a later one at once. One Ctrl-C arrives twice: npm passes it on. */
function obeySignals(): void {
  let first = Infinity
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (performance.now() - first > IMPATIENT_MS) process.exit(1)
      first = Math.min(first, performance.now())
      told.resolve(signal)
    })
  }
}

/** F-PROC-1: a host whose output nobody reads any more stops in order, as at a signal. */
function obeyClosedOutput(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') crash(error)
  told.resolve('EPIPE')
}

function printPretty(json: string): void {
  process.stdout.write(`${prettyLine(json, process.stdout.columns)}\n`)
}

/** Where `npm run demo` and scripts find this host, but in production (F-PROC-2); gone when the host is. */
async function publish(host: Host): Promise<string> {
  const file = join(host.state_dir, 'host.json')
  await mkdir(host.state_dir, { recursive: true })
  await writeFile(
    file,
    JSON.stringify({ pid: process.pid, url: host.url, inbox_url: host.inbox_url, push_addr: host.push_addr }),
  )
  return file
}

/** Runs a host until a signal ends it, and the process with it. `onReady` gets it once it serves. */
export async function runHost(onReady: (host: Host) => void = () => undefined): Promise<void> {
  process.once('uncaughtException', crash)
  process.once('unhandledRejection', crash)
  await command(async () => {
    const config = readConfig()
    const pretty = isPretty(config, process.stdout.isTTY)
    if (pretty) printLinesWith(printPretty)
    obeySignals()
    const started = performance.now()
    const host = await startHost(config, crash)
    onReady(host)
    const file = config.NODE_ENV === 'production' ? null : await publish(host)
    const took_ms = Math.round(performance.now() - started)
    log.info('ready', { url: host.url, push_addr: host.push_addr, role: config.BACKEND_ROLE, took_ms })
    // Where stdout holds JSON, a reader of it sees no line that is none.
    const stream = pretty ? process.stdout : process.stderr
    if (config.NODE_ENV !== 'production') stream.write(banner(host.url, took_ms, host.notes, stream))

    log.info('stopping', { signal: await told.promise })
    if (file !== null) await rm(file, { force: true })
    await host.stop()
    log.info('stopped')
    process.exit(0)
  }, obeyClosedOutput)
}
