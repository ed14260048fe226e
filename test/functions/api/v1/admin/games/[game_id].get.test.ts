import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id].get'
import { adminPath, asAdmin, guardsAnyGame } from '#test/kit/admin_games'
import { game, player } from '#test/kit/people'
import { GAME_MEMBERS } from '#test/kit/user_api'

describe('200', () => {
  it("shows any game, also somebody's private draft, and never its seed", async () => {
    const owner = await player()
    const game_id = await game(owner, { visibility: 'private' })
    const answer = await asAdmin(app, 'GET', adminPath(game_id))
    expect(answer).toMatchObject({
      status: 200,
      body: { game_id, status: 'draft', owner_user_id: owner.user_id },
    })
    for (const member of GAME_MEMBERS) expect(answer.body).toHaveProperty(member)
    expect(answer.body).not.toHaveProperty('seed')
  })
})

guardsAnyGame(app, 'GET', '')
