import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/admins/[username]/reset-password.post'
import me from '#functions/api/v1/admin/me.get'
import password from '#functions/api/v1/admin/me/password.put'
import { database } from '#shared/postgres'
import { adminSession } from '#test/kit/admins'
import { call, expectProblem } from '#test/kit/call'
import type { Call } from '#test/kit/call'
import { adminAccount } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const pathOf = (username: string) => `/api/v1/admin/admins/${username}/reset-password`
const ask = async (username: string, options: Call = {}) =>
  call(app, 'POST', pathOf(username), { basic: await anyAdmin(), ...options })
const showMe = (options: Call) => call(me, 'GET', '/api/v1/admin/me', options)

describe('200', () => {
  it('shows a new password once, which must be rotated; the old one and all sessions are refused', async () => {
    const basic = await adminAccount()
    const token = await adminSession(basic[0])
    expect((await showMe({ basic })).status).toBe(200)
    const answer = await ask(basic[0])
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.body).toEqual({ password: expect.stringMatching(/^[\w-]{24}$/) })
    for (const way of [{ basic }, { token }]) expectProblem(await showMe(way), 401, 'unauthenticated')

    const given = answer.body['password']
    const fresh: [string, string] = [basic[0], given]
    expectProblem(await showMe({ basic: fresh }), 403, 'password_rotation_required')
    const body = { current_password: given, new_password: 'vier gelbe Gummistiefel' }
    expect((await call(password, 'PUT', '/api/v1/admin/me/password', { basic: fresh, body })).status).toBe(
      204,
    )
    expect((await showMe({ basic: [basic[0], body.new_password] })).status).toBe(200)
  })

  it('is another one each time, also under an Idempotency-Key, and stands nowhere', async () => {
    const [username] = await adminAccount()
    const headers = { 'Idempotency-Key': randomUUID() }
    const answers = [await ask(username, { headers }), await ask(username, { headers })]
    const [one, other] = answers.map(({ body }) => body['password'])
    expect(one).not.toBe(other)
    const kept =
      await database()`select from backend.idempotency_keys where key = ${headers['Idempotency-Key']}`
    expect(kept).toHaveLength(0)
    const audit = await database()`
      select action, before, after from backend.admin_audit_log where target = ${username}`
    const entry = { action: 'admin.reset_password', before: null, after: null }
    expect([...audit]).toEqual([entry, entry])
  })
})

describe('400', () => {
  it('names a username that is none', async () => {
    expectProblem(await ask('Not-A-Name'), 400, 'invalid_request', ['username'])
  })
})

describe('404', () => {
  it('refuses an admin who is not there', async () => {
    expectProblem(await ask('no.body'), 404, 'not_found')
  })
})

refusesAllButAdmins(app, 'POST', pathOf('root'))
refusesUnrotated(app, 'POST', pathOf('root'))
