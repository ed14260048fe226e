import { afterEach, describe, expect, it } from 'vitest'
import app from '#functions/api/v1/internal/sessions/resolve.post'
import { config, configure } from '#shared/config'
import { database } from '#shared/postgres'
import { newToken } from '#shared/tokens'
import { call, expectProblem } from '#test/kit/call'
import type { Call } from '#test/kit/call'
import { adminAccount, player } from '#test/kit/people'
import { refusesUnfitBodies } from '#test/kit/refusals'
import { openSession } from '#test/kit/sessions'

const given = config()
const internal_token = given.BACKEND_INTERNAL_TOKEN ?? ''
const ask = (options: Call) =>
  call(app, 'POST', '/api/v1/internal/sessions/resolve', { token: internal_token, ...options })
const resolve = (token: string) => ask({ body: { token } })

afterEach(() => configure(given))

describe('200', () => {
  it('says whose session a token is, and when it ends', async () => {
    const { user_id } = await player()
    const { session_id, token, expires_at } = await openSession(user_id)
    const answer = await resolve(token)
    expect(answer).toMatchObject({ status: 200 })
    expect(answer.body).toEqual({ session_id, user_id, expires_at: expires_at.toISOString() })
  })

  it('counts as use of the session', async () => {
    const { user_id, token } = await player()
    await database()`
      update backend.sessions set last_seen_at = now() - interval '1 hour' where user_id = ${user_id}`
    await resolve(token)
    const [row] = await database()`
      select last_seen_at > now() - interval '1 minute' as seen from backend.sessions where user_id = ${user_id}`
    expect(row).toEqual({ seen: true })
  })
})

describe('400', () => {
  it('names what is missing or too long', async () => {
    expectProblem(await ask({ body: {} }), 400, 'invalid_request', ['token'])
    expectProblem(await resolve('x'.repeat(257)), 400, 'invalid_request', ['token'])
  })
})

refusesUnfitBodies(ask, { token: 'any' })

describe('401', () => {
  it('refuses a caller without the token, with another, and with a part of it', async () => {
    const { token } = await player()
    const wrong = [
      internal_token.slice(0, -1),
      `${internal_token}x`,
      internal_token.toUpperCase(),
      newToken(),
    ]
    const strangers: Call[] = [
      { headers: {} },
      { headers: { Authorization: `Basic ${internal_token}` } },
      { headers: { Authorization: 'Bearer ' } },
      ...wrong.map((each) => ({ token: each })),
    ]
    for (const stranger of strangers) {
      const answer = await call(app, 'POST', '/api/v1/internal/sessions/resolve', {
        body: { token },
        ...stranger,
      })
      expectProblem(answer, 401, 'unauthenticated')
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="galaxy"')
    }
  })

  it('refuses everybody where no token is set', async () => {
    const { token } = await player()
    const { BACKEND_INTERNAL_TOKEN: _unset, ...rest } = given
    configure(rest)
    for (const each of [internal_token, '', 'undefined', token])
      expectProblem(await ask({ token: each, body: { token } }), 401, 'unauthenticated')
  })
})

describe('403', () => {
  it("refuses a player's token and an admin's credentials", async () => {
    const { token } = await player()
    expectProblem(await ask({ token, body: { token } }), 403, 'forbidden')
    const path = '/api/v1/internal/sessions/resolve'
    const answer = await call(app, 'POST', path, { basic: await adminAccount(), body: { token } })
    expectProblem(answer, 403, 'forbidden')
  })
})

describe('404', () => {
  it('answers the very same for every token that the user API would refuse', async () => {
    const sql = database()
    const gone = [newToken(), '', 'not a token']
    const withSession = async (change: (user_id: string) => PromiseLike<unknown>) => {
      const { user_id, token } = await player()
      await change(user_id)
      gone.push(token)
    }
    await withSession(
      (id) => sql`
      update backend.sessions set status = 'revoked', revoked_at = now() where user_id = ${id}`,
    )
    await withSession((id) => sql`update backend.sessions set expires_at = now() where user_id = ${id}`)
    await withSession(
      (id) => sql`
      update backend.sessions set last_seen_at = now() - interval '721 hours' where user_id = ${id}`,
    )
    for (const status of ['suspended', 'banned', 'deleted'])
      await withSession((id) => sql`update backend.accounts set status = ${status} where user_id = ${id}`)
    const answers = await Promise.all(gone.map(resolve))
    for (const answer of answers) {
      expectProblem(answer, 404, 'not_found')
      expect({ ...answer.body, request_id: '' }).toEqual({ ...answers[0]?.body, request_id: '' })
    }
  })
})
