import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/members.get'
import { leaveGame } from '#sql/members'
import { database } from '#shared/postgres'
import { call } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import { gamePath, hidesGames, joined, refusesOthers } from '#test/kit/user_api'

describe('200', () => {
  it('lists who sits in the game, by seat, without those who left', async () => {
    const owner = await player()
    const game_id = await game(owner, { status: 'enrollment_open' })
    const [gone, stays] = [await joined(game_id), await joined(game_id)]
    await leaveGame(database(), game_id, gone.user_id)
    const { token } = await player()
    const answer = await call(app, 'GET', gamePath(game_id, '/members'), { token })
    expect(answer.status).toBe(200)
    const member = { status: 'active', missed_turns: 0, joined_at: expect.any(String) }
    expect(answer.body).toEqual({
      items: [
        { user_id: owner.user_id, seat: 1, alias: owner.display_name, ...member },
        { user_id: stays.user_id, seat: 3, alias: stays.display_name, ...member },
      ],
    })
  })
})

hidesGames({ app, method: 'GET' }, '/members')
refusesOthers({ app, method: 'GET' }, gamePath('any', '/members'))
