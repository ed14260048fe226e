import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/account.get'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { refusesOthers } from '#test/kit/user_api'

const PATH = '/api/v1/user/account'
const ask = (token: string) => call(app, 'GET', PATH, { token })

describe('200', () => {
  it("answers the caller's own account, and nothing of others", async () => {
    const [me] = [await player(), await player()]
    const answer = await ask(me.token)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      user_id: me.user_id,
      email: me.email,
      display_name: me.display_name,
      locale: 'en',
      time_zone: 'UTC',
      declared_country: null,
      status: 'active',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    })
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('notes that the session was seen, at most once a minute', async () => {
    const { token, user_id } = await player()
    const sql = database()
    const seen = async () => {
      const [row] =
        await sql`select last_seen_at::text as at from backend.sessions where user_id = ${user_id}`
      return row?.['at']
    }
    const first = await seen()
    await ask(token)
    expect(await seen()).toBe(first)
    await sql`update backend.sessions set last_seen_at = now() - interval '2 minutes' where user_id = ${user_id}`
    const stale = await seen()
    await ask(token)
    expect(await seen()).not.toBe(stale)
  })
})

describe('401 of ended sessions', () => {
  it('refuses a session that was idle for longer than it may be', async () => {
    const { token, user_id } = await player()
    const idle = (hours: number) => database()`
      update backend.sessions set last_seen_at = now() - ${hours} * interval '1 hour' where user_id = ${user_id}`
    await idle(719)
    expect((await ask(token)).status).toBe(200)
    await idle(721)
    expectProblem(await ask(token), 401, 'unauthenticated')
  })

  it('refuses a session past its absolute end, however often it was seen', async () => {
    const { token, user_id } = await player()
    await database()`update backend.sessions set expires_at = now() where user_id = ${user_id}`
    expectProblem(await ask(token), 401, 'unauthenticated')
  })
})

refusesOthers({ app, method: 'GET' }, PATH)
