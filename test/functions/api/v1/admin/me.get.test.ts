import { describe, expect, it } from 'vitest'
import me from '#functions/api/v1/admin/me.get'
import { adminSession, cookieOf, signedCookieOf } from '#test/kit/admins'
import { call, expectProblem } from '#test/kit/call'
import { adminAccount } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/me'

describe('200', () => {
  it('answers the calling admin, without the password', async () => {
    const basic = await adminAccount()
    const answer = await call(me, 'GET', PATH, { basic })
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      username: basic[0],
      created_at: expect.stringMatching(/Z$/),
      password_changed_at: expect.stringMatching(/Z$/),
      session: null,
    })
  })

  it('answers the session that asks, with its CSRF token', async () => {
    const [username] = await anyAdmin()
    const token = await adminSession(username)
    for (const way of [{ token }, { headers: cookieOf(token) }]) {
      const answer = await call(me, 'GET', PATH, way)
      expect(answer.status).toBe(200)
      expect(answer.body).toMatchObject({
        username,
        session: {
          session_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          expires_at: expect.stringMatching(/Z$/),
          csrf_token: signedCookieOf(token)['X-CSRF-Token'],
        },
      })
    }
  })

  it('takes a cookie only where no other credential is given', async () => {
    const headers = cookieOf(await adminSession((await anyAdmin())[0]))
    expectProblem(await call(me, 'GET', PATH, { headers, token: 'unknown' }), 401, 'unauthenticated')
    const rubbish = { ...headers, Authorization: 'Digest rubbish' }
    expectProblem(await call(me, 'GET', PATH, { headers: rubbish }), 401, 'unauthenticated')
  })
})

refusesAllButAdmins(me, 'GET', PATH)
refusesUnrotated(me, 'GET', PATH)
