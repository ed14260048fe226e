import { describe, expect, it } from 'vitest'
import me from '#functions/api/v1/admin/me.get'
import app from '#functions/api/v1/admin/session.delete'
import { database } from '#shared/postgres'
import { adminSession, cookieOf, signedCookieOf } from '#test/kit/admins'
import { call, expectProblem } from '#test/kit/call'
import type { Call } from '#test/kit/call'
import { adminAccount } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/session'
const ask = (options: Call) => call(app, 'DELETE', PATH, options)
const statusOf = async (token: string) => (await call(me, 'GET', '/api/v1/admin/me', { token })).status

describe('204', () => {
  it('ends the session that asks, and no other', async () => {
    const [username] = await anyAdmin()
    const [mine, other] = [await adminSession(username), await adminSession(username)]
    expect(await ask({ token: mine })).toMatchObject({ status: 204, body: {} })
    expect(await statusOf(mine)).toBe(401)
    expect(await statusOf(other)).toBe(200)
    expectProblem(await ask({ token: mine }), 401, 'unauthenticated')
  })

  it('takes the cookie away', async () => {
    const token = await adminSession((await anyAdmin())[0])
    const answer = await ask({ headers: signedCookieOf(token) })
    expect(answer.status).toBe(204)
    expect(answer.headers.get('set-cookie')).toMatch(
      /^galaxy_admin_session=; Max-Age=0; Path=\/api\/v1\/admin;/,
    )
    expect((await call(me, 'GET', '/api/v1/admin/me', { headers: cookieOf(token) })).status).toBe(401)
  })

  it('writes the deed into the audit log, once for two at once', async () => {
    const [username] = await adminAccount()
    const token = await adminSession(username)
    await Promise.all([ask({ token }), ask({ token })])
    const audit = await database()`
      select action, target from backend.admin_audit_log where actor = ${username}`
    expect([...audit]).toEqual([{ action: 'admin.sign_out', target: username }])
  })
})

describe('404', () => {
  it('refuses HTTP Basic, which has no session', async () => {
    expectProblem(await ask({ basic: await anyAdmin() }), 404, 'not_found')
  })
})

refusesAllButAdmins(app, 'DELETE', PATH)
refusesUnrotated(app, 'DELETE', PATH)
