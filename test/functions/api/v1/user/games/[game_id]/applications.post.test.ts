import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/applications.post'
import { database } from '#shared/postgres'
import { decideApplication } from '#sql/applications'
import { call, expectProblem } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import {
  applied,
  forceStatus,
  GAME_STATUSES,
  gamePath,
  hidesGames,
  joined,
  refusesBodies,
  refusesOthers,
} from '#test/kit/user_api'

const good = { alias: 'Newcomer', message: 'May I?' }
const endpoint = { app, method: 'POST', body: good }
const path = (game_id: string) => gamePath(game_id, '/applications')
const apply = (game_id: string, token: string, body: unknown = good) =>
  call(app, 'POST', path(game_id), { token, body })
const count = async (game_id: string) => {
  const rows = await database()`select from backend.game_applications where game_id = ${game_id}`
  return rows.length
}

describe('201', () => {
  it('applies for a seat', async () => {
    const game_id = await game(await player(), { status: 'enrollment_open' })
    const me = await player()
    const answer = await apply(game_id, me.token)
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({
      application_id: expect.any(String),
      user_id: me.user_id,
      ...good,
      status: 'pending',
      created_at: expect.any(String),
      decided_at: null,
    })
    expect(answer.headers.get('location')).toBe(`${path(game_id)}/${answer.body['application_id']}`)
    const rows = await database()`
      select application_id, alias, message, status from backend.game_applications where game_id = ${game_id}`
    expect(rows).toEqual([{ application_id: answer.body['application_id'], ...good, status: 'pending' }])
  })

  it('applies again after a rejection', async () => {
    const game_id = await game(await player(), { status: 'enrollment_open' })
    const me = await player()
    await decideApplication(database(), await applied(game_id, me), 'rejected')
    expect(await apply(game_id, me.token, { alias: 'X' })).toMatchObject({
      status: 201,
      body: { message: null },
    })
  })
})

describe('400', () => {
  it('names the path of each wrong member', async () => {
    const game_id = await game(await player(), { status: 'enrollment_open' })
    const { token } = await player()
    await refusesBodies(endpoint, path(game_id), token, [
      [{}, 'alias'],
      [{ ...good, seat: 1 }, 'seat'],
      [{ alias: ' ' }, 'alias'],
      [{ alias: 'x'.repeat(33), message: 'x'.repeat(501) }, 'alias', 'message'],
      [{ alias: '<b>' }, 'alias'],
    ])
    expect(await count(game_id)).toBe(0)
  })
})

describe('403', () => {
  it('refuses to apply for a private game, whose owner invites', async () => {
    const owner = await player()
    const game_id = await game(owner, { visibility: 'private', status: 'enrollment_open' })
    expectProblem(await apply(game_id, owner.token), 403, 'forbidden')
  })
})

describe('409', () => {
  it('refuses a member, and a second application while the first is pending', async () => {
    const game_id = await game(await player(), { status: 'enrollment_open' })
    const [member, me] = [await joined(game_id), await player()]
    expectProblem(await apply(game_id, member.token), 409, 'already_member')
    expect((await apply(game_id, me.token)).status).toBe(201)
    expectProblem(await apply(game_id, me.token), 409, 'already_applied')
    expect(await count(game_id)).toBe(1)
  })

  it('takes one of two applications sent at once', async () => {
    const game_id = await game(await player(), { status: 'enrollment_open' })
    const me = await player()
    const answers = await Promise.all([apply(game_id, me.token), apply(game_id, me.token)])
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
    expect(await count(game_id)).toBe(1)
  })

  it.each(GAME_STATUSES.filter((status) => status !== 'enrollment_open' && status !== 'draft'))(
    'refuses a game that is %s',
    async (status) => {
      const game_id = await game(await player())
      await forceStatus(game_id, status)
      const answer = await apply(game_id, (await player()).token)
      expectProblem(answer, 409, 'illegal_transition')
      expect(answer.body['current_status']).toBe(status)
      expect(await count(game_id)).toBe(0)
    },
  )
})

hidesGames(endpoint, '/applications')
refusesOthers(endpoint, path('any'))
