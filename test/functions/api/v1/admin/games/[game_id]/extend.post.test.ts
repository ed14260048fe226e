import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id]/extend.post'
import { adminPath, asAdmin, auditOf, guardsAnyGame, refusesAdminBodies } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { armedTurns, clockOf, deadlineMoves, gameInPlay, makeTurn } from '#test/kit/play'

const move = (game_id: string, body?: unknown) => asAdmin(app, 'POST', adminPath(game_id, '/extend'), body)

const body = { by: '30m', reason: 'An outage.' }

describe('200', () => {
  it('moves the deadline of any game and its job on', async () => {
    const { game_id } = await gameInPlay(await player(), { visibility: 'public' })
    const before = await clockOf(game_id)
    const answer = await move(game_id, body)
    const after = await clockOf(game_id)
    expect(answer).toMatchObject({ status: 200, body: { deadline_at: after.deadline_at?.toISOString() } })
    expect(Number(after.deadline_at) - Number(before.deadline_at)).toBe(1_800_000)
    expect(await armedTurns(game_id)).toMatchObject([{ run_at: after.deadline_at }])
    expect(await deadlineMoves(game_id)).toMatchObject([{ reason: 'An outage.', actor_kind: 'admin' }])
    expect(await auditOf(game_id)).toMatchObject([{ after: body }])
  })
})

describe('400', () => {
  it('names what is wrong', async () => {
    const { game_id } = await gameInPlay(await player())
    await refusesAdminBodies(app, 'POST', adminPath(game_id, '/extend'), [
      [{}, 'by'],
      [{ by: 'long' }, 'by'],
      [{ by: '1m', reason: '' }, 'reason'],
      [{ by: '1m', surprise: 1 }, 'surprise'],
    ])
    expect(await clockOf(game_id)).toMatchObject({ extensions: 0 })
  })
})

describe('409', () => {
  it('refuses as it refuses owners', async () => {
    const [timed, manual] = [
      await gameInPlay(await player()),
      await gameInPlay(await player(), { every: null }),
    ]
    expectProblem(await move(timed.game_id, { by: '2h' }), 409, 'extension_refused')
    expectProblem(await move(manual.game_id, body), 409, 'no_deadline')
    await makeTurn(timed.game_id, 'claimed')
    expectProblem(await move(timed.game_id, body), 409, 'turn_generating')
  })
})

guardsAnyGame(app, 'POST', '/extend', { by: '1m' })
