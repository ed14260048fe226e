import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/runtimes/[game_id]/start.post'
import { asAdmin, auditOf, guardsAnyGame, runtimePath } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { engineIs, operationsOf, runtimeRow } from '#test/kit/operations'
import { player } from '#test/kit/people'
import { gameInPlay } from '#test/kit/play'
import { forceStatus } from '#test/kit/user_api'

const operate = (game_id: string) => asAdmin(app, 'POST', runtimePath(game_id, '/start'))
const inPlay = async () => (await gameInPlay(await player())).game_id

describe('202', () => {
  it('R-RUN-1: says that the engine should run, and writes the operation', async () => {
    const game_id = await inPlay()
    await engineIs(game_id, { desired_status: 'stopped', status: 'stopped' })
    await forceStatus(game_id, 'halted')
    const answer = await operate(game_id)
    expect(answer.status).toBe(202)
    expect(await operationsOf(game_id)).toMatchObject([
      {
        operation_id: answer.body['operation_id'],
        operation: 'start',
        source: 'admin',
        request_id: answer.headers.get('x-request-id'),
        outcome: 'running',
      },
    ])
    expect(await runtimeRow(game_id)).toMatchObject({ desired_status: 'running', status: 'absent' })
    expect(await auditOf(game_id)).toMatchObject([{ action: 'runtime.start' }])
  })
})

describe('409', () => {
  it('refuses while another operation is unfinished, and one of two at once', async () => {
    const game_id = await inPlay()
    await engineIs(game_id, { desired_status: 'stopped', status: 'stopped' })
    const answers = await Promise.all([operate(game_id), operate(game_id)])
    const refused = answers.filter(({ status }) => status !== 202)
    expect(refused).toHaveLength(1)
    for (const answer of refused) expectProblem(answer, 409, 'operation_in_progress')
  })

  it('refuses where the engine should run already, or be gone, and leaves no operation', async () => {
    for (const desired_status of ['running', 'removed'] as const) {
      const game_id = await inPlay()
      await engineIs(game_id, { desired_status, status: 'ready' })
      expectProblem(await operate(game_id), 409, 'illegal_transition')
      expect(await operationsOf(game_id)).toEqual([])
    }
  })
})

describe('404 of engines', () => {
  it('refuses a game that has none', async () => {
    expectProblem(await operate(await inPlay()), 404, 'not_found')
  })
})

guardsAnyGame(app, 'POST', '/start', undefined, runtimePath)
