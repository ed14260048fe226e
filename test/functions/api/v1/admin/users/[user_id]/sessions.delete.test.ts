import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/users/[user_id]/sessions.delete'
import account from '#functions/api/v1/user/account.get'
import { database } from '#shared/postgres'
import { newToken, tokenHash } from '#shared/tokens'
import { insertSession } from '#sql/accounts/sessions'
import { call, expectProblem } from '#test/kit/call'
import { adminAccount, player } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const pathOf = (user_id: string) => `/api/v1/admin/users/${user_id}/sessions`
const ask = async (user_id: string, basic?: [string, string]) =>
  call(app, 'DELETE', pathOf(user_id), { basic: basic ?? (await anyAdmin()) })
const statusOf = async (token: string) =>
  (await call(account, 'GET', '/api/v1/user/account', { token })).status

describe('204', () => {
  it('ends all sessions of the player, and of nobody else, at once', async () => {
    const [me, other] = [await player(), await player()]
    const token = newToken()
    const session = { user_id: me.user_id, token_hash: tokenHash(token), device_name: null }
    await insertSession(database(), { ...session, max_ttl_ms: 3_600_000 })
    const statuses = async () => [
      await statusOf(me.token),
      await statusOf(token),
      await statusOf(other.token),
    ]
    expect(await statuses()).toEqual([200, 200, 200])
    expect(await ask(me.user_id)).toMatchObject({ status: 204, body: {} })
    expect(await statuses()).toEqual([401, 401, 200])
  })

  it('writes the deed into the audit log, with how many there were', async () => {
    const [basic, { user_id }] = [await adminAccount(), await player()]
    await ask(user_id, basic)
    await ask(user_id, basic)
    const audit = await database()`
      select action, target, after from backend.admin_audit_log where actor = ${basic[0]} order by audit_id`
    const entry = { action: 'user.revoke_sessions', target: user_id }
    expect([...audit]).toEqual([
      { ...entry, after: { revoked: 1 } },
      { ...entry, after: { revoked: 0 } },
    ])
  })
})

describe('400', () => {
  it('refuses what is not a UUID', async () => {
    expectProblem(await ask('seven'), 400, 'invalid_request', ['user_id'])
  })
})

describe('404', () => {
  it('refuses an account that is not there', async () => {
    expectProblem(await ask(randomUUID()), 404, 'not_found')
  })
})

refusesAllButAdmins(app, 'DELETE', pathOf(randomUUID()))
refusesUnrotated(app, 'DELETE', pathOf(randomUUID()))
