import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/runtimes/[game_id]/patch.post'
import { database } from '#shared/postgres'
import { claimTurn } from '#sql/games/turns'
import { insertEngineVersion } from '#sql/runtime/engine_versions'
import { asAdmin, auditOf, guardsAnyGame, refusesAdminBodies, runtimePath } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { engineIs, operationsOf, runtimeRow, unfinishedOperation } from '#test/kit/operations'
import { engineVersion, player } from '#test/kit/people'
import { clockOf, gameInPlay } from '#test/kit/play'
import { forceStatus } from '#test/kit/user_api'

const patch = (game_id: string, version: unknown) =>
  asAdmin(app, 'POST', runtimePath(game_id, '/patch'), { version })

async function inPlay(status = 'ready'): Promise<string> {
  const { game_id } = await gameInPlay(await player())
  await engineIs(game_id, { status })
  await engineVersion('1.1.0', 'process:next')
  return game_id
}

describe('202', () => {
  it('R-RUN-1: begins a patch, keeps what should run until its end, and no turn can be claimed', async () => {
    const game_id = await inPlay()
    const answer = await patch(game_id, '1.1.0')
    expect(answer).toMatchObject({ status: 202, body: { operation_id: expect.any(String) } })
    expect(await operationsOf(game_id)).toMatchObject([
      { operation: 'patch', outcome: 'running', source: 'admin' },
    ])
    const [row] = await database()`
      select phase, version_from, version_to, image_from, image_to from backend.runtime_operation_log
      where game_id = ${game_id} and operation = 'patch'`
    expect(row).toEqual({
      phase: 'prepare',
      version_from: '1.0.0',
      version_to: '1.1.0',
      image_from: 'process:reference',
      image_to: 'process:next',
    })
    expect(await runtimeRow(game_id)).toMatchObject({
      status: 'patching',
      desired_status: 'running',
      desired_version: '1.0.0',
    })
    const { deadline_version } = await clockOf(game_id)
    await database()`update backend.games set deadline_at = now() where game_id = ${game_id}`
    const claim = {
      game_id,
      turn: 1,
      deadline_version,
      worker_id: 'w',
      lease_ms: 1000,
    }
    expect(await claimTurn(database(), claim)).toBeNull()
    expect(await auditOf(game_id)).toMatchObject([{ action: 'runtime.patch', after: { version: '1.1.0' } }])
  })

  it('is a way out of a crash loop', async () => {
    const game_id = await inPlay('crash_loop')
    await forceStatus(game_id, 'halted')
    expect((await patch(game_id, '1.1.0')).status).toBe(202)
    expect(await runtimeRow(game_id)).toMatchObject({ status: 'patching', restarts: 0 })
  })
})

describe('409', () => {
  it.each(['draft', 'blocked'] as const)('refuses a %s version, and one that is none', async (status) => {
    const game_id = await inPlay()
    const version = `1.${status === 'draft' ? 7 : 8}.0`
    await insertEngineVersion(database(), { version, image: 'process:none', status: 'draft' })
    await database()`update backend.engine_versions set status = ${status} where version = ${version}`
    expectProblem(await patch(game_id, version), 409, 'version_unavailable')
    expectProblem(await patch(game_id, '1.99.0'), 409, 'version_unavailable')
    expect(await operationsOf(game_id)).toHaveLength(0)
  })

  it('refuses the version that the game has, and one of another major', async () => {
    const game_id = await inPlay()
    await engineVersion('2.0.0', 'process:two')
    expectProblem(await patch(game_id, '1.0.0'), 409, 'version_unchanged')
    expectProblem(await patch(game_id, '2.0.0'), 409, 'version_incompatible')
  })

  it('refuses while another operation is unfinished', async () => {
    const game_id = await inPlay()
    await unfinishedOperation(game_id, 'restart')
    expectProblem(await patch(game_id, '1.1.0'), 409, 'operation_in_progress')
  })

  it.each(['starting', 'finished'] as const)('refuses while the game is %s', async (status) => {
    const game_id = await inPlay()
    await forceStatus(game_id, status)
    expectProblem(await patch(game_id, '1.1.0'), 409, 'illegal_transition')
  })

  it('refuses while the engine is stopped', async () => {
    const game_id = await inPlay()
    await database()`update backend.runtime_records set desired_status = 'stopped' where game_id = ${game_id}`
    expectProblem(await patch(game_id, '1.1.0'), 409, 'illegal_transition')
  })
})

describe('404 of engines', () => {
  it('refuses a game that has none', async () => {
    const { game_id } = await gameInPlay(await player())
    expectProblem(await patch(game_id, '1.1.0'), 404, 'not_found')
  })
})

describe('400', () => {
  it('names the member that is wrong', async () => {
    const game_id = await inPlay()
    await refusesAdminBodies(app, 'POST', runtimePath(game_id, '/patch'), [
      [{}, 'version'],
      [{ version: 'latest' }, 'version'],
      [{ version: '1.1.0', force: true }, 'force'],
    ])
    expect(await operationsOf(game_id)).toEqual([])
  })
})

guardsAnyGame(app, 'POST', '/patch', { version: '1.1.0' }, runtimePath)
