import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id]/lock.post'
import { adminPath, asAdmin, auditOf, guardsAnyGame } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import { gameRow, joined } from '#test/kit/user_api'

const move = (game_id: string, body?: unknown) => asAdmin(app, 'POST', adminPath(game_id, '/lock'), body)

describe('200', () => {
  it('begins the start delay of any game', async () => {
    const game_id = await game(await player(), { status: 'enrollment_open' })
    await joined(game_id)
    const answer = await move(game_id)
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'ready_to_start', starts_at: expect.any(String) },
    })
  })
})

describe('409', () => {
  it('refuses a game below its minimum of members, and changes nothing', async () => {
    const game_id = await game(await player(), { status: 'enrollment_open' })
    const before = await gameRow(game_id)
    expectProblem(await move(game_id), 409, 'too_few_members')
    expect(await gameRow(game_id)).toEqual(before)
    expect(await auditOf(game_id)).toEqual([])
  })
})

guardsAnyGame(app, 'POST', '/lock')
