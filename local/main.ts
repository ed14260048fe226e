// `npm start`: the host as a process. Exit codes: 0 after a signal, 78 for a wrong environment, 1 for everything else.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { command, readConfig, say } from '#local/edge'
import { startHost } from '#local/host/host'
import type { Host } from '#local/host/host'
import { errorText, log } from '#shared/log'

const IMPATIENT_MS = 1000

// R-OTEL-3: a crash goes to stderr as text, where a supervisor keeps it.
function crash(error: unknown): never {
  say(`crashed: ${errorText(error)}`)
  process.exit(1)
}

/** Settles at the first signal; a later one ends the process at once. One Ctrl-C arrives twice: npm passes it on. */
function untilSignal(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>()
  let first = Infinity
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (performance.now() - first > IMPATIENT_MS) process.exit(1)
      first = Math.min(first, performance.now())
      resolve(signal)
    })
  }
  return promise
}

/** Where `npm run demo` and scripts find this host; gone when the host is. */
async function publish(host: Host): Promise<string> {
  const file = join(host.state_dir, 'host.json')
  await mkdir(host.state_dir, { recursive: true })
  await writeFile(
    file,
    JSON.stringify({ pid: process.pid, url: host.url, inbox_url: host.inbox_url, push_addr: host.push_addr }),
  )
  return file
}

process.once('uncaughtException', crash)
process.once('unhandledRejection', crash)

await command(async () => {
  const config = readConfig()
  const signal = untilSignal()
  const started = performance.now()
  const host = await startHost(config, crash)
  const file = await publish(host)
  const took_ms = Math.round(performance.now() - started)
  log.info('ready', { url: host.url, push_addr: host.push_addr, role: config.BACKEND_ROLE, took_ms })
  if (config.NODE_ENV !== 'production') {
    const lines = [`Galaxy backend is ready at ${host.url} after ${took_ms} ms`, ...host.notes]
    say(['', ...lines, 'Play a game with: npm run demo', ''].join('\n  '))
  }

  log.info('stopping', { signal: await signal })
  await rm(file, { force: true })
  await host.stop()
  log.info('stopped')
  process.exit(0)
})
