import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import codes from '#functions/api/v1/public/auth/codes.post'
import sessions from '#functions/api/v1/public/auth/sessions.post'
import { CHECKOUT } from '#local/tree'
import { config, configure } from '#shared/config'
import { database } from '#shared/postgres'
import { tokenHash } from '#shared/tokens'
import { call, expectProblem } from '#test/kit/call'
import type { Answer, Call } from '#test/kit/call'
import { mailedCode } from '#test/kit/mail'
import { player } from '#test/kit/people'
import { refusesUnfitBodies } from '#test/kit/refusals'

configure({
  ...config(),
  BACKEND_GEOIP_DB_PATH: join(CHECKOUT, 'test/fixtures/geo/country.mmdb'),
  BACKEND_AUTH_CODE_COOLDOWN: 0,
})

const PATH = '/api/v1/public/auth/sessions'
const ask = (options: Call) => call(sessions, 'POST', PATH, options)
const somebody = () => `${randomUUID()}@players.test`
const statusesOf = (answers: Answer[]) => answers.map(({ status }) => status).toSorted((a, b) => a - b)

/** A challenge of an address, with the code that was mailed. */
async function challenge(email: string): Promise<{ challenge_id: string; code: string }> {
  const answer = await call(codes, 'POST', '/api/v1/public/auth/codes', { body: { email } })
  return { challenge_id: answer.body['challenge_id'], code: await mailedCode(email) }
}

const wrong = (code: string) => (code === '000000' ? '111111' : '000000')

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

  it('opens one session where the same code comes twice at once', async () => {
    const body = await challenge(somebody())
    const answers = await Promise.all([ask({ body }), ask({ body })])
    expect(statusesOf(answers)).toEqual([201, 410])
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
