import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id]/open-enrollment.post'
import { database } from '#shared/postgres'
import { adminPath, asAdmin, auditOf, guardsAnyGame } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
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

describe('the start delay', () => {
  it('is undone, but not where the enrollment would be over at once (409)', async () => {
    const game_id = await game(await player(), { status: 'ready_to_start' })
    expect(await move(game_id)).toMatchObject({
      status: 200,
      body: { status: 'enrollment_open', starts_at: null },
    })
    const over = await game(await player(), { status: 'ready_to_start' })
    await database()`update backend.games set enrollment_ends_at = now() where game_id = ${over}`
    expectProblem(await move(over), 409, 'enrollment_over')
  })
})

guardsAnyGame(app, 'POST', '/open-enrollment')
