import { describe, expect, it } from 'vitest'
import readyz from '#functions/readyz.get'
import { config, configure } from '#shared/config'
import { closeDatabases } from '#shared/postgres'
import { beginDraining, provideCheck } from '#shared/readiness'
import { call } from '#test/kit/call'
import { createDatabase } from '#test/kit/database'

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

describe('200', () => {
  it('R-PROBE-2: answers once the database is reachable and migrated', async () => {
    const answer = await ask()
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      status: 'ready',
      checks: { postgres: 'ok', migrations: 'ok', caches: 'ok', push: 'ok', worker: 'ok' },
    })
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

  it.each(['caches', 'push', 'worker'] as const)('R-PROBE-2: says that %s is not up', async (part) => {
    provideCheck(part, () => `${part} is not up yet`)
    const answer = await ask()
    expect(answer.status).toBe(503)
    expect(answer.body).toMatchObject({
      status: 'not_ready',
      checks: { postgres: 'ok', [part]: `${part} is not up yet` },
    })
    provideCheck(part, () => 'ok')
    expect((await ask()).status).toBe(200)
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
