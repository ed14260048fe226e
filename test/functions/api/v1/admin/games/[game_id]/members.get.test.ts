import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id]/members.get'
import { adminPath, asAdmin, guardsAnyGame } from '#test/kit/admin_games'
import { forceMember, table } from '#test/kit/seats'

describe('200', () => {
  it('tells who holds and who held the seats of any game', async () => {
    const { owner, game_id, members } = await table(1, { visibility: 'private', status: 'enrollment_open' })
    const left = members[0]?.user_id ?? ''
    await forceMember(game_id, left, 'left')
    const answer = await asAdmin(app, 'GET', adminPath(game_id, '/members'))
    expect(answer.status).toBe(200)
    expect(answer.body['items']).toMatchObject([
      { user_id: owner.user_id, seat: 1, status: 'active', ended_at: null },
      { user_id: left, seat: 2, status: 'left', ended_at: expect.any(String) },
    ])
  })
})

guardsAnyGame(app, 'GET', '/members')
