import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import prune from '#jobs/idempotency/prune'
import { config, configure } from '#shared/config'
import { database, pool } from '#shared/postgres'
import { findAnswer, insertAnswer } from '#sql/platform/idempotency'
import { countRequest } from '#sql/platform/rate_limits'

const given = config()
const run = (signal = new AbortController().signal) =>
  prune.run({}, { sql: pool(), worker_id: 'w', signal, driver: null })

async function answer(age: string): Promise<string> {
  const key = randomUUID()
  const kept = { fingerprint: Buffer.alloc(32), status: 200, headers: {}, sealed_body: null }
  await insertAnswer(database(), { caller: 'user:me', key }, kept)
  await database()`
    update backend.idempotency_keys set created_at = now() - ${age}::interval where key = ${key}`
  return key
}

const left = async () => {
  const rows = await database()`select from backend.idempotency_keys where caller = 'user:many'`
  return rows.length
}

async function rate(age: string): Promise<string> {
  const key = randomUUID()
  await countRequest(database(), key, { limit: 5, window_ms: 60_000 })
  await database()`
    update backend.rate_limits set window_started_at = now() - ${age}::interval where key = ${key}`
  return key
}

const keysOf = async (table: 'idempotency_keys' | 'rate_limits') => {
  const rows = await database()<{ key: string }[]>`select key from backend.${database()(table)} order by key`
  return rows.map(({ key }) => key)
}

afterEach(() => configure(given))

describe('answers', () => {
  it('are forgotten after 24 hours, and no earlier', async () => {
    const [old, young] = [await answer('24 hours'), await answer('23 hours 59 minutes')]
    expect(await findAnswer(database(), { caller: 'user:me', key: old })).toBeNull()
    await run()
    await run()
    expect(await keysOf('idempotency_keys')).toEqual([young])
  })

  it('are forgotten however many they are, and left for later when the process ends', async () => {
    await database()`
      insert into backend.idempotency_keys (caller, key, fingerprint, status, created_at)
      select 'user:many', n::text, decode(repeat('00', 32), 'hex'), 200, now() - interval '2 days'
      from generate_series(1, 2500) n`
    await run(AbortSignal.abort())
    expect(await left()).toBe(2500)
    await run()
    expect(await left()).toBe(0)
  })
})

describe('rates', () => {
  it('are forgotten when their window is over, and no earlier', async () => {
    configure({ ...given, BACKEND_RATE_LIMIT_PUBLIC: { limit: 5, window_ms: 60_000 } })
    await rate('61 seconds')
    const young = await rate('50 seconds')
    await run()
    expect(await keysOf('rate_limits')).toEqual([young])
  })

  it('are forgotten at once where the limit was switched off', async () => {
    await rate('1 second')
    configure({ ...given, BACKEND_RATE_LIMIT_PUBLIC: { limit: 0, window_ms: 0 } })
    await run()
    expect(await keysOf('rate_limits')).toEqual([])
  })
})
