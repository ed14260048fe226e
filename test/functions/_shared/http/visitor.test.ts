import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { config, configure } from '#shared/config'
import { endpoint } from '#shared/http/endpoint'
import { visitor } from '#shared/http/visitor'
import { closeDatabases, connect, database, transaction } from '#shared/postgres'
import { countRequest } from '#sql/platform/rate_limits'
import { updateSwitch } from '#sql/platform/switches'
import { call, expectProblem } from '#test/kit/call'

const given = config()
const app = endpoint().get('/open', visitor(), (c) => c.json({ open: true }))
const visit = (address?: string, headers = {}) =>
  call(app, 'GET', '/open', { headers, ...(address !== undefined && { address }) })

const limit = (requests: number, window_ms = 60_000) =>
  configure({ ...given, BACKEND_RATE_LIMIT_PUBLIC: { limit: requests, window_ms } })

async function statuses(times: number, address?: string): Promise<number[]> {
  const answers = await Promise.all(Array.from({ length: times }, () => visit(address)))
  return answers.map(({ status }) => status)
}

/** Moves the window of an address into the past, as waiting would. */
const age = (key: string, interval: string) => database()`
  update backend.rate_limits set window_started_at = window_started_at - ${interval}::interval where key = ${key}`

const set = (enabled: boolean, message: string | null) =>
  transaction((tx) => updateSwitch(tx, { name: 'maintenance', enabled, message }, 'root'))

afterEach(() => configure(given))

describe('200', () => {
  it('answers whoever calls no more often than BACKEND_RATE_LIMIT_PUBLIC', async () => {
    limit(20)
    expect(await statuses(20, '192.0.2.1')).toEqual(Array.from({ length: 20 }, () => 200))
  })

  it('answers everybody where the limit is off, and counts nobody', async () => {
    configure({ ...given, BACKEND_RATE_LIMIT_PUBLIC: { limit: 0, window_ms: 0 } })
    expect(new Set(await statuses(50, '192.0.2.2'))).toEqual(new Set([200]))
    const rows = await database()`select from backend.rate_limits where key = 'public:192.0.2.2'`
    expect(rows.length).toBe(0)
  })
})

describe('429', () => {
  it('refuses what is too much, and of many at once exactly that', async () => {
    limit(7)
    const answered = await statuses(30, '192.0.2.3')
    expect(answered.filter((status) => status === 200).length).toBe(7)
    expect(answered.filter((status) => status === 429).length).toBe(23)
  })

  it('says when the window is over, and answers again from then on', async () => {
    limit(1)
    await visit('192.0.2.4')
    await age('public:192.0.2.4', '49 seconds')
    const refused = await visit('192.0.2.4')
    expectProblem(refused, 429, 'rate_limited')
    const wait = Number(refused.headers.get('retry-after'))
    expect(wait).toBeGreaterThanOrEqual(8)
    expect(wait).toBeLessThanOrEqual(11)
    await age('public:192.0.2.4', '11 seconds')
    expect((await visit('192.0.2.4')).status).toBe(200)
    expectProblem(await visit('192.0.2.4'), 429, 'rate_limited')
  })

  it('never says to come back at once', async () => {
    limit(1)
    await visit('192.0.2.5')
    await age('public:192.0.2.5', '59.5 seconds')
    expect((await visit('192.0.2.5')).headers.get('retry-after')).toBe('1')
  })

  it('counts each address for itself, and an IPv6 one with its /64', async () => {
    limit(1)
    expect((await visit('192.0.2.6')).status).toBe(200)
    expect((await visit('192.0.2.7')).status).toBe(200)
    expect((await visit('2001:db8:0:1::1')).status).toBe(200)
    expect((await visit('2001:db8:0:1:ffff::2')).status).toBe(429)
    expect((await visit('2001:db8:0:2::1')).status).toBe(200)
  })

  it('does not believe X-Forwarded-For, but the proxies that are ours', async () => {
    limit(1)
    await visit('192.0.2.8', { 'X-Forwarded-For': '203.0.113.1' })
    expect((await visit('192.0.2.8', { 'X-Forwarded-For': '203.0.113.2' })).status).toBe(429)
    configure({ ...config(), BACKEND_TRUSTED_PROXY_HOPS: 1 })
    expect((await visit('192.0.2.8', { 'X-Forwarded-For': '203.0.113.2' })).status).toBe(200)
    expect((await visit('192.0.2.9', { 'X-Forwarded-For': '9.9.9.9, 203.0.113.2' })).status).toBe(429)
  })

  it('counts callers whose address no runtime tells together', async () => {
    limit(2)
    expect((await statuses(3)).filter((status) => status === 429)).toEqual([429])
  })

  it('holds across processes: connections of others count with ours', async () => {
    limit(3)
    const other = connect(given.BACKEND_POSTGRES_DSN, { max: 1 })
    for (let n = 0; n < 3; n++)
      await countRequest(other, 'public:192.0.2.10', { limit: 3, window_ms: 60_000 })
    await other.end({ timeout: 2 })
    expectProblem(await visit('192.0.2.10'), 429, 'rate_limited')
  })
})

describe('503', () => {
  it('refuses in a maintenance, with its message where it has one', async () => {
    for (const rate of [100, 0]) {
      limit(rate)
      await set(true, 'Back at noon.')
      const answer = await visit('192.0.2.11')
      expectProblem(answer, 503, 'maintenance')
      expect(answer.body['detail']).toBe('Back at noon.')
      await set(true, null)
      expect((await visit('192.0.2.11')).body['detail']).toBe(
        'The service is being maintained; try again later.',
      )
      await set(false, null)
      expect((await visit('192.0.2.11')).status).toBe(200)
    }
  })

  it('fails closed where the database is away', async () => {
    await closeDatabases()
    configure({ ...given, BACKEND_POSTGRES_DSN: 'postgres://nobody@127.0.0.1:9/nowhere' })
    expectProblem(await visit(`10.9.9.9`), 503, 'unavailable')
    await closeDatabases()
  })
})

describe('countRequest', () => {
  it('counts no further than it has to, so that no flood overflows a number', async () => {
    const key = randomUUID()
    for (let n = 0; n < 5; n++) await countRequest(database(), key, { limit: 2, window_ms: 60_000 })
    const rows = await database()`select requests from backend.rate_limits where key = ${key}`
    expect(rows).toEqual([{ requests: 3 }])
  })
})
