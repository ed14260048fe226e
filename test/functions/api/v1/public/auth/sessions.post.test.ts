import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import sessions from '#functions/api/v1/public/auth/sessions.post'
import { config, configure } from '#shared/config'
import { database, transaction } from '#shared/postgres'
import { tokenHash } from '#shared/tokens'
import { unlockSignIn } from '#sql/accounts/sign_in_failures'
import { updateSwitch } from '#sql/platform/switches'
import { CHECKOUT } from '#local/tree'
import { call, expectProblem } from '#test/kit/call'
import type { Answer, Call } from '#test/kit/call'
import { toldTo } from '#test/kit/notifications'
import { player } from '#test/kit/people'
import { refusesUnfitBodies } from '#test/kit/refusals'
import { challenge, wrong } from '#test/kit/sign_in'

configure({
  ...config(),
  BACKEND_GEOIP_DB_PATH: join(CHECKOUT, 'test/fixtures/geo/country.mmdb'),
  BACKEND_AUTH_CODE_COOLDOWN: 0,
  BACKEND_AUTH_CODE_DAILY_LIMIT: 100,
})

const PATH = '/api/v1/public/auth/sessions'
const ask = (options: Call) => call(sessions, 'POST', PATH, options)
const somebody = () => `${randomUUID()}@players.test`
const statusesOf = (answers: Answer[]) => answers.map(({ status }) => status).toSorted((a, b) => a - b)

async function countryOf(email: string, headers: Record<string, string>): Promise<string | null> {
  const answer = await ask({ body: await challenge(email), headers })
  expect(answer.status).toBe(201)
  return answer.body['user'].declared_country
}

