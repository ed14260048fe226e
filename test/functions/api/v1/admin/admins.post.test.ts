import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/admins.post'
import me from '#functions/api/v1/admin/me.get'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import type { Call } from '#test/kit/call'
import { adminAccount } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnfitBodies, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/admins'
const PASSWORD = 'vier gelbe Gummistiefel'
const ask = async (body: unknown, options: Call = {}) =>
  call(app, 'POST', PATH, { basic: await anyAdmin(), body, ...options })
const someName = () => `new-${randomUUID().slice(0, 8)}`

describe('201', () => {
  it('makes an admin, who must rotate the password', async () => {
    const username = someName()
    const answer = await ask({ username, password: PASSWORD })
    expect(answer.status).toBe(201)
    expect(answer.headers.get('location')).toBe(`${PATH}/${username}`)
    expect(answer.body).toEqual({
      username,
      disabled: false,
      must_rotate: true,
      created_at: expect.stringMatching(/Z$/),
      password_changed_at: expect.stringMatching(/Z$/),
    })
    const shown = await call(me, 'GET', '/api/v1/admin/me', { basic: [username, PASSWORD] })
    expectProblem(shown, 403, 'password_rotation_required')
  })

  it('writes the deed into the audit log, without the password', async () => {
    const [basic, username] = [await adminAccount(), someName()]
    await ask({ username, password: PASSWORD }, { basic })
    const audit = await database()`
      select action, target, outcome, before, after from backend.admin_audit_log where actor = ${basic[0]}`
    const entry = { action: 'admin.create', target: username, outcome: 'done', before: null, after: null }
    expect([...audit]).toEqual([entry])
  })
})

refusesUnfitBodies(({ body, ...options }) => ask(body, options), { username: 'root', password: PASSWORD })

describe('400', () => {
  it('names the path of each wrong member', async () => {
    const answer = await ask({ username: 'Not A Name', password: 7 })
    expectProblem(answer, 400, 'invalid_request', ['password', 'username'])
  })

  it('refuses a password that is short, common or the name, and repeats none', async () => {
    const username = someName()
    for (const password of ['too short', 'Welcome123456', `${username} 2026`]) {
      const answer = await ask({ username, password })
      expectProblem(answer, 400, 'invalid_request', ['password'])
      expect(JSON.stringify(answer.body)).not.toContain(password)
    }
  })
})

describe('409', () => {
  it('refuses a name that is taken, also of a disabled admin, who stays as he was', async () => {
    const taken = await adminAccount()
    await database()`update backend.admin_accounts set disabled = true where username = ${taken[0]}`
    const row = () => database()`select * from backend.admin_accounts where username = ${taken[0]}`
    const before = [...(await row())]
    expectProblem(await ask({ username: taken[0], password: PASSWORD }), 409, 'username_taken')
    expect([...(await row())]).toEqual(before)
  })

  it('makes one of two at once', async () => {
    const body = { username: someName(), password: PASSWORD }
    const statuses = (await Promise.all([ask(body), ask(body)])).map(({ status }) => status)
    expect(new Set(statuses)).toEqual(new Set([201, 409]))
  })
})

refusesAllButAdmins(app, 'POST', PATH)
refusesUnrotated(app, 'POST', PATH)
