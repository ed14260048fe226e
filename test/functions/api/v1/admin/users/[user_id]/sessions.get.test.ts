import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/users/[user_id]/sessions.get'
import { database } from '#shared/postgres'
import { newToken, tokenHash } from '#shared/tokens'
import { insertSession } from '#sql/accounts/sessions'
import { call, expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const pathOf = (user_id: string) => `/api/v1/admin/users/${user_id}/sessions`
const ask = async (user_id: string) => call(app, 'GET', pathOf(user_id), { basic: await anyAdmin() })
const open = (user_id: string, device_name: string, max_ttl_ms = 3_600_000) =>
  insertSession(database(), { user_id, token_hash: tokenHash(newToken()), device_name, max_ttl_ms })

describe('200', () => {
  it('answers the open sessions of the account alone, newest first, without their tokens', async () => {
    const { user_id } = await player()
    await database()`delete from backend.sessions where user_id = ${user_id}`
    const first = await open(user_id, 'a telephone')
    await open(user_id, 'over', -1)
    const second = await open(user_id, 'a laptop')
    await open((await player()).user_id, "somebody else's")
    const answer = await ask(user_id)
    expect(answer.status).toBe(200)
    const times = { created_at: expect.stringMatching(/Z$/), last_seen_at: expect.stringMatching(/Z$/) }
    const shown = ({ session_id, expires_at }: typeof first, device_name: string) => ({
      session_id,
      device_name,
      ...times,
      expires_at: expires_at.toISOString(),
    })
    expect(answer.body).toEqual({ items: [shown(second, 'a laptop'), shown(first, 'a telephone')] })
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

refusesAllButAdmins(app, 'GET', pathOf(randomUUID()))
refusesUnrotated(app, 'GET', pathOf(randomUUID()))
