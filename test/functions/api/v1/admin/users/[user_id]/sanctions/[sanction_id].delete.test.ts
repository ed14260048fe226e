import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/users/[user_id]/sanctions/[sanction_id].delete'
import account from '#functions/api/v1/user/account.get'
import { database, transaction } from '#shared/postgres'
import { insertSanction } from '#sql/accounts/sanctions'
import type { SanctionKind } from '#sql/accounts/sanctions'
import { call, expectProblem } from '#test/kit/call'
import { adminAccount, player } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const pathOf = (user_id: string, sanction_id: string) =>
  `/api/v1/admin/users/${user_id}/sanctions/${sanction_id}`
const ask = async (user_id: string, sanction_id: string, basic?: [string, string]) =>
  call(app, 'DELETE', pathOf(user_id, sanction_id), { basic: basic ?? (await anyAdmin()) })
const statusOf = async (token: string) =>
  (await call(account, 'GET', '/api/v1/user/account', { token })).status

async function imposed(user_id: string, kind: SanctionKind): Promise<string> {
  const sanction = { user_id, kind, reason: 'spam', until: null, created_by: 'root' }
  const made = await transaction((tx) => insertSanction(tx, sanction))
  return typeof made === 'string' ? '' : made.sanction_id
}

describe('204', () => {
  it('lifts the sanction at once: the session of before works again', async () => {
    const { user_id, token } = await player()
    const sanction_id = await imposed(user_id, 'ban')
    expect(await statusOf(token)).toBe(403)
    expect(await ask(user_id, sanction_id)).toMatchObject({ status: 204, body: {} })
    expect(await statusOf(token)).toBe(200)
  })

  it('leaves the other sanctions in force', async () => {
    const { user_id, token } = await player()
    const [ban, suspension] = [await imposed(user_id, 'ban'), await imposed(user_id, 'suspend')]
    await ask(user_id, ban)
    expect(await statusOf(token)).toBe(403)
    await ask(user_id, suspension)
    expect(await statusOf(token)).toBe(200)
  })

  it('writes the deed into the audit log', async () => {
    const [basic, { user_id }] = [await adminAccount(), await player()]
    const sanction_id = await imposed(user_id, 'warn')
    await ask(user_id, sanction_id, basic)
    const audit = await database()`
      select action, target, before, after from backend.admin_audit_log where actor = ${basic[0]}`
    const before = { sanction_id, kind: 'warn', reason: 'spam', until: null, created_by: 'root' }
    expect([...audit]).toEqual([
      {
        action: 'user.lift_sanction',
        target: user_id,
        before: { ...before, created_at: expect.any(String) },
        after: null,
      },
    ])
  })
})

describe('400', () => {
  it('names each id that is none', async () => {
    expectProblem(await ask('seven', 'eight'), 400, 'invalid_request', ['sanction_id', 'user_id'])
  })
})

describe('404', () => {
  it("answers the very same for an unknown sanction, somebody else's and one that is lifted", async () => {
    const [me, other] = [await player(), await player()]
    const [mine, theirs] = [await imposed(me.user_id, 'ban'), await imposed(other.user_id, 'ban')]
    await ask(me.user_id, mine)
    for (const id of [randomUUID(), theirs, mine]) expectProblem(await ask(me.user_id, id), 404, 'not_found')
    expectProblem(await ask(randomUUID(), theirs), 404, 'not_found')
    expect(await statusOf(other.token)).toBe(403)
  })
})

refusesAllButAdmins(app, 'DELETE', pathOf(randomUUID(), randomUUID()))
refusesUnrotated(app, 'DELETE', pathOf(randomUUID(), randomUUID()))
