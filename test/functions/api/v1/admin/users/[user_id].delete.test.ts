import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/users/[user_id].delete'
import account from '#functions/api/v1/user/account.get'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import { adminAccount, game, player } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const pathOf = (user_id: string) => `/api/v1/admin/users/${user_id}`
const ask = async (user_id: string, basic?: [string, string]) =>
  call(app, 'DELETE', pathOf(user_id), { basic: basic ?? (await anyAdmin()) })

describe('202', () => {
  it('deletes the account: its sessions are refused and its games handed over, at once', async () => {
    const me = await player()
    const game_id = await game(me, { status: 'enrollment_open' })
    const answer = await ask(me.user_id)
    expect(answer.status).toBe(202)
    expect(answer.body).toEqual({ purge_after: expect.stringMatching(/Z$/) })
    const days = (Date.parse(answer.body['purge_after']) - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(13.9)
    expect(days).toBeLessThanOrEqual(14)
    const refused = await call(account, 'GET', '/api/v1/user/account', { token: me.token })
    expectProblem(refused, 401, 'unauthenticated')
    const [row] = await database()`
      select a.status, g.status as game from backend.accounts a, backend.games g
      where a.user_id = ${me.user_id} and g.game_id = ${game_id}`
    expect(row).toEqual({ status: 'deleted', game: 'cancelled' })
  })

  it('writes the deed into the audit log', async () => {
    const [basic, { user_id }] = [await adminAccount(), await player()]
    await ask(user_id, basic)
    const audit = await database()`
      select action, target, outcome from backend.admin_audit_log where actor = ${basic[0]}`
    expect([...audit]).toEqual([{ action: 'user.delete', target: user_id, outcome: 'done' }])
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

describe('409', () => {
  it('refuses an account that is deleted, which keeps its grace; one of two at once wins', async () => {
    const { user_id } = await player()
    const answers = await Promise.all([ask(user_id), ask(user_id)])
    const [lost] = answers.filter(({ status }) => status !== 202)
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1)
    expect(lost?.body).toMatchObject({ code: 'illegal_transition', current_status: 'deleted' })
    const row = () => database()`select to_jsonb(a) from backend.accounts a where user_id = ${user_id}`
    const before = [...(await row())]
    expectProblem(await ask(user_id), 409, 'illegal_transition')
    expect([...(await row())]).toEqual(before)
  })
})

refusesAllButAdmins(app, 'DELETE', pathOf(randomUUID()))
refusesUnrotated(app, 'DELETE', pathOf(randomUUID()))
