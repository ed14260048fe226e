import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/users/[user_id].get'
import { database, transaction } from '#shared/postgres'
import { insertSanction, liftSanction } from '#sql/accounts/sanctions'
import type { SanctionKind } from '#sql/accounts/sanctions'
import { call, expectProblem } from '#test/kit/call'
import { adminAccount, player } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const pathOf = (user_id: string) => `/api/v1/admin/users/${user_id}`
const ask = async (user_id: string, basic?: [string, string]) =>
  call(app, 'GET', pathOf(user_id), { basic: basic ?? (await anyAdmin()) })
const impose = (user_id: string, kind: SanctionKind, until: string | null = null) =>
  transaction((tx) => insertSanction(tx, { user_id, kind, reason: `a ${kind}`, until, created_by: 'root' }))

describe('200', () => {
  it('answers the account with its address', async () => {
    const { user_id, email, display_name } = await player()
    const answer = await ask(user_id)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      user_id,
      email,
      display_name,
      locale: 'en',
      time_zone: 'UTC',
      declared_country: null,
      status: 'active',
      created_at: expect.stringMatching(/Z$/),
      suspended_until: null,
      deleted_at: null,
      purged_at: null,
      sign_in_locked_until: null,
      sanctions: [],
    })
  })

  it('answers its open sanctions, newest first, and until when it is suspended or locked', async () => {
    const { user_id, email } = await player()
    const until = new Date(Date.now() + 3_600_000).toISOString()
    await impose(user_id, 'warn')
    const ban = await impose(user_id, 'ban')
    await impose(user_id, 'suspend', until)
    const sanction_id = typeof ban === 'string' ? '' : ban.sanction_id
    await transaction((tx) => liftSanction(tx, { user_id, sanction_id, lifted_by: 'root' }))
    await database()`
      insert into backend.sign_in_failures (email, failures, locked_until) values (${email}, 0, ${until})`
    const { body } = await ask(user_id)
    expect(body).toMatchObject({ status: 'suspended', suspended_until: until, sign_in_locked_until: until })
    const shown = { sanction_id: expect.any(String), created_by: 'root', created_at: expect.any(String) }
    expect(body['sanctions']).toEqual([
      { ...shown, kind: 'suspend', reason: 'a suspend', until },
      { ...shown, kind: 'warn', reason: 'a warn', until: null },
    ])
  })

  it('writes the look at the address into the audit log', async () => {
    const [basic, { user_id }] = [await adminAccount(), await player()]
    const answer = await ask(user_id.toUpperCase(), basic)
    const audit = await database()`
      select action, target, outcome, request_id from backend.admin_audit_log where actor = ${basic[0]}`
    const request_id = answer.headers.get('x-request-id')
    expect([...audit]).toEqual([
      { action: 'user.show_address', target: user_id, outcome: 'done', request_id },
    ])
  })
})

describe('400', () => {
  it('refuses what is not a UUID', async () => {
    expectProblem(await ask('seven'), 400, 'invalid_request', ['user_id'])
  })
})

describe('404', () => {
  it('refuses an account that is not there, and writes nothing into the audit log', async () => {
    const basic = await adminAccount()
    expectProblem(await ask(randomUUID(), basic), 404, 'not_found')
    expect(await database()`select from backend.admin_audit_log where actor = ${basic[0]}`).toHaveLength(0)
  })
})

refusesAllButAdmins(app, 'GET', pathOf(randomUUID()))
refusesUnrotated(app, 'GET', pathOf(randomUUID()))
