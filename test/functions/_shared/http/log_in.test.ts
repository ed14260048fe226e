import { describe, expect, it } from 'vitest'
import me from '#functions/api/v1/admin/me.get'
import session from '#functions/api/v1/admin/session.post'
import account from '#functions/api/v1/user/account.get'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import type { Answer } from '#test/kit/call'
import { adminAccount, nobody } from '#test/kit/people'

type Ask = (basic: [string, string], address?: string) => Promise<Answer>
const from = (address?: string) => (address === undefined ? {} : { address })

const byBasic: Ask = (basic, address) => call(me, 'GET', '/api/v1/admin/me', { basic, ...from(address) })
const bySession: Ask = ([username, password], address) =>
  call(session, 'POST', '/api/v1/admin/session', { body: { username, password }, ...from(address) })
const onUserApi: Ask = (basic, address) =>
  call(account, 'GET', '/api/v1/user/account', { basic, ...from(address) })

/** Failures of a name before the test, with a delay or none. */
const failed = (username: string, failures: number, delay_s: number | null) => database()`
  insert into backend.admin_throttles (key, failures, blocked_until)
  values (${`name:${username}`}, ${failures}, now() + ${delay_s}::int * interval '1 second')
  on conflict (key) do update set failures = excluded.failures, blocked_until = excluded.blocked_until`
const failuresOf = async (username: string): Promise<unknown> => {
  const [row] = await database()`
    select failures from backend.admin_throttles where key = ${`name:${username}`}`
  return row?.['failures']
}

describe('log-ins that fail', () => {
  it('are delayed by name, whichever way they come, before any password is looked at', async () => {
    const basic = await adminAccount()
    const ways = [byBasic, bySession, onUserApi]
    for (const [n, ask] of ways.entries()) {
      expectProblem(await ask([basic[0], `guess ${n}`]), 401, 'unauthenticated')
    }
    expect(await failuresOf(basic[0])).toBe(3)
    await failed(basic[0], 12, 60)
    for (const ask of ways) {
      const answer = await ask(basic)
      expectProblem(answer, 429, 'rate_limited')
      expect(answer.headers.get('retry-after')).toBe('60')
    }
    await failed(basic[0], 12, 0)
    expect((await bySession(basic)).status).toBe(201)
    expect(await failuresOf(basic[0])).toBeUndefined()
  })

  it('are delayed alike for a name that nobody has', async () => {
    const [username, password] = nobody()
    await failed(username, 4, null)
    expectProblem(await byBasic([username, password]), 401, 'unauthenticated')
    await failed(username, 5, 60)
    expectProblem(await byBasic([username, password]), 429, 'rate_limited')
  })

  it('are counted for the /24 of an IPv4 address and the /64 of an IPv6 address', async () => {
    const addresses = [
      '192.0.2.1',
      '::ffff:192.0.2.200',
      '192.0.3.1',
      '2001:db8:0:1::1',
      '2001:db8:0:1:ffff::2',
    ]
    await Promise.all(addresses.map((address) => byBasic(nobody(), address)))
    const rows = await database()<{ key: string }[]>`
      select key from backend.admin_throttles where key like 'network:%' order by key`
    expect(rows.map(({ key }) => key)).toEqual([
      'network:192.0.2.0/24',
      'network:192.0.3.0/24',
      'network:2001:db8:0:1::/64',
    ])
  })

  it('do not delay whoever was recognised a moment ago, from wherever', async () => {
    const basic = await adminAccount()
    expect((await byBasic(basic, '198.51.100.1')).status).toBe(200)
    await failed(basic[0], 12, 60)
    expectProblem(await byBasic([basic[0], 'a guess'], '203.0.113.1'), 429, 'rate_limited')
    expect((await byBasic(basic, '198.51.100.9')).status).toBe(200)
    expect((await bySession(basic, '203.0.113.1')).status).toBe(201)
  })

  it('are one for the same password at once', async () => {
    const [username] = await adminAccount()
    const answers = await Promise.all(Array.from({ length: 8 }, () => byBasic([username, 'the same'])))
    for (const answer of answers) expectProblem(answer, 401, 'unauthenticated')
    expect(await failuresOf(username)).toBe(1)
  })

  it('are no more at once than their name is free to', async () => {
    const [username] = nobody()
    await failed(username, 3, null)
    const guesses = Array.from({ length: 5 }, (_, n) => byBasic([username, `guess ${n}`]))
    const statuses = (await Promise.all(guesses)).map(({ status }) => status)
    const counted = [401, 429].map((status) => statuses.filter((one) => one === status).length)
    expect(counted).toEqual([2, 3])
  })
})

describe('log-ins that are right', () => {
  it('are one where a console begins with many requests, and nobody is delayed', async () => {
    const basic = await adminAccount()
    const answers = await Promise.all(Array.from({ length: 12 }, () => byBasic(basic)))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
  })

  it('are refused where failures cannot be counted', async () => {
    const basic = await adminAccount()
    await database()`alter table backend.admin_throttles rename to away`
    const answers = [await byBasic(basic), await bySession(basic)]
    await database()`alter table backend.away rename to admin_throttles`
    for (const answer of answers) expectProblem(answer, 500, 'internal_error')
    expect((await byBasic(basic)).status).toBe(200)
  })
})
