import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id]/transfer.post'
import { database } from '#shared/postgres'
import { adminPath, asAdmin, auditOf, guardsAnyGame, refusesAdminBodies } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { gameInPlay } from '#test/kit/play'
import { forceMember } from '#test/kit/seats'
import { forceStatus, gameRow } from '#test/kit/user_api'

const move = (game_id: string, body?: unknown) => asAdmin(app, 'POST', adminPath(game_id, '/transfer'), body)

describe('200', () => {
  it('gives a game to one of its members, also one that had no owner', async () => {
    for (const orphaned of [false, true]) {
      const { game_id, members } = await gameInPlay(await player())
      const heir = members[1]?.user_id ?? ''
      await database()`
        update backend.games set owner_user_id = null where game_id = ${game_id} and ${orphaned}`
      const answer = await move(game_id, { user_id: heir })
      expect(answer).toMatchObject({ status: 200, body: { owner_user_id: heir } })
      const before = { owner_user_id: orphaned ? null : members[0].user_id }
      expect(await auditOf(game_id)).toMatchObject([
        { action: 'game.transfer', before, after: { owner_user_id: heir } },
      ])
    }
  })
})

describe('400', () => {
  it('names what is wrong', async () => {
    expect.hasAssertions()
    await refusesAdminBodies(app, 'POST', adminPath(randomUUID(), '/transfer'), [
      [{}, 'user_id'],
      [{ user_id: 'x' }, 'user_id'],
      [{ user_id: randomUUID(), surprise: 1 }, 'surprise'],
    ])
  })
})

describe('404', () => {
  it('refuses somebody who is no member', async () => {
    const { game_id } = await gameInPlay(await player())
    expectProblem(await move(game_id, { user_id: (await player()).user_id }), 404, 'not_found')
  })
})

describe('409', () => {
  it('refuses a member who is not active, and a game that is over; and changes nothing', async () => {
    const { game_id, members } = await gameInPlay(await player())
    const user_id = members[1]?.user_id ?? ''
    await forceMember(game_id, user_id, 'inactive')
    const answer = await move(game_id, { user_id })
    expectProblem(answer, 409, 'illegal_transition')
    expect(answer.body['current_status']).toBe('inactive')
    await forceMember(game_id, user_id, 'active')
    for (const status of ['finished', 'cancelled'] as const) {
      await forceStatus(game_id, status)
      const before = await gameRow(game_id)
      expectProblem(await move(game_id, { user_id }), 409, 'illegal_transition')
      expect(await gameRow(game_id)).toEqual(before)
    }
  })
})

guardsAnyGame(app, 'POST', '/transfer', { user_id: '018f0000-0000-7000-8000-000000000000' })
