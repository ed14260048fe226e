// The one PostgreSQL of a test run: thrown away at its end, so it is fast rather than durable.

import { once } from 'node:events'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { startPostgres } from '#local/embedded/postgres'
import { liveServer, stopServer } from '#local/embedded/postgres_process'

const PREFIX = 'galaxy-test-postgres-'

const FAST = {
  max_connections: '200',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
  jit: 'off',
}

/**
 * A server for vitest's `globalSetup`, whose DSN is a superuser's. `stop()` leaves neither process nor folder.
 * With `BACKEND_TEST_POSTGRES_DSN` set it is that server instead, which `stop()` leaves alone.
 */
export async function startTestPostgres(): Promise<{ dsn: string; stop(): Promise<void> }> {
  // oxlint-disable-next-line node/no-process-env -- the edge of the test run
  const given = process.env['BACKEND_TEST_POSTGRES_DSN']
  if (given !== undefined && given !== '') return { dsn: given, stop: async () => undefined }

  await removeLeftBehind()
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`))
  // Where the tests run as root, the server's own user passes through this folder.
  await chmod(folder, 0o711)
  const options = {
    data_dir: join(folder, 'data'),
    port: await freePort(),
    log: () => undefined,
    settings: FAST,
  }
  const server = await startPostgres(options)
  const stop = async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { dsn: server.dsn, stop }
}

/** A port nobody listens on, taken from the system's ephemeral range. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('a TCP listener has a port')
  return address.port
}

/** A test run that was killed could not stop its server: the next run does. The folder's name has the run's pid. */
async function removeLeftBehind(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX))
  for (const name of names) {
    if (isRunning(Number(name.slice(PREFIX.length).split('-')[0]))) continue
    const folder = join(tmpdir(), name)
    const server = await liveServer(join(folder, 'data')).catch(() => null)
    if (server !== null) await stopServer(server)
    await rm(folder, { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
