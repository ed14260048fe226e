import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id]/retry-start.post'
import { database } from '#shared/postgres'
import { adminPath, asAdmin, guardsAnyGame } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { engineIs } from '#test/kit/operations'
import { game, player } from '#test/kit/people'
import { anyAdmin } from '#test/kit/refusals'
import { forceStatus, gameRow, joined } from '#test/kit/user_api'

const move = (game_id: string, body?: unknown) =>
  asAdmin(app, 'POST', adminPath(game_id, '/retry-start'), body)

async function readyGame(members: 1 | 2): Promise<string> {
  const game_id = await game(await player())
  if (members === 2) await joined(game_id)
  await forceStatus(game_id, 'start_failed')
  return game_id
}

describe('200', () => {
  it('asks for an engine, in the name of the admin', async () => {
    const game_id = await readyGame(2)
    expect(await move(game_id)).toMatchObject({ status: 200, body: { status: 'starting' } })
    const operations = await database()`
      select operation, source, actor, outcome from backend.runtime_operation_log where game_id = ${game_id}`
    const [actor] = await anyAdmin()
    expect([...operations]).toEqual([{ operation: 'start', source: 'admin', actor, outcome: 'running' }])
  })
})

describe('409', () => {
  it('refuses a game below its minimum, and one whose engine version is blocked; and changes nothing', async () => {
    const few = await readyGame(1)
    const before = await gameRow(few)
    expectProblem(await move(few), 409, 'too_few_members')
    expect(await gameRow(few)).toEqual(before)
    const blocked = await readyGame(2)
    await database()`update backend.engine_versions set status = 'blocked'`
    expectProblem(await move(blocked), 409, 'version_unavailable')
    await database()`update backend.engine_versions set status = 'enabled'`
  })

  it('refuses while the engine of the last try is being removed, which would take the new one along', async () => {
    const game_id = await readyGame(2)
    await engineIs(game_id, { desired_status: 'removed', status: 'stopped' })
    expectProblem(await move(game_id), 409, 'operation_in_progress')
    expect(await gameRow(game_id)).toMatchObject({ status: 'start_failed' })
    await database()`update backend.runtime_records set status = 'removed' where game_id = ${game_id}`
    expect(await move(game_id)).toMatchObject({ status: 200, body: { status: 'starting' } })
  })
})

guardsAnyGame(app, 'POST', '/retry-start')
