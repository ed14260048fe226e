import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id]/open-enrollment.post'
import { adminPath, asAdmin, auditOf, guardsAnyGame } from '#test/kit/admin_games'
import { game, player } from '#test/kit/people'
import { anyAdmin } from '#test/kit/refusals'

const move = (game_id: string, body?: unknown) =>
  asAdmin(app, 'POST', adminPath(game_id, '/open-enrollment'), body)

describe('200', () => {
  it('opens the enrollment of any game, and says in the audit log who did', async () => {
    const game_id = await game(await player(), { visibility: 'private' })
    expect(await move(game_id)).toMatchObject({ status: 200, body: { game_id, status: 'enrollment_open' } })
    const [actor] = await anyAdmin()
    expect(await auditOf(game_id)).toMatchObject([
      {
        actor,
        action: 'game.open_enrollment',
        before: { status: 'draft' },
        after: { status: 'enrollment_open' },
      },
    ])
  })
})

guardsAnyGame(app, 'POST', '/open-enrollment')
