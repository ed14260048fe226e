// The PostgreSQL of a host that is given none: a real server with its data in the checkout, on loopback only. It is a
// process group of its own, so that a Ctrl-C reaches the host alone; a killed host leaves it running, and the next
// host adopts it.

import { spawn } from 'node:child_process'
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { access, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { whoHolds } from '#local/embedded/ports'
import { postgresBinaries } from '#local/embedded/postgres_binaries'
import { BrokenData, type Lease, takeLease } from '#local/embedded/postgres_lease'
import {
  codeOf,
  liveServer,
  readPidFile,
  signalTo,
  type Server,
  stopServer,
} from '#local/embedded/postgres_process'
import { serverUser } from '#local/embedded/postgres_user'
import { StartError } from '#local/start_error'

export type PostgresOptions = {
  data_dir: string
  port: number
  log: (message: string) => void
  /** Server settings beyond ours, such as `fsync`. */
  settings?: Record<string, string>
  /** Ends a start that is under way: it rejects then, and leaves no process behind. */
  stopping?: AbortSignal | undefined
}

export type EmbeddedPostgres = {
  /** Of the database `galaxy`, as its superuser, with `search_path=backend`. */
  dsn: string
  pid: number
  /** True where the server ran already, left behind by a host that was killed. */
  adopted: boolean
  /** Ends every connection and waits until the process is gone. */
  stop(): Promise<void>
}

type Log = PostgresOptions['log']

const USER = 'galaxy'
const DATABASE = 'galaxy'
const POLL_MS = 20
const READY_WITHIN_MS = 60_000
const NEVER = new AbortController().signal

/**
 * Starts PostgreSQL on `data_dir`, made at the first start, or adopts the server a killed host left there. Beside the
 * folder stand its `.password` (mode 0600) and its `.log` (of the last start). Throws `StartError` where the port is
 * taken, where another live host uses the folder, or where the server does not come up. The server is told to stop
 * when this process exits, however it does, but for a SIGKILL.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const data_dir = resolve(options.data_dir)
  await mkdir(dirname(data_dir), { recursive: true })
  const password = await passwordOf(data_dir)
  const running = await adopt(data_dir, options.port, password, options.log)
  if (running !== null) return embedded(running.server, running.lease, password, true)

  const server = await start({ ...options, data_dir }, password)
  try {
    const lease = await takeLease(server, USER, password)
    await lease.unsafe(`create database ${DATABASE}`).catch(unlessItExists)
    return embedded(server, lease, password, false)
  } catch (cause) {
    await stopServer(server)
    throw cause
  }
}

/** The DSN of the server that runs on a data folder of another holder. Null where none runs. */
export async function runningPostgres(data_dir: string): Promise<string | null> {
  const server = await liveServer(data_dir)
  return server === null ? null : dsnOf(server, await passwordOf(data_dir))
}

const dsnOf = ({ port }: Server, password: string): string =>
  `postgres://${USER}:${password}@127.0.0.1:${port}/${DATABASE}?search_path=backend`

function embedded(server: Server, lease: Lease, password: string, adopted: boolean): EmbeddedPostgres {
  const forget = stopAtExit(server.pid)
  const dsn = dsnOf(server, password)
  let stopped: Promise<void> | undefined
  const stop = async () => {
    await lease.end({ timeout: 1 })
    await stopServer(server)
    forget()
  }
  return { dsn, pid: server.pid, adopted, stop: () => (stopped ??= stop()) }
}

/** Has a server stop with this process, where nobody waits for it any more. */
function stopAtExit(pid: number): () => void {
  const stop = () => signalTo(pid, 'SIGINT')
  process.once('exit', stop)
  return () => void process.off('exit', stop)
}

async function passwordOf(data_dir: string): Promise<string> {
  const file = `${data_dir}.password`
  const stored = await readFile(file, 'utf8').catch(() => '')
  if (stored.trim() !== '') return stored.trim()
  const password = randomBytes(24).toString('hex')
  await writeFile(file, `${password}\n`, { mode: 0o600 })
  return password
}

/** A server on our data that listens on another port than the one asked for now is stopped, to be started anew. */
async function adopt(data_dir: string, port: number, password: string, log: Log) {
  const server = await liveServer(data_dir)
  if (server === null) return null
  const lease = await takeLease(server, USER, password)
  if (server.port === port) {
    await lease.unsafe(`create database ${DATABASE}`).catch(unlessItExists)
    log(`adopted the PostgreSQL that was left running (process ${server.pid})`)
    return { server, lease }
  }
  await lease.end({ timeout: 1 })
  await stopServer(server)
  return null
}

function unlessItExists(error: unknown): void {
  if (codeOf(error) !== '42P04') throw error
}

async function start(options: PostgresOptions, password: string): Promise<Server> {
  const { data_dir, port, log, settings = {}, stopping = NEVER } = options
  const holder = await whoHolds(port)
  if (holder !== null) throw new StartError(`Port ${port} (the embedded PostgreSQL) is held by ${holder}.`)
  const programs = await postgresBinaries()
  const user = await serverUser([dirname(data_dir), dirname(programs.postgres)], log)

  if (!(await exists(join(data_dir, 'PG_VERSION')))) {
    log(`making the PostgreSQL data in ${data_dir}`)
    await initialise(data_dir, password, programs.initdb, user, stopping)
  }
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    log_checkpoints: 'off',
    ...settings,
  }
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [command = '', ...args] = [
    ...user.prefix,
    programs.postgres,
    '-D',
    data_dir,
    '-p',
    String(port),
    ...flags,
  ]
  const output = await open(`${data_dir}.log`, 'w', 0o600)
  const child = spawn(command, args, {
    ...user.ids,
    cwd: data_dir,
    detached: true,
    stdio: ['ignore', 'ignore', output.fd],
    windowsHide: true,
  })
  child.unref()
  child.once('error', (error) => log(`PostgreSQL did not start: ${error.message}`))
  const forget = stopAtExit(child.pid ?? 0)
  await output.close()
  const server = { data_dir, port, pid: child.pid ?? 0, ready: false }
  return whenReady(server, () => hasEnded(child), stopping).finally(forget)
}

