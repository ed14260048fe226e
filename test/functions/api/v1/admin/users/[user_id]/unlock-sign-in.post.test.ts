import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/users/[user_id]/unlock-sign-in.post'
import { database } from '#shared/postgres'
import { countFailure, isSignInLocked, MAX_FAILURES } from '#sql/accounts/sign_in_failures'
import { call, expectProblem } from '#test/kit/call'
import { adminAccount, player } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const pathOf = (user_id: string) => `/api/v1/admin/users/${user_id}/unlock-sign-in`
const ask = async (user_id: string, basic?: [string, string]) =>
  call(app, 'POST', pathOf(user_id), { basic: basic ?? (await anyAdmin()) })

async function lockedPlayer() {
  const locked = await player()
  for (let n = 0; n < MAX_FAILURES; n += 1) await countFailure(database(), locked.email)
  expect(await isSignInLocked(database(), locked.email)).toBe(true)
  return locked
}

describe('204', () => {
  it('lifts the lock that too many wrong codes put on an account, and of no other', async () => {
    const [one, other] = [await lockedPlayer(), await lockedPlayer()]
    expect(await ask(one.user_id)).toMatchObject({ status: 204, body: {} })
    expect(await isSignInLocked(database(), one.email)).toBe(false)
    expect(await isSignInLocked(database(), other.email)).toBe(true)
  })

  it('writes the deed into the audit log, also where there was no lock', async () => {
    const [basic, { user_id }] = [await adminAccount(), await lockedPlayer()]
    expect((await ask(user_id, basic)).status).toBe(204)
    expect((await ask(user_id, basic)).status).toBe(204)
    const audit = await database()`
      select action, target, after from backend.admin_audit_log where actor = ${basic[0]} order by audit_id`
    const entry = { action: 'user.unlock_sign_in', target: user_id }
    expect([...audit]).toEqual([
      { ...entry, after: { was_locked: true } },
      { ...entry, after: { was_locked: false } },
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

refusesAllButAdmins(app, 'POST', pathOf(randomUUID()))
refusesUnrotated(app, 'POST', pathOf(randomUUID()))
