// The host as a process, for its programs. Exit codes: 0 after a signal, 78 for a wrong
// environment, 1 for everything else.

import { once } from 'node:events'
import type { PartialConfig } from '#shared/config'
import { errorText, log, printLinesWith } from '#shared/log'
import { command, readConfig, say } from '#local/edge'
import { bannerText } from '#local/host/banner'
import { startHost } from '#local/host/host'
import type { Host } from '#local/host/host'
import { writeHostFile } from '#local/host/host_file'
import { isPretty, prettyLine } from '#local/host/pretty_log'

const IMPATIENT_MS = 1000

// R-OTEL-3: a crash goes to stderr as text, where a supervisor stores it.
function crash(error: unknown): never {
  say(`crashed: ${errorText(error)}`)
  process.exit(1)
}

const stopping = new AbortController()

/** Has the host stop, or its start end. */
function stop(signal: NodeJS.Signals | 'EPIPE'): void {
  if (stopping.signal.aborted) return
  log.info('stopping', { signal })
  stopping.abort()
}

/** The first signal ends the host in order, a later one at once. One Ctrl-C arrives twice: npm passes it on. */
function obeySignals(): void {
  let first = Infinity
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (performance.now() - first > IMPATIENT_MS) process.exit(1)
      first = Math.min(first, performance.now())
      stop(signal)
    })
  }
}

/** F-PROC-1: a host whose output nobody reads any more stops in order, as at a signal. */
function obeyClosedOutput(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') crash(error)
  stop('EPIPE')
}

function printPretty(json: string): void {
  process.stdout.write(`${prettyLine(json, process.stdout.columns)}\n`)
}

/** A host, or null where a signal ended its start: nothing of it runs then. */
async function startedHost(config: PartialConfig): Promise<Host | null> {
  try {
    const host = await startHost(config, crash, stopping.signal)
    if (!stopping.signal.aborted) return host
    await host.stop()
    return null
  } catch (error) {
    if (stopping.signal.aborted) return null
    throw error
  }
}

/** Runs a host until a signal ends it, and the process with it. `onReady` gets it once it serves. */
export async function runHost(onReady: (host: Host) => void = () => undefined): Promise<void> {
  process.once('uncaughtException', crash)
  process.once('unhandledRejection', crash)
  await command(async () => {
    const config = readConfig()
    if (isPretty(config, process.stdout.isTTY)) printLinesWith(printPretty)
    obeySignals()
    const started = performance.now()
    const host = await startedHost(config)
    if (host !== null) await serve(host, config, Math.round(performance.now() - started), onReady)
    log.info('stopped')
    process.exit(0)
  }, obeyClosedOutput)
}

/** The demo needs endpoints, engines and codes that it can read. */
const isPlayable = (host: Host, config: PartialConfig): boolean =>
  config.BACKEND_ROLE === 'all' && config.BACKEND_RUNTIME_DRIVER !== 'none' && host.inbox_url !== null

const addressOf = ({ url, inbox_url, push_addr }: Host) => ({ url, inbox_url, push_addr })

/** Tells everybody about a host that is ready, and stops it when that is asked for. */
async function serve(
  host: Host,
  config: PartialConfig,
  took_ms: number,
  onReady: (host: Host) => void,
): Promise<void> {
  const stopped = once(stopping.signal, 'abort')
  onReady(host)
  const development = config.NODE_ENV !== 'production'
  // F-PROC-2: a production host writes nothing into its checkout.
  const unpublish = development ? await writeHostFile(host.state_dir, addressOf(host)) : null
  log.info('ready', { url: host.url, push_addr: host.push_addr, role: config.BACKEND_ROLE, took_ms })
  // Where stdout holds JSON, a reader of it sees no line that is none.
  const stream = isPretty(config, process.stdout.isTTY) ? process.stdout : process.stderr
  if (development) stream.write(bannerText({ ...host, took_ms, playable: isPlayable(host, config) }, stream))
  await stopped
  await unpublish?.()
  await host.stop()
}
