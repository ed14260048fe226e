import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/open-enrollment.post'
import { database } from '#shared/postgres'
import { lockEnrollment } from '#sql/games/games'
import { call, expectProblem } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import { table } from '#test/kit/seats'
import {
  GAME_MEMBERS,
  gamePath,
  gameRow,
  hidesGames,
  movesOnlyFrom,
  refusesOthers,
  refusesOtherThanOwner,
} from '#test/kit/user_api'

const endpoint = { app, method: 'POST' }

describe('200', () => {
  it('opens the enrollment of a draft', async () => {
    const owner = await player()
    const game_id = await game(owner)
    const answer = await call(app, 'POST', gamePath(game_id, '/open-enrollment'), { token: owner.token })
    expect(answer).toMatchObject({ status: 200, body: { game_id, status: 'enrollment_open' } })
    for (const name of GAME_MEMBERS) expect(answer.body).toHaveProperty(name)
    expect(await gameRow(game_id)).toMatchObject({
      status: 'enrollment_open',
      enrollment_opened_at: expect.any(String),
    })
  })
})

describe('200 in the start delay', () => {
  it('undoes the lock, and keeps when the enrollment was opened first', async () => {
    const { owner, game_id } = await table(1, { status: 'enrollment_open' })
    await database()`
      update backend.games set enrollment_opened_at = now() - interval '1 hour' where game_id = ${game_id}`
    const before = (await gameRow(game_id)) as { enrollment_opened_at: string }
    await lockEnrollment(database(), game_id)
    const answer = await call(app, 'POST', gamePath(game_id, '/open-enrollment'), { token: owner.token })
    expect(answer).toMatchObject({ status: 200, body: { status: 'enrollment_open', starts_at: null } })
    expect(await gameRow(game_id)).toMatchObject({ enrollment_opened_at: before.enrollment_opened_at })
  })
})

describe('409 of time', () => {
  it.each(['draft', 'ready_to_start'] as const)(
    'refuses a game that is %s whose enrollment would be over at once',
    async (status) => {
      const { owner, game_id } = await table(1, { status })
      await database()`
        update backend.games set enrollment_ends_at = now() - interval '1 second' where game_id = ${game_id}`
      const before = await gameRow(game_id)
      const answer = await call(app, 'POST', gamePath(game_id, '/open-enrollment'), { token: owner.token })
      expectProblem(answer, 409, 'enrollment_over')
      expect(await gameRow(game_id)).toEqual(before)
    },
  )
})

movesOnlyFrom(app, 'open-enrollment', ['draft', 'ready_to_start'])
refusesOtherThanOwner(endpoint, '/open-enrollment')
hidesGames(endpoint, '/open-enrollment')
refusesOthers(endpoint, gamePath('any', '/open-enrollment'))