describe('201', () => {
  it('creates the account at the first sign-in of an address', async () => {
    const email = somebody()
    const body = { ...(await challenge(email)), display_name: 'Grace Hopper', device_name: 'a laptop' }
    const answer = await ask({ body })
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({
      session_id: expect.any(String),
      token: expect.stringMatching(/^[\w-]{43}$/),
      expires_at: expect.stringMatching(/Z$/),
      created: true,
      user: {
        user_id: expect.any(String),
        email,
        display_name: 'Grace Hopper',
        locale: 'en',
        time_zone: 'UTC',
        declared_country: null,
        status: 'active',
        created_at: expect.stringMatching(/Z$/),
      },
    })
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('welcomes who is new, and nobody twice', async () => {
    const email = somebody()
    const first = await ask({ body: await challenge(email) })
    const again = await ask({ body: await challenge(email) })
    expect(again.body['created']).toBe(false)
    const { user_id, display_name } = first.body['user']
    expect(await toldTo(user_id)).toMatchObject([{ kind: 'account.welcome', payload: { display_name } }])
  })

  it('keeps only the hash of the token', async () => {
    const answer = await ask({ body: { ...(await challenge(somebody())), device_name: 'a phone' } })
    const { session_id, token, user } = answer.body
    const [row] = await database()`
      select user_id, token_hash, status, device_name from backend.sessions where session_id = ${session_id}`
    expect(row).toEqual({
      user_id: user.user_id,
      token_hash: tokenHash(token),
      status: 'active',
      device_name: 'a phone',
    })
  })

  it('signs a known player in, whose name stays', async () => {
    const known = await player()
    const body = { ...(await challenge(known.email)), display_name: 'Another name' }
    const answer = await ask({ body })
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({
      created: false,
      user: { user_id: known.user_id, display_name: known.display_name },
    })
  })

  it('makes a name for a player who gives none', async () => {
    const answer = await ask({ body: await challenge(somebody()) })
    expect(answer.body['user'].display_name).toMatch(/^Player [0-9a-f]{8}$/)
  })

  it('R-GEO-1: sets declared_country once, at registration', async () => {
    const email = somebody()
    expect(await countryOf(email, { 'X-Forwarded-For': '192.0.2.7' })).toBe('DE')
    expect(await countryOf(email, { 'X-Forwarded-For': '203.0.113.9' })).toBe('DE')
    const [row] = await database()`select declared_country from backend.accounts where email = ${email}`
    expect(row).toEqual({ declared_country: 'DE' })
  })

  it('R-GEO-4: takes the leftmost forwarded address', async () => {
    expect(await countryOf(somebody(), { 'X-Forwarded-For': '203.0.113.9, 192.0.2.7, 10.0.1.1' })).toBe('JP')
  })

  it('R-GEO-3: signs in whatever the address is', async () => {
    for (const address of ['', 'rubbish', '10.9.9.9', '10.0.3.1', '999.1.1.1, 192.0.2.7', '%00']) {
      expect(await countryOf(somebody(), { 'X-Forwarded-For': address })).toBeNull()
    }
  })
})

describe('400', () => {
  it('names the path of each wrong member and repeats no value', async () => {
    const body = { challenge_id: 'seven', code: '12345x', display_name: '??', device_name: 'd'.repeat(65) }
    const answer = await ask({ body })
    expectProblem(answer, 400, 'invalid_request', ['challenge_id', 'code', 'device_name', 'display_name'])
    for (const value of Object.values(body)) expect(JSON.stringify(answer.body)).not.toContain(value)
  })

  it('names what is missing', async () => {
    expectProblem(await ask({ body: {} }), 400, 'invalid_request', ['challenge_id', 'code'])
  })

  it('refuses a device name that cannot be kept', async () => {
    const body = { ...(await challenge(somebody())), device_name: 'a\u0000b' }
    expectProblem(await ask({ body }), 400, 'invalid_request', ['device_name'])
  })

  it('takes no try away', async () => {
    const { challenge_id, code } = await challenge(somebody())
    for (let times = 0; times < 6; times += 1) {
      expectProblem(await ask({ body: { challenge_id, code: 'wrong' } }), 400, 'invalid_request', ['code'])
    }
    expect((await ask({ body: { challenge_id, code } })).status).toBe(201)
  })
})

refusesUnfitBodies(ask, { challenge_id: randomUUID(), code: '123456' })

describe('401', () => {
  it('counts the tries down, and voids the challenge with the fifth', async () => {
    const { challenge_id, code } = await challenge(somebody())
    for (const tries_left of [4, 3, 2, 1, 0]) {
      const answer = await ask({ body: { challenge_id, code: wrong(code) } })
      expectProblem(answer, 401, 'code_invalid')
      expect(answer.body['tries_left']).toBe(tries_left)
    }
    expectProblem(await ask({ body: { challenge_id, code } }), 410, 'challenge_gone')
    const [row] = await database()`
      select status, tries_left from backend.auth_challenges where challenge_id = ${challenge_id}`
    expect(row).toEqual({ status: 'void', tries_left: 0 })
  })

  it('gives simultaneous guesses no more tries', async () => {
    const { challenge_id, code } = await challenge(somebody())
    const guess = { challenge_id, code: wrong(code) }
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask({ body: guess })))
    expect(statusesOf(answers)).toEqual([401, 401, 401, 401, 401, 410, 410, 410])
  })

  it('refuses the code of another challenge', async () => {
    const mine = await challenge(somebody())
    const other = await challenge(somebody())
    const code = other.code === mine.code ? wrong(mine.code) : other.code
    expectProblem(await ask({ body: { challenge_id: mine.challenge_id, code } }), 401, 'code_invalid')
  })
})

describe('403', () => {
  it.each(['suspended', 'banned'])('refuses a %s account, which gets no session', async (status) => {
    const blocked = await player()
    const { challenge_id, code } = await challenge(blocked.email)
    await database()`update backend.accounts set status = ${status} where user_id = ${blocked.user_id}`
    expectProblem(await ask({ body: { challenge_id, code } }), 403, 'account_blocked')
    const [sessionsOf] = await database()`
      select count(*)::int from backend.sessions where user_id = ${blocked.user_id}`
    expect(sessionsOf).toEqual({ count: 1 })
    await database()`update backend.accounts set status = 'active' where user_id = ${blocked.user_id}`
    expect((await ask({ body: { challenge_id, code } })).status).toBe(201)
  })
})

