// R-PROBE-2 over a real host and a real PostgreSQL of its own, which goes away and comes back. Neither a mail relay nor
// a Docker daemon is there: what is sent and what runs waits for them in rows, so that readiness is not theirs.

import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { connect } from '#shared/postgres'
import { startPostgres } from '#local/embedded/postgres'
import type { EmbeddedPostgres } from '#local/embedded/postgres'
import { freePort } from '#local/embedded/throw_away_postgres'
import { testEnvironment } from '#test/kit/environment'
import { startedHost } from '#test/kit/host'
import { eventually } from '#test/kit/program'

const UP = { postgres: 'ok', migrations: 'ok', caches: 'ok', push: 'ok', worker: 'ok' }
const DOWN = {
  ...UP,
  postgres: 'the database is out of reach',
  migrations: 'not known while the database is away',
  caches: 'the caches are being read',
}

/** A PostgreSQL that stops and starts again on the same data and port. */
async function ownPostgres() {
  const folder = await mkdtemp(join(tmpdir(), 'galaxy-readiness-'))
  // Where the tests run as root, the server's own user passes through this folder.
  await chmod(folder, 0o711)
  const options = {
    data_dir: join(folder, 'postgres'),
    port: await freePort(),
    log: () => undefined,
    settings: { fsync: 'off' },
  }
  const running = new Set<EmbeddedPostgres>()
  const start = async () => {
    const server = await startPostgres(options)
    running.add(server)
    return server
  }
  onTestFinished(async () => {
    for (const server of running) await server.stop()
    await rm(folder, { recursive: true, force: true })
  })
  return { folder, start }
}

it('R-PROBE-2: 503 while PostgreSQL is away, with a sentence for each part; 200 when it is back', async () => {
  const { folder, start } = await ownPostgres()
  const server = await start()
  const host = await startedHost({
    ...testEnvironment(server.dsn),
    BACKEND_HTTP_LISTEN_ADDR: '127.0.0.1:0',
    BACKEND_LOG_LEVEL: 'info',
    BACKEND_SMTP_PORT: String(await freePort()),
    BACKEND_RUNTIME_DRIVER: 'auto',
    BACKEND_DOCKER_HOST: `unix://${join(folder, 'no.sock')}`,
    BACKEND_LOCAL_STATE_DIR: join(folder, 'state'),
  })
  const ask = async () => {
    const answer = await fetch(new URL('/readyz', host.url))
    const body = (await answer.json()) as { status: string; checks: typeof UP }
    return { status: answer.status, retry_after: answer.headers.get('retry-after'), body }
  }
  const comes = (checks: typeof UP) =>
    eventually(async () => {
      const answer = await ask()
      return JSON.stringify(answer.body.checks) === JSON.stringify(checks) ? answer : null
    })
  expect(await ask()).toEqual({ status: 200, retry_after: null, body: { status: 'ready', checks: UP } })

  await server.stop()
  expect(await comes(DOWN)).toMatchObject({ status: 503, retry_after: '1', body: { status: 'not_ready' } })
  expect((await fetch(new URL('/healthz', host.url))).status).toBe(200)

  const again = await start()
  expect(await comes(UP)).toMatchObject({ status: 200, body: { status: 'ready' } })

  // The schema of an older release: what is there says less than this code was written for.
  const sql = connect(again.dsn, { max: 1 })
  await sql`delete from backend.schema_migrations where number = (select max(number) from backend.schema_migrations)`
  await sql.end({ timeout: 2 })
  const older = await ask()
  expect(older).toMatchObject({ status: 503, body: { status: 'not_ready', checks: { postgres: 'ok' } } })
  expect(older.body.checks.migrations).toContain('npm run migrate')
})
