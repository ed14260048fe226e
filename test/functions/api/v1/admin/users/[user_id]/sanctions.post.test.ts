import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/users/[user_id]/sanctions.post'
import account from '#functions/api/v1/user/account.get'
import { database } from '#shared/postgres'
import { markDeleted } from '#sql/accounts/accounts'
import { call, expectProblem } from '#test/kit/call'
import type { Call } from '#test/kit/call'
import { adminAccount, player } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnfitBodies, refusesUnrotated } from '#test/kit/refusals'

const pathOf = (user_id: string) => `/api/v1/admin/users/${user_id}/sanctions`
const ask = async (user_id: string, body: unknown, options: Call = {}) =>
  call(app, 'POST', pathOf(user_id), { basic: await anyAdmin(), body, ...options })
const showAccount = (token: string) => call(account, 'GET', '/api/v1/user/account', { token })
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString()

describe('201', () => {
  it.each([
    ['suspend', 'suspended'],
    ['ban', 'banned'],
  ])('%s: the player is refused at once, and the session stays', async (kind, status) => {
    const { user_id, token } = await player()
    expect((await showAccount(token)).status).toBe(200)
    const answer = await ask(user_id, { kind, reason: ' spam ' })
    expect(answer.status).toBe(201)
    const { sanction_id } = answer.body
    expect(answer.headers.get('location')).toBe(`${pathOf(user_id)}/${sanction_id}`)
    expect(answer.body).toEqual({
      sanction_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      kind,
      reason: 'spam',
      until: null,
      created_by: (await anyAdmin())[0],
      created_at: expect.stringMatching(/Z$/),
    })
    expectProblem(await showAccount(token), 403, 'account_blocked')
    const [row] = await database()`
      select a.status, s.status as session from backend.accounts a join backend.sessions s using (user_id)
      where user_id = ${user_id}`
    expect(row).toEqual({ status, session: 'active' })
  })

  it('a suspension with an end is over by itself', async () => {
    const { user_id, token } = await player()
    const until = inAnHour()
    expect((await ask(user_id, { kind: 'suspend', reason: 'spam', until })).body).toMatchObject({ until })
    expectProblem(await showAccount(token), 403, 'account_blocked')
    await database()`update backend.accounts set suspended_until = now() where user_id = ${user_id}`
    expect((await showAccount(token)).body).toMatchObject({ status: 'active' })
  })

  it('a warning is kept and changes nothing', async () => {
    const { user_id, token } = await player()
    expect((await ask(user_id, { kind: 'warn', reason: 'language' })).status).toBe(201)
    expect((await showAccount(token)).body).toMatchObject({ status: 'active' })
    const rows = await database()`select kind, reason from backend.sanctions where user_id = ${user_id}`
    expect([...rows]).toEqual([{ kind: 'warn', reason: 'language' }])
  })

  it('writes the deed into the audit log', async () => {
    const [basic, { user_id }] = [await adminAccount(), await player()]
    const answer = await ask(user_id, { kind: 'ban', reason: 'spam' }, { basic })
    const audit = await database()`
      select action, target, before, after from backend.admin_audit_log where actor = ${basic[0]}`
    expect([...audit]).toEqual([{ action: 'user.ban', target: user_id, before: null, after: answer.body }])
  })

  it('acts on a deleted account once that is restored', async () => {
    const { user_id } = await player()
    await markDeleted(database(), user_id)
    expect((await ask(user_id, { kind: 'ban', reason: 'spam' })).status).toBe(201)
    const [row] = await database()`select status from backend.accounts where user_id = ${user_id}`
    expect(row).toEqual({ status: 'deleted' })
  })
})

refusesUnfitBodies(async ({ body, ...options }) => ask((await player()).user_id, body, options), {
  kind: 'warn',
  reason: 'spam',
})

describe('400', () => {
  it.each([
    [{}, ['kind', 'reason']],
    [{ kind: 'slap', reason: '' }, ['kind', 'reason']],
    [{ kind: 'warn', reason: '   ' }, ['reason']],
    [{ kind: 'warn', reason: 'r'.repeat(501) }, ['reason']],
    [{ kind: 'ban', reason: 'spam', until: '2999-01-01T00:00:00Z' }, ['until']],
    [{ kind: 'suspend', reason: 'spam', until: '2020-01-01T00:00:00Z' }, ['until']],
    [{ kind: 'suspend', reason: 'spam', until: 'tomorrow' }, ['until']],
  ])('refuses %j', async (body, paths) => {
    const { user_id } = await player()
    expectProblem(await ask(user_id, body), 400, 'invalid_request', paths)
    expect(await database()`select from backend.sanctions where user_id = ${user_id}`).toHaveLength(0)
  })

  it('refuses what is not a UUID', async () => {
    expectProblem(await ask('seven', { kind: 'warn', reason: 'spam' }), 400, 'invalid_request', ['user_id'])
  })
})

describe('404', () => {
  it('refuses an account that is not there', async () => {
    expectProblem(await ask(randomUUID(), { kind: 'warn', reason: 'spam' }), 404, 'not_found')
  })
})

describe('409', () => {
  it('refuses an account that was purged', async () => {
    const { user_id } = await player()
    await markDeleted(database(), user_id)
    await database()`update backend.accounts set purged_at = now() where user_id = ${user_id}`
    const answer = await ask(user_id, { kind: 'ban', reason: 'spam' })
    expectProblem(answer, 409, 'illegal_transition')
    expect(answer.body['current_status']).toBe('deleted')
    expect(await database()`select from backend.sanctions where user_id = ${user_id}`).toHaveLength(0)
  })
})

refusesAllButAdmins(app, 'POST', pathOf(randomUUID()))
refusesUnrotated(app, 'POST', pathOf(randomUUID()))
