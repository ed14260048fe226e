import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/admins/[username].patch'
import me from '#functions/api/v1/admin/me.get'
import { database } from '#shared/postgres'
import { adminSession } from '#test/kit/admins'
import { call, expectProblem } from '#test/kit/call'
import type { Call } from '#test/kit/call'
import { adminAccount } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnfitBodies, refusesUnrotated } from '#test/kit/refusals'

const pathOf = (username: string) => `/api/v1/admin/admins/${username}`
const ask = async (username: string, body: unknown, options: Call = {}) =>
  call(app, 'PATCH', pathOf(username), { basic: await anyAdmin(), body, ...options })
const statusOf = async (options: Call) => (await call(me, 'GET', '/api/v1/admin/me', options)).status
const auditOf = async (target: string): Promise<unknown[]> => [
  ...(await database()`
    select action, before, after from backend.admin_audit_log where target = ${target} and outcome = 'done'
    order by audit_id`),
]

describe('200', () => {
  it('disables an admin, who is refused from then on by every way, and enables one again', async () => {
    const basic = await adminAccount()
    const token = await adminSession(basic[0])
    expect([await statusOf({ basic }), await statusOf({ token })]).toEqual([200, 200])

    const disabled = await ask(basic[0], { disabled: true })
    expect(disabled).toMatchObject({ status: 200, body: { username: basic[0], disabled: true } })
    expect(disabled.body).not.toHaveProperty('password_hash')
    expect([await statusOf({ basic }), await statusOf({ token })]).toEqual([401, 401])

    const enabled = await ask(basic[0], { disabled: false })
    expect(enabled).toMatchObject({ status: 200, body: { disabled: false } })
    expect([await statusOf({ basic }), await statusOf({ token })]).toEqual([200, 401])
    expect(await auditOf(basic[0])).toEqual([
      { action: 'admin.disable', before: { disabled: false }, after: { disabled: true } },
      { action: 'admin.enable', before: { disabled: true }, after: { disabled: false } },
    ])
  })

  it('changes nothing, and writes nothing down, where it is so already', async () => {
    const [username] = await adminAccount()
    expect(await ask(username, { disabled: false })).toMatchObject({ status: 200, body: { disabled: false } })
    expect(await auditOf(username)).toEqual([])
  })
})

describe('400', () => {
  it('names what is missing, wrong or unknown', async () => {
    const [username] = await anyAdmin()
    expectProblem(await ask(username, {}), 400, 'invalid_request', ['disabled'])
    expectProblem(await ask(username, { disabled: 'yes' }), 400, 'invalid_request', ['disabled'])
    expectProblem(await ask('Not-A-Name', { disabled: true }), 400, 'invalid_request', ['username'])
  })
})

refusesUnfitBodies(async ({ body, ...options }) => ask((await anyAdmin())[0], body, options), {
  disabled: false,
})

describe('404', () => {
  it('refuses an admin who is not there', async () => {
    expectProblem(await ask('no.body', { disabled: true }), 404, 'not_found')
    expectProblem(await ask('no.body', { disabled: false }), 404, 'not_found')
  })
})

describe('409', () => {
  it('refuses to disable the last admin who is enabled, and writes that down', async () => {
    const basic = await adminAccount()
    const others = () => database()`
      update backend.admin_accounts set disabled = not disabled where username <> ${basic[0]}`
    await database()`update backend.admin_accounts set disabled = false`
    await others()
    const answer = await ask(basic[0], { disabled: true }, { basic })
    await others()
    expectProblem(answer, 409, 'last_admin')
    expect(await statusOf({ basic })).toBe(200)
    const refused = await database()`
      select action, code from backend.admin_audit_log where actor = ${basic[0]} and outcome = 'refused'`
    expect([...refused]).toEqual([{ action: 'PATCH /api/v1/admin/admins/:username', code: 'last_admin' }])
  })

  it('lets one of two win who disable each other at once, ten times', async () => {
    const [one, other] = [await adminAccount(), await adminAccount()]
    const tokens = async () => [await adminSession(one[0]), await adminSession(other[0])]
    for (let round = 0; round < 10; round += 1) {
      await database()`
        update backend.admin_accounts set disabled = username not in (${one[0]}, ${other[0]})`
      const [token = '', its = ''] = await tokens()
      const disable = (username: string, by: string) =>
        call(app, 'PATCH', pathOf(username), { token: by, body: { disabled: true } })
      const answers = await Promise.all([disable(other[0], token), disable(one[0], its)])
      const won = answers.filter(({ status }) => status === 200)
      expect(won).toHaveLength(1)
      // Who comes so late that the session has ended is a stranger.
      const [lost] = answers.filter(({ status }) => status !== 200)
      expect(['last_admin', 'unauthenticated']).toContain(lost?.body['code'])
      const left = await database()`select from backend.admin_accounts where not disabled`
      expect(left).toHaveLength(1)
    }
    await database()`update backend.admin_accounts set disabled = false`
  })
})

refusesAllButAdmins(app, 'PATCH', pathOf('root'))
refusesUnrotated(app, 'PATCH', pathOf('root'))
