import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id]/pause.post'
import { adminPath, asAdmin, auditOf, guardsAnyGame } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { clockOf, deadlineMoves, gameInPlay, makeTurn } from '#test/kit/play'
import { gameRow } from '#test/kit/user_api'

const move = (game_id: string, body?: unknown) => asAdmin(app, 'POST', adminPath(game_id, '/pause'), body)

describe('200', () => {
  it.each(['public', 'private'] as const)('holds the clock of a %s game', async (visibility) => {
    const { game_id } = await gameInPlay(await player(), { visibility })
    const { deadline_at } = await clockOf(game_id)
    expect(await move(game_id)).toMatchObject({ status: 200, body: { status: 'paused', deadline_at: null } })
    expect((await clockOf(game_id)).remaining_ms).toBeGreaterThan(0)
    expect(await deadlineMoves(game_id)).toMatchObject([{ reason: 'paused', actor_kind: 'admin' }])
    expect(await auditOf(game_id)).toMatchObject([
      { before: { deadline_at: deadline_at?.toISOString() }, after: { deadline_at: null } },
    ])
  })
})

describe('409', () => {
  it('refuses while the turn is generated, and changes nothing', async () => {
    const { game_id } = await gameInPlay(await player())
    await makeTurn(game_id, 'claimed')
    const before = await gameRow(game_id)
    expectProblem(await move(game_id), 409, 'turn_generating')
    expect(await gameRow(game_id)).toEqual(before)
    expect(await auditOf(game_id)).toEqual([])
  })
})

guardsAnyGame(app, 'POST', '/pause')
