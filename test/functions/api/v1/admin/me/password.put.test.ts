import { describe, expect, it } from 'vitest'
import me from '#functions/api/v1/admin/me.get'
import password from '#functions/api/v1/admin/me/password.put'
import { hashPassword } from '#shared/auth/password'
import { database } from '#shared/postgres'
import { insertBootstrapAdmin } from '#sql/admins/admins'
import { adminSession, signedCookieOf } from '#test/kit/admins'
import { call, expectProblem } from '#test/kit/call'
import type { Call } from '#test/kit/call'
import { adminAccount } from '#test/kit/people'
import { anyAdmin, freshAdmin, refusesAllButAdmins, refusesUnfitBodies } from '#test/kit/refusals'

const PATH = '/api/v1/admin/me/password'
const NEW = 'a password that nobody has seen'
const ask = (options: Call) => call(password, 'PUT', PATH, options)
const showMe = (basic: [string, string]) => call(me, 'GET', '/api/v1/admin/me', { basic })

describe('204', () => {
  it('R-START-6: ends the forced rotation of a fresh admin', async () => {
    const [name, current_password] = await freshAdmin()
    expectProblem(await showMe([name, current_password]), 403, 'password_rotation_required')
    const answer = await ask({
      basic: [name, current_password],
      body: { current_password, new_password: NEW },
    })
    expect(answer).toMatchObject({ status: 204, body: {} })
    expect((await showMe([name, NEW])).status).toBe(200)
  })

  it('R-START-6: a later boot does not overwrite the rotated password', async () => {
    const [name, current_password] = await freshAdmin()
    await ask({ basic: [name, current_password], body: { current_password, new_password: NEW } })
    const hash = await hashPassword(current_password)
    expect(await insertBootstrapAdmin(database(), name, hash)).toBe('known')
    expect((await showMe([name, NEW])).status).toBe(200)
    expectProblem(await showMe([name, current_password]), 401, 'unauthenticated')
  })

  it('refuses the old password at once, also where it was recognised a moment ago', async () => {
    const basic = await adminAccount()
    expect((await showMe(basic)).status).toBe(200)
    await ask({ basic, body: { current_password: basic[1], new_password: NEW } })
    expectProblem(await showMe(basic), 401, 'unauthenticated')
    expectProblem(await ask({ basic, body: {} }), 401, 'unauthenticated')
  })

  it("ends all the admin's sessions at once, the one that asks too", async () => {
    const basic = await freshAdmin()
    const [mine, other] = [await adminSession(basic[0]), await adminSession(basic[0])]
    const body = { current_password: basic[1], new_password: NEW }
    const answer = await ask({ headers: signedCookieOf(mine), body })
    expect(answer.status).toBe(204)
    expect(answer.headers.get('set-cookie')).toMatch(/^galaxy_admin_session=; Max-Age=0;/)
    for (const token of [mine, other]) {
      expectProblem(await call(me, 'GET', '/api/v1/admin/me', { token }), 401, 'unauthenticated')
    }
  })

  it('keeps a hash only, and writes the deed without the secrets into the audit log', async () => {
    const basic = await adminAccount()
    const answer = await ask({ basic, body: { current_password: basic[1], new_password: NEW } })
    const [row] = await database()`
      select password_hash, must_rotate from backend.admin_accounts where username = ${basic[0]}`
    expect(row).toEqual({ password_hash: expect.stringMatching(/^\$argon2id\$/), must_rotate: false })
    const audit = await database()`
      select action, target, before, after, request_id from backend.admin_audit_log where actor = ${basic[0]}`
    expect([...audit]).toEqual([
      {
        action: 'admin.rotate_password',
        target: basic[0],
        before: null,
        after: null,
        request_id: answer.headers.get('x-request-id'),
      },
    ])
  })
})

describe('429', () => {
  it('delays whoever guesses the current password with a session', async () => {
    const basic = await adminAccount()
    const token = await adminSession(basic[0])
    const guess = (current_password: string) => ask({ token, body: { current_password, new_password: NEW } })
    expectProblem(await guess('a guess'), 400, 'invalid_request', ['current_password'])
    const counted = await database()`
      update backend.admin_throttles set blocked_until = now() + interval '1 minute'
      where key = ${`name:${basic[0]}`} and failures = 1`
    expect(counted.count).toBe(1)
    const answer = await guess(basic[1])
    expectProblem(answer, 429, 'rate_limited')
    expect(answer.headers.get('retry-after')).toBe('60')
  })
})

describe('400', () => {
  it('names the path of each wrong member and repeats no password', async () => {
    const body = { current_password: 'c'.repeat(257), new_password: 'n'.repeat(257) }
    const answer = await ask({ basic: await anyAdmin(), body })
    expectProblem(answer, 400, 'invalid_request', ['current_password', 'new_password'])
    for (const value of Object.values(body)) expect(JSON.stringify(answer.body)).not.toContain(value)
  })

  it('names what is missing', async () => {
    const answer = await ask({ basic: await anyAdmin(), body: {} })
    expectProblem(answer, 400, 'invalid_request', ['current_password', 'new_password'])
  })

  it('refuses a new password that is short, common or the name, and repeats none', async () => {
    const basic = await adminAccount()
    for (const new_password of ['too short', 'Password123456', `${basic[0]} 2026`]) {
      const answer = await ask({ basic, body: { current_password: basic[1], new_password } })
      expectProblem(answer, 400, 'invalid_request', ['new_password'])
      expect(JSON.stringify(answer.body)).not.toContain(new_password)
    }
    expect((await showMe(basic)).status).toBe(200)
  })

  it('refuses a wrong current password and changes nothing', async () => {
    const basic = await adminAccount()
    const body = { current_password: 'not the password', new_password: NEW }
    const answer = await ask({ basic, body })
    expectProblem(answer, 400, 'invalid_request', ['current_password'])
    for (const value of Object.values(body)) expect(JSON.stringify(answer.body)).not.toContain(value)
    expect((await showMe(basic)).status).toBe(200)
  })

  it('R-START-6: refuses to rotate to the same password', async () => {
    const basic = await freshAdmin()
    const answer = await ask({ basic, body: { current_password: basic[1], new_password: basic[1] } })
    expectProblem(answer, 400, 'invalid_request', ['new_password'])
    expectProblem(await showMe(basic), 403, 'password_rotation_required')
  })
})

refusesUnfitBodies(async (options) => ask({ basic: await anyAdmin(), ...options }), {
  current_password: 'correct horse battery staple',
  new_password: NEW,
})
refusesAllButAdmins(password, 'PUT', PATH)
