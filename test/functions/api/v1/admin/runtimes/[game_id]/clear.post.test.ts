import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/runtimes/[game_id]/clear.post'
import { asAdmin, auditOf, guardsAnyGame, runtimePath } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { engineIs, operationsOf, runtimeRow, unfinishedOperation } from '#test/kit/operations'
import { player } from '#test/kit/people'
import { gameInPlay } from '#test/kit/play'
import { forceStatus, gameRow } from '#test/kit/user_api'

const operate = (game_id: string) => asAdmin(app, 'POST', runtimePath(game_id, '/clear'))
const inPlay = async () => (await gameInPlay(await player())).game_id

describe('202', () => {
  it.each(['crash_loop', 'backoff'] as const)(
    'R-RUN-1: brings an engine in %s back to absent',
    async (status) => {
      const game_id = await inPlay()
      await engineIs(game_id, { status, restarts: 4 })
      await forceStatus(game_id, 'halted')
      expect(await operate(game_id)).toMatchObject({ status: 202 })
      expect(await runtimeRow(game_id)).toMatchObject({
        desired_status: 'running',
        status: 'absent',
        restarts: 0,
      })
      expect(await operationsOf(game_id)).toMatchObject([{ operation: 'clear', outcome: 'succeeded' }])
      expect(await gameRow(game_id)).toMatchObject({ status: 'halted' })
      expect(await auditOf(game_id)).toMatchObject([{ action: 'runtime.clear' }])
    },
  )
})

describe('409', () => {
  it('refuses where nothing is to be cleared, and leaves no operation', async () => {
    const game_id = await inPlay()
    await engineIs(game_id, { status: 'ready' })
    const answer = await operate(game_id)
    expectProblem(answer, 409, 'illegal_transition')
    expect(answer.body['current_status']).toBe('ready')
    expect(await operationsOf(game_id)).toEqual([])
  })

  it('refuses while another operation is unfinished', async () => {
    const game_id = await inPlay()
    await engineIs(game_id, { status: 'crash_loop' })
    await unfinishedOperation(game_id, 'patch')
    expectProblem(await operate(game_id), 409, 'operation_in_progress')
  })
})

describe('404 of engines', () => {
  it('refuses a game that has none', async () => {
    expectProblem(await operate(await inPlay()), 404, 'not_found')
  })
})

guardsAnyGame(app, 'POST', '/clear', undefined, runtimePath)
