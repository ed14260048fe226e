import { describe, expect, inject, it, onTestFinished, vi } from 'vitest'
import readyz from '#functions/readyz.get'
import { config, configure } from '#shared/config'
import { closeDatabases, connect, database, pool } from '#shared/postgres'
import { beginDraining, provideCheck } from '#shared/readiness'
import type { Part } from '#shared/readiness'
import { startCaches } from '#local/host/caches'
import { startPush } from '#local/host/push_wakeups'
import { startWorker } from '#local/host/worker'
import { call } from '#test/kit/call'
import { createDatabase } from '#test/kit/database'
import { eventually } from '#test/kit/program'

const ask = () => call(readyz, 'GET', '/readyz')

async function withDsn(dsn: string, run: () => Promise<void>): Promise<void> {
  const given = config()
  await closeDatabases()
  configure({ ...given, BACKEND_POSTGRES_DSN: dsn })
  try {
    await run()
  } finally {
    await closeDatabases()
    configure(given)
  }
}

const UP = { postgres: 'ok', migrations: 'ok', caches: 'ok', push: 'ok', worker: 'ok' }

/** Ends a part with its test. */
const ends = (part: Part, stop: () => Promise<void>) =>
  onTestFinished(async () => {
    await stop()
    provideCheck(part, () => 'ok')
  })

/** What is answered once that has this status. */
const becomes = (status: number) => async () => {
  const answer = await ask()
  return answer.status === status ? answer.body : null
}

describe('200', () => {
  it('R-PROBE-2: answers once the database is reachable and migrated', async () => {
    const answer = await ask()
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({ status: 'ready', checks: UP })
  })
})

describe('503', () => {
  it('R-PROBE-2: says that the database is away', async () => {
    await withDsn('postgres://nobody@127.0.0.1:9/nowhere', async () => {
      const answer = await ask()
      expect(answer.status).toBe(503)
      expect(answer.headers.get('retry-after')).toBe('1')
      expect(answer.body).toMatchObject({
        status: 'not_ready',
        checks: { postgres: 'the database is out of reach' },
      })
    })
    expect((await ask()).status).toBe(200)
  })

  it('R-PROBE-2: says that migrations are missing', async () => {
    const empty = await createDatabase('empty')
    await withDsn(empty.dsn, async () => {
      const answer = await ask()
      expect(answer.status).toBe(503)
      expect(answer.body).toMatchObject({
        status: 'not_ready',
        checks: { postgres: 'ok', migrations: expect.stringContaining('npm run migrate') },
      })
    })
    await empty.drop()
  })

  it('R-PROBE-2: says that the caches do not serve while the connection that fills them is cut', async () => {
    const dsn = config().BACKEND_POSTGRES_DSN
    const keeper = await startCaches(dsn)
    ends('caches', () => keeper.stop())
    provideCheck('caches', () => keeper.check())
    expect(await eventually(becomes(200))).toMatchObject({ checks: UP })
    // Nobody may connect, so that it stays cut.
    const server = connect(inject('server_dsn'), { max: 1 })
    onTestFinished(() => server.end({ timeout: 2 }))
    const name = server(new URL(dsn).pathname.slice(1))
    await server`alter database ${name} allow_connections false`
    await database()`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'galaxy-backend listen galaxy_rows'`
    const cut = await eventually(becomes(503))
    expect(cut).toEqual({ status: 'not_ready', checks: { ...UP, caches: 'the caches are being read' } })
    await server`alter database ${name} allow_connections true`
    expect(await eventually(becomes(200))).toMatchObject({ checks: UP })
  })

  it('R-PROBE-2: says that the push listener is not bound', async () => {
    const dsn = config().BACKEND_POSTGRES_DSN
    const first = await startPush(config(), dsn)
    expect((await ask()).status).toBe(200)
    await first.stop()
    const answer = await ask()
    expect(answer.status).toBe(503)
    expect(answer.body['checks']).toEqual({ ...UP, push: 'the push listener is not bound' })
    const second = await startPush(config(), dsn)
    ends('push', () => second.stop())
    expect((await ask()).status).toBe(200)
  })

  it('R-PROBE-2: says that the worker cannot write its heartbeat', async () => {
    const dsn = config().BACKEND_POSTGRES_DSN
    const sql = pool('direct')
    const dead: unknown[] = []
    const onDeath = (error: unknown) => void dead.push(error)
    const worker = await startWorker({ dsn, sql, tasks: new Map(), driver: null, concurrency: 1, onDeath })
    ends('worker', () => worker.stop(0))
    provideCheck('worker', () => worker.check())
    expect((await ask()).status).toBe(200)
    onTestFinished(() => void vi.useRealTimers())
    await sql.begin(async (tx) => {
      await tx`lock table backend.worker_heartbeats in exclusive mode`
      vi.useFakeTimers({ toFake: ['performance'] })
      vi.advanceTimersByTime(3_600_000)
      const answer = await ask()
      expect(answer.status).toBe(503)
      expect(answer.body['checks']).toEqual({ ...UP, worker: 'the worker cannot write its heartbeat' })
      vi.useRealTimers()
    })
    expect(await eventually(becomes(200))).toMatchObject({ checks: UP })
    expect(dead).toEqual([])
  })

  // The last one: a process that drains never comes back.
  it('R-PROBE-2: says that it is draining', async () => {
    beginDraining()
    const answer = await ask()
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('1')
    expect(answer.body).toMatchObject({ status: 'draining', checks: { postgres: 'ok' } })
  })
})