/** Sends wrong codes for an address, five to a challenge. */
async function guessWrong(email: string, times: number): Promise<void> {
  for (let sent = 0; sent < times; sent += 5) {
    const { challenge_id, code } = await challenge(email)
    for (let each = 0; each < Math.min(5, times - sent); each += 1)
      expect((await ask({ body: { challenge_id, code: wrong(code) } })).status).toBe(401)
  }
}

describe('403 of a suspension that is over', () => {
  it('is none: the account signs in, whoever writes the end down later', async () => {
    const { email, user_id } = await player()
    await database()`
      update backend.accounts set status = 'suspended', suspended_until = now() where user_id = ${user_id}`
    const answer = await ask({ body: await challenge(email) })
    expect(answer.status).toBe(201)
    expect(answer.body['user']).toMatchObject({ user_id, status: 'active' })
  })
})

describe('403 sign_in_locked', () => {
  it('refuses a right code after a hundred wrong ones, and keeps the challenge until the lock is lifted', async () => {
    const { email, user_id } = await player()
    await guessWrong(email, 100)
    const body = await challenge(email)
    for (let times = 0; times < 3; times += 1) expectProblem(await ask({ body }), 403, 'sign_in_locked')
    expect(await transaction((tx) => unlockSignIn(tx, user_id))).toBe('unlocked')
    expect(await transaction((tx) => unlockSignIn(tx, user_id))).toBe('not_locked')
    expect((await ask({ body })).status).toBe(201)
  })

  it('lasts for a day, and the count begins anew after it', async () => {
    const { email } = await player()
    await guessWrong(email, 100)
    const locked = await ask({ body: await challenge(email) })
    expectProblem(locked, 403, 'sign_in_locked')
    const [row] = await database()`
      select extract(epoch from locked_until - now())::int as left_s from backend.sign_in_failures
      where email = ${email}`
    expect(row?.['left_s']).toBeGreaterThan(86_300)
    expect(row?.['left_s']).toBeLessThanOrEqual(86_400)
    await database()`update backend.sign_in_failures set locked_until = now() where email = ${email}`
    await guessWrong(email, 99)
    expect((await ask({ body: await challenge(email) })).status).toBe(201)
  })

  it('needs a hundred in a row: a right code in between begins the count anew', async () => {
    const { email } = await player()
    await guessWrong(email, 99)
    expect((await ask({ body: await challenge(email) })).status).toBe(201)
    await guessWrong(email, 99)
    expect((await ask({ body: await challenge(email) })).status).toBe(201)
    expect(await database()`select from backend.sign_in_failures where email = ${email}`).toHaveLength(0)
  })

  it('counts guesses that come at once, none twice and none missing', async () => {
    const { email } = await player()
    for (let round = 0; round < 4; round += 1) {
      const { challenge_id, code } = await challenge(email)
      const body = { challenge_id, code: wrong(code) }
      await Promise.all(Array.from({ length: 8 }, () => ask({ body })))
    }
    const [row] = await database()`select failures from backend.sign_in_failures where email = ${email}`
    expect(row).toEqual({ failures: 20 })
  })

  it('is for accounts: an address without one signs up, whatever somebody guessed before', async () => {
    const email = somebody()
    await guessWrong(email, 100)
    expect(await ask({ body: await challenge(email) })).toMatchObject({
      status: 201,
      body: { created: true },
    })
  })
})

const setSignUps = (enabled: boolean, message: string | null = null) =>
  updateSwitch(database(), { name: 'sign_ups', enabled, message }, 'an admin')

describe('403 sign_ups_closed', () => {
  it('refuses to make an account, with the message of who closed them, and keeps the challenge', async () => {
    const [known, email] = [await player(), somebody()]
    const body = await challenge(email)
    await setSignUps(false, 'We open again on Monday.')
    const refused = await ask({ body })
    expectProblem(refused, 403, 'sign_ups_closed')
    expect(refused.body['detail']).toBe('We open again on Monday.')
    await setSignUps(false)
    expectProblem(await ask({ body }), 403, 'sign_ups_closed')
    expect((await ask({ body: await challenge(known.email) })).status).toBe(201)
    expect(await database()`select from backend.accounts where email = ${email}`).toHaveLength(0)
    await setSignUps(true)
    expect(await ask({ body })).toMatchObject({ status: 201, body: { created: true } })
  })
})

