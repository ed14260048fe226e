import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/leave.post'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import { forceMember, seatsOf, table, tableInPlay } from '#test/kit/seats'
import { forceStatus, gamePath, gameRow, hidesGames, joined, refusesOthers } from '#test/kit/user_api'

const endpoint = { app, method: 'POST' }
const leave = (game_id: string, token = '') => call(app, 'POST', gamePath(game_id, '/leave'), { token })

describe('204', () => {
  it('gives the seat up, which the next player gets', async () => {
    const { game_id, members } = await table(1)
    expect(await leave(game_id, members[0]?.token)).toMatchObject({ status: 204, body: {} })
    const next = await joined(game_id)
    expect((await seatsOf(game_id)).slice(1)).toMatchObject([
      { user_id: members[0]?.user_id, seat: 2, status: 'left' },
      { user_id: next.user_id, seat: 2, status: 'active' },
    ])
  })

  it('opens the enrollment again in the start delay', async () => {
    const { game_id, members } = await table(1, { status: 'ready_to_start' })
    expect((await leave(game_id, members[0]?.token)).status).toBe(204)
    expect(await gameRow(game_id)).toMatchObject({ status: 'enrollment_open', starts_at: null })
  })

  it('leaves the seat to a substitute in play, where the game goes on', async () => {
    const { game_id, members } = await tableInPlay(2)
    expect((await leave(game_id, members[0]?.token)).status).toBe(204)
    expect(await gameRow(game_id)).toMatchObject({ status: 'running', current_turn: 1 })
    expect((await seatsOf(game_id)).map(({ status }) => status)).toEqual(['active', 'left', 'active'])
  })

  it('gives the game of an owner who leaves to the longest-seated member', async () => {
    const { owner, game_id, members } = await table(2)
    expect((await leave(game_id, owner.token)).status).toBe(204)
    expect(await gameRow(game_id)).toMatchObject({
      status: 'enrollment_open',
      owner_user_id: members[0]?.user_id,
    })
  })

  it('cancels the game of an owner who was alone, and of one without a seat', async () => {
    for (const seated of [true, false]) {
      const { owner, game_id } = await table(0)
      if (!seated) await database()`delete from backend.game_memberships where game_id = ${game_id}`
      expect((await leave(game_id, owner.token)).status).toBe(204)
      expect(await gameRow(game_id)).toMatchObject({
        status: 'cancelled',
        status_reason: 'The owner left, and nobody else was there.',
      })
    }
  })
})

describe('403', () => {
  it('refuses everybody who has neither seat nor game', async () => {
    const { game_id, members } = await table(1)
    expectProblem(await leave(game_id, (await player()).token), 403, 'forbidden')
    await leave(game_id, members[0]?.token)
    expectProblem(await leave(game_id, members[0]?.token), 403, 'forbidden')
  })
})

describe('409', () => {
  it.each(['starting', 'finished', 'cancelled'] as const)(
    'refuses to leave a game that is %s, and changes nothing',
    async (status) => {
      const { owner, game_id, members } = await table(1, { visibility: 'private' })
      await forceStatus(game_id, status)
      const before = [await gameRow(game_id), await seatsOf(game_id)]
      for (const { token } of [owner, ...members]) {
        const answer = await leave(game_id, token)
        expectProblem(answer, 409, 'illegal_transition')
        expect(answer.body['current_status']).toBe(status)
      }
      expect([await gameRow(game_id), await seatsOf(game_id)]).toEqual(before)
    },
  )

  it('refuses a member who is eliminated, and names that', async () => {
    const { game_id, members } = await tableInPlay(1)
    await forceMember(game_id, members[0]?.user_id ?? '', 'eliminated')
    const answer = await leave(game_id, members[0]?.token)
    expectProblem(answer, 409, 'illegal_transition')
    expect(answer.body['current_status']).toBe('eliminated')
  })
})

describe('a private game', () => {
  it('is not seen any more by those who left it', async () => {
    const owner = await player()
    const game_id = await game(owner, { visibility: 'private', status: 'enrollment_open' })
    const member = await joined(game_id)
    await leave(game_id, member.token)
    expectProblem(await leave(game_id, member.token), 404, 'not_found')
  })
})

hidesGames(endpoint, '/leave')
refusesOthers(endpoint, gamePath('any', '/leave'))
