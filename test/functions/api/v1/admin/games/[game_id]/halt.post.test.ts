import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id]/halt.post'
import { adminPath, asAdmin, auditOf, guardsAnyGame, refusesAdminBodies } from '#test/kit/admin_games'
import { player } from '#test/kit/people'
import { clockOf, deadlineMoves, gameInPlay, makeTurn } from '#test/kit/play'

const move = (game_id: string, body?: unknown) => asAdmin(app, 'POST', adminPath(game_id, '/halt'), body)

describe('200', () => {
  it('stops a game, whatever its turn is doing, keeps what is left, and says why', async () => {
    const { game_id } = await gameInPlay(await player())
    await makeTurn(game_id, 'claimed')
    const answer = await move(game_id, { reason: 'The engine cheats.' })
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'halted', status_reason: 'The engine cheats.', deadline_at: null },
    })
    expect((await clockOf(game_id)).remaining_ms).toBeGreaterThan(0)
    expect(await deadlineMoves(game_id)).toMatchObject([{ reason: 'halted', actor_kind: 'admin' }])
    expect(await auditOf(game_id)).toMatchObject([
      { action: 'game.halt', after: { reason: 'The engine cheats.' } },
    ])
  })

  it('needs no reason, nor a body', async () => {
    for (const body of [undefined, {}]) {
      const { game_id } = await gameInPlay(await player())
      expect((await move(game_id, body)).body).toMatchObject({ status_reason: 'An admin halted the game.' })
    }
  })
})

describe('400', () => {
  it('names what is wrong', async () => {
    const { game_id } = await gameInPlay(await player())
    await refusesAdminBodies(app, 'POST', adminPath(game_id, '/halt'), [
      [{ reason: ' ' }, 'reason'],
      [{ reason: 'x'.repeat(201) }, 'reason'],
      [{ surprise: 1 }, 'surprise'],
    ])
    expect(await clockOf(game_id)).toMatchObject({ status: 'running' })
  })
})

guardsAnyGame(app, 'POST', '/halt')