const hasEnded = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null

async function whenReady(server: Server, ended: () => boolean, stopping: AbortSignal): Promise<Server> {
  const deadline = Date.now() + READY_WITHIN_MS
  while (!ended() && !stopping.aborted && Date.now() < deadline) {
    const found = await readPidFile(server.data_dir)
    if (found?.pid === server.pid && found.ready) return found
    await sleep(POLL_MS)
  }
  if (!ended()) await stopServer(server)
  stopping.throwIfAborted()
  const output = await readFile(`${server.data_dir}.log`, 'utf8').catch(() => '')
  throw new BrokenData(
    `The PostgreSQL on ${server.data_dir} does not come up: ${output.trim().slice(-1_000)}`,
  )
}

type User = Awaited<ReturnType<typeof serverUser>>

/** Made under another name and then renamed: a folder of the right name is always a whole one. */
async function initialise(
  data_dir: string,
  password: string,
  initdb: string,
  user: User,
  stopping: AbortSignal,
): Promise<void> {
  const made = `${data_dir}.new`
  const secret = `${data_dir}.new.password`
  await Promise.all([made, secret].map((path) => rm(path, { recursive: true, force: true })))
  try {
    await mkdir(made, { mode: 0o700 })
    await writeFile(secret, password, { mode: 0o600, flag: 'wx' })
    await Promise.all([user.own(made), user.own(secret)])
    const locale = ['--encoding=UTF8', '--no-locale', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
    const access_flags = [`--username=${USER}`, `--pwfile=${secret}`, '--auth=scram-sha-256']
    const flags = [`--pgdata=${made}`, ...access_flags, ...locale, '--no-instructions']
    const [command = '', ...args] = [...user.prefix, initdb, ...flags]
    await run(command, args, { ...user.ids, cwd: made }, stopping)
    await rename(made, data_dir)
  } finally {
    await rm(secret, { force: true })
  }
}

/** Runs a program in a process group of its own, which a Ctrl-C does not reach. `stopping` ends the whole group. */
async function run(
  command: string,
  args: string[],
  options: SpawnOptions,
  stopping: AbortSignal,
): Promise<void> {
  stopping.throwIfAborted()
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  let output = ''
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const end = () => signalTo(-(child.pid ?? 0), 'SIGTERM')
  stopping.addEventListener('abort', end)
  process.once('exit', end)
  try {
    const [code] = (await once(child, 'close')) as [number | null]
    stopping.throwIfAborted()
    if (code !== 0) throw new StartError(`${command} failed: ${output.trim().slice(-1_000)}`)
  } finally {
    stopping.removeEventListener('abort', end)
    process.off('exit', end)
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
