import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/leave.post'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import {
  forceStatus,
  GAME_STATUSES,
  gamePath,
  gameRow,
  hidesGames,
  joined,
  refusesOthers,
} from '#test/kit/user_api'

const endpoint = { app, method: 'POST' }
const leave = (game_id: string, token: string) => call(app, 'POST', gamePath(game_id, '/leave'), { token })
const BEFORE_START = ['draft', 'enrollment_open', 'ready_to_start']
const seats = (game_id: string) => database()`
  select user_id, seat, status from backend.game_memberships where game_id = ${game_id} order by membership_id`

describe('204', () => {
  it('gives the seat up, which the next player gets', async () => {
    const game_id = await game(await player(), { status: 'enrollment_open' })
    const member = await joined(game_id)
    expect(await leave(game_id, member.token)).toMatchObject({ status: 204, body: {} })
    const next = await joined(game_id)
    expect((await seats(game_id)).slice(1)).toEqual([
      { user_id: member.user_id, seat: 2, status: 'left' },
      { user_id: next.user_id, seat: 2, status: 'active' },
    ])
  })

  it('opens the enrollment again in the start delay', async () => {
    const game_id = await game(await player(), { status: 'ready_to_start' })
    const member = await joined(game_id)
    expect((await leave(game_id, member.token)).status).toBe(204)
    expect(await gameRow(game_id)).toMatchObject({ status: 'enrollment_open', starts_at: null })
  })
})

describe('403', () => {
  it('refuses the owner, who can cancel, and everybody without a seat', async () => {
    const owner = await player()
    const game_id = await game(owner, { status: 'enrollment_open' })
    for (const { token } of [owner, await player()])
      expectProblem(await leave(game_id, token), 403, 'forbidden')
    const gone = await joined(game_id)
    await leave(game_id, gone.token)
    expectProblem(await leave(game_id, gone.token), 403, 'forbidden')
  })
})

describe('409', () => {
  it.each(GAME_STATUSES.filter((status) => !BEFORE_START.includes(status)))(
    'refuses to leave a game that is %s, and changes nothing',
    async (status) => {
      const game_id = await game(await player(), { visibility: 'private' })
      const member = await joined(game_id)
      await forceStatus(game_id, status)
      const before = [await gameRow(game_id), await seats(game_id)]
      const answer = await leave(game_id, member.token)
      expectProblem(answer, 409, 'illegal_transition')
      expect(answer.body['current_status']).toBe(status)
      expect([await gameRow(game_id), await seats(game_id)]).toEqual(before)
    },
  )
})

hidesGames(endpoint, '/leave')
refusesOthers(endpoint, gamePath('any', '/leave'))
