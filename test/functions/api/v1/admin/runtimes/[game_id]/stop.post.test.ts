import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/runtimes/[game_id]/stop.post'
import { asAdmin, auditOf, guardsAnyGame, runtimePath } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { engineIs, operationsOf, runtimeRow, unfinishedOperation } from '#test/kit/operations'
import { player } from '#test/kit/people'
import { gameInPlay } from '#test/kit/play'
import { forceStatus, gameRow } from '#test/kit/user_api'

const operate = (game_id: string) => asAdmin(app, 'POST', runtimePath(game_id, '/stop'))
const inPlay = async () => (await gameInPlay(await player())).game_id

describe('202', () => {
  it('R-RUN-1: wants the engine stopped, supersedes what is unfinished, and halts the game with its time', async () => {
    const game_id = await inPlay()
    await engineIs(game_id, { status: 'ready' })
    await unfinishedOperation(game_id, 'patch')
    expect(await operate(game_id)).toMatchObject({ status: 202 })
    expect(await operationsOf(game_id)).toMatchObject([
      { operation: 'patch', outcome: 'superseded' },
      { operation: 'stop', outcome: 'running' },
    ])
    expect(await runtimeRow(game_id)).toMatchObject({ desired_status: 'stopped', status: 'ready' })
    const game = (await gameRow(game_id)) as Record<string, unknown>
    expect(game).toMatchObject({ status: 'halted', deadline_at: null })
    expect(Number(game['remaining_ms'])).toBeGreaterThan(0)
    expect(await auditOf(game_id)).toMatchObject([{ action: 'runtime.stop' }])
  })

  it('fails a game that is just starting', async () => {
    const game_id = await inPlay()
    await engineIs(game_id, { status: 'booting' })
    await forceStatus(game_id, 'starting')
    await unfinishedOperation(game_id, 'start')
    expect(await operate(game_id)).toMatchObject({ status: 202 })
    expect(await gameRow(game_id)).toMatchObject({ status: 'start_failed' })
    expect(await operationsOf(game_id)).toMatchObject([{ outcome: 'superseded' }, { outcome: 'running' }])
  })
})

describe('409', () => {
  it('refuses where the game is over or its engine should be gone, and supersedes nothing', async () => {
    const game_id = await inPlay()
    await engineIs(game_id, { desired_status: 'removed', status: 'ready' })
    await unfinishedOperation(game_id, 'remove')
    expectProblem(await operate(game_id), 409, 'illegal_transition')
    expect(await operationsOf(game_id)).toMatchObject([{ operation: 'remove', outcome: 'running' }])
  })
})

describe('404 of engines', () => {
  it('refuses a game that has none', async () => {
    expectProblem(await operate(await inPlay()), 404, 'not_found')
  })
})

guardsAnyGame(app, 'POST', '/stop', undefined, runtimePath)