const remove = (user_id: string, days: number) => database()`
  update backend.accounts set status = 'deleted', deleted_at = now() - ${days} * interval '1 day'
  where user_id = ${user_id}`

const sanction = (user_id: string, kind: string, until: Date | null, lifted: boolean) => database()`
  insert into backend.sanctions (user_id, kind, reason, until, created_by, lifted_by, lifted_at)
  values (${user_id}, ${kind}, 'why', ${until}, 'root', ${lifted ? 'root' : null},
    case when ${lifted} then now() end)`

describe('a deleted account', () => {
  it('is restored by a sign-in within fourteen days', async () => {
    const { email, user_id } = await player()
    await remove(user_id, 13.9)
    const answer = await ask({ body: await challenge(email) })
    expect(answer).toMatchObject({
      status: 201,
      body: { created: false, user: { user_id, status: 'active' } },
    })
    const [row] = await database()`
      select status, deleted_at from backend.accounts where user_id = ${user_id}`
    expect(row).toEqual({ status: 'active', deleted_at: null })
  })

  it('is restored to what its sanctions make of it', async () => {
    const tomorrow = new Date(Date.now() + 86_400_000)
    const cases: [string, Date | null, boolean, number][] = [
      ['ban', null, false, 403],
      ['ban', null, true, 201],
      ['suspend', null, false, 403],
      ['suspend', tomorrow, false, 403],
      ['suspend', tomorrow, true, 201],
      ['suspend', new Date(0), false, 201],
      ['warn', null, false, 201],
    ]
    for (const [kind, until, lifted, status] of cases) {
      const { email, user_id } = await player()
      await sanction(user_id, kind, until, lifted)
      await remove(user_id, 1)
      const answer = await ask({ body: await challenge(email) })
      expect([kind, until, lifted, answer.status]).toEqual([kind, until, lifted, status])
    }
  })
})

describe('409', () => {
  it('refuses a display name that is taken, in whatever case, and keeps the challenge usable', async () => {
    const other = await player()
    const email = somebody()
    const body = await challenge(email)
    const display_name = other.display_name.toUpperCase()
    expectProblem(await ask({ body: { ...body, display_name } }), 409, 'display_name_taken')
    expect(await database()`select from backend.accounts where email = ${email}`).toHaveLength(0)
    const answer = await ask({ body: { ...body, display_name: `${other.display_name} II` } })
    expect(answer.status).toBe(201)
    expect(answer.body['created']).toBe(true)
  })
})

describe('410', () => {
  it('refuses a challenge that is used', async () => {
    const body = await challenge(somebody())
    expect((await ask({ body })).status).toBe(201)
    expectProblem(await ask({ body }), 410, 'challenge_gone')
  })

  it('opens one session where the same code comes ten times at once', async () => {
    const email = somebody()
    const body = await challenge(email)
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask({ body })))
    expect(statusesOf(answers)).toEqual([201, ...Array.from({ length: 9 }, () => 410)])
    const opened = await database()`
      select from backend.sessions s join backend.accounts a using (user_id) where a.email = ${email}`
    expect(opened).toHaveLength(1)
  })

  it('refuses a challenge that a newer one voided', async () => {
    const email = somebody()
    const older = await challenge(email)
    const newer = await challenge(email)
    expectProblem(await ask({ body: older }), 410, 'challenge_gone')
    expect((await ask({ body: newer })).status).toBe(201)
  })

  it('refuses a challenge that is past its time', async () => {
    const body = await challenge(somebody())
    await database()`
      update backend.auth_challenges set expires_at = now() where challenge_id = ${body.challenge_id}`
    expectProblem(await ask({ body }), 410, 'challenge_gone')
  })

  it('refuses a challenge that never was', async () => {
    const body = { challenge_id: randomUUID(), code: '123456' }
    expectProblem(await ask({ body }), 410, 'challenge_gone')
  })
})
