import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/runtimes/[game_id]/restart.post'
import { asAdmin, auditOf, guardsAnyGame, runtimePath } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { engineIs, operationsOf, runtimeRow, unfinishedOperation } from '#test/kit/operations'
import { player } from '#test/kit/people'
import { gameInPlay } from '#test/kit/play'
import { forceStatus, gameRow } from '#test/kit/user_api'

const operate = (game_id: string) => asAdmin(app, 'POST', runtimePath(game_id, '/restart'))
const inPlay = async () => (await gameInPlay(await player())).game_id

describe('202', () => {
  it('R-RUN-1: supersedes what is unfinished, and forgets the crashes', async () => {
    const game_id = await inPlay()
    await engineIs(game_id, { status: 'crash_loop', restarts: 4 })
    await unfinishedOperation(game_id, 'force_next_turn')
    expect(await operate(game_id)).toMatchObject({ status: 202 })
    expect(await operationsOf(game_id)).toMatchObject([
      { operation: 'force_next_turn', outcome: 'superseded' },
      { operation: 'restart', outcome: 'running' },
    ])
    expect(await runtimeRow(game_id)).toMatchObject({
      desired_status: 'running',
      status: 'absent',
      restarts: 0,
    })
    expect(await gameRow(game_id)).toMatchObject({ status: 'running' })
    expect(await auditOf(game_id)).toMatchObject([{ action: 'runtime.restart' }])
  })
})

describe('409', () => {
  it.each(['starting', 'finished'] as const)(
    'refuses while the game is %s, and supersedes nothing',
    async (status) => {
      const game_id = await inPlay()
      await engineIs(game_id, { status: 'booting' })
      await forceStatus(game_id, status)
      await unfinishedOperation(game_id, 'start')
      expectProblem(await operate(game_id), 409, 'illegal_transition')
      expect(await operationsOf(game_id)).toMatchObject([{ operation: 'start', outcome: 'running' }])
    },
  )
})

describe('404 of engines', () => {
  it('refuses a game that has none', async () => {
    expectProblem(await operate(await inPlay()), 404, 'not_found')
  })
})

guardsAnyGame(app, 'POST', '/restart', undefined, runtimePath)
