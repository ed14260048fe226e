import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/users/[user_id]/countries.get'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const pathOf = (user_id: string) => `/api/v1/admin/users/${user_id}/countries`
const ask = async (user_id: string) => call(app, 'GET', pathOf(user_id), { basic: await anyAdmin() })

describe('200', () => {
  it('answers the countries of the account alone, the most frequent first', async () => {
    const [{ user_id }, other] = [await player(), await player()]
    const seen: [string, string, number][] = [
      [user_id, 'SE', 3],
      [user_id, 'DE', 5_000_000_000],
      [user_id, 'CH', 3],
      [other.user_id, 'FR', 9],
    ]
    for (const [who, country, requests] of seen) {
      await database()`
        insert into backend.user_country_counters (user_id, country, requests) values (${who}, ${country}, ${requests})`
    }
    const answer = await ask(user_id)
    expect(answer.status).toBe(200)
    const times = { first_seen_at: expect.stringMatching(/Z$/), last_seen_at: expect.stringMatching(/Z$/) }
    expect(answer.body).toEqual({
      items: [
        { country: 'DE', requests: 5_000_000_000, ...times },
        { country: 'CH', requests: 3, ...times },
        { country: 'SE', requests: 3, ...times },
      ],
    })
  })

  it('answers none where none was counted', async () => {
    expect((await ask((await player()).user_id)).body).toEqual({ items: [] })
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
