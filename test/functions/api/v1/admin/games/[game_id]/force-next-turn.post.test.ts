import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id]/force-next-turn.post'
import { database } from '#shared/postgres'
import { adminPath, asAdmin, auditOf, guardsAnyGame } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { operationsOf, skipsNextTick } from '#test/kit/operations'
import { player } from '#test/kit/people'
import { gameInPlay, readyEngine } from '#test/kit/play'
import { forceStatus } from '#test/kit/user_api'

const force = (game_id: string) => asAdmin(app, 'POST', adminPath(game_id, '/force-next-turn'))

describe('202', () => {
  it.each(['public', 'private'] as const)('R-RUN-4: forces the turn of a %s game', async (visibility) => {
    const { game_id } = await gameInPlay(await player(), { visibility })
    await readyEngine(game_id)
    const answer = await force(game_id)
    expect(answer).toMatchObject({ status: 202, body: { operation_id: expect.any(String) } })
    const [forced] = await operationsOf(game_id)
    expect(forced).toMatchObject({ operation: 'force_next_turn', source: 'admin', outcome: 'running' })
    expect(await skipsNextTick(game_id)).toBe(true)
    expect(await auditOf(game_id)).toMatchObject([
      { action: 'runtime.force_next_turn', actor: forced?.actor },
    ])
  })
})

describe('409', () => {
  it('refuses a second one while one runs, and a game that does not', async () => {
    const { game_id } = await gameInPlay(await player())
    await force(game_id)
    expectProblem(await force(game_id), 409, 'operation_in_progress')
    const { game_id: halted } = await gameInPlay(await player())
    await forceStatus(halted, 'halted')
    const answer = await force(halted)
    expectProblem(answer, 409, 'illegal_transition')
    expect(answer.body['current_status']).toBe('halted')
    expect(await auditOf(halted)).toEqual([])
  })

  it('refuses at once while no turns are generated, where it could only time out', async () => {
    const { game_id } = await gameInPlay(await player())
    await database()`update backend.switches set enabled = false where name = 'turns'`
    const refused = await force(game_id)
    await database()`update backend.switches set enabled = true where name = 'turns'`
    expectProblem(refused, 409, 'turns_switched_off')
    expect(await operationsOf(game_id)).toEqual([])
    expect((await force(game_id)).status).toBe(202)
  })
})

guardsAnyGame(app, 'POST', '/force-next-turn')
