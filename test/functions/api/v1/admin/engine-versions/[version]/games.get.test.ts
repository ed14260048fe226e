import { describe, expect, it } from 'vitest'
import change from '#functions/api/v1/admin/engine-versions/[version].patch'
import app from '#functions/api/v1/admin/engine-versions/[version]/games.get'
import create from '#functions/api/v1/admin/games.post'
import start from '#functions/api/v1/admin/games/[game_id]/start.post'
import { database } from '#shared/postgres'
import { adminPath, asAdmin } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { engineVersion, game, player } from '#test/kit/people'
import { refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'
import { gameOf, makeDue, reconcileUntil, runningGame, runTurn, runtimeOf } from '#test/kit/runtime'
import { forceStatus, joined } from '#test/kit/user_api'

const VERSIONS = '/api/v1/admin/engine-versions'
const list = (version: string, query = '') => asAdmin(app, 'GET', `${VERSIONS}/${version}/games${query}`)
const idsOf = async (version: string, query = '') =>
  (await list(version, query)).body['items'].map(({ game_id }: { game_id: string }) => game_id)

const setStatus = (status: string) => asAdmin(change, 'PATCH', `${VERSIONS}/1.0.0`, { status })

async function gameOn(version: string, status: 'ready_to_start' | 'draft'): Promise<string> {
  const game_id = await game(await player(), { status })
  await joined(game_id)
  await database()`update backend.games set engine_version = ${version} where game_id = ${game_id}`
  return game_id
}

describe('200', () => {
  it('lists the games that run the version or would, newest first, and none that is over', async () => {
    await engineVersion('2.0.0')
    await engineVersion('2.1.0')
    const ids: string[] = []
    for (const status of [
      'draft',
      'starting',
      'running',
      'paused',
      'halted',
      'finished',
      'cancelled',
    ] as const) {
      const game_id = await gameOn('2.0.0', 'draft')
      if (status !== 'draft') await forceStatus(game_id, status)
      if (status !== 'finished' && status !== 'cancelled') ids.unshift(game_id)
    }
    await gameOn('2.1.0', 'draft')
    expect(await idsOf('2.0.0')).toEqual(ids)
    expect(await idsOf('2.0.0', '?page=2&page_size=2')).toEqual(ids.slice(2, 4))
    expect(await idsOf('2.0.0', `?cursor=${ids[1]}`)).toEqual(ids.slice(2))
    expect((await list('2.0.0')).body['total']).toBe(ids.length)
  })

  it('lists whom a block concerns: what has started goes on, and nothing else starts with it', async () => {
    const running = await runningGame()
    const ready = await gameOn('1.0.0', 'ready_to_start')
    expect(await setStatus('blocked')).toMatchObject({ status: 200, body: { status: 'blocked' } })
    expect(await idsOf('1.0.0')).toEqual([ready, running])

    const refused = await asAdmin(start, 'POST', adminPath(ready, '/start'))
    expectProblem(refused, 409, 'version_unavailable')
    expect(refused.body['detail']).toContain('1.0.0')
    expect((await gameOf(ready)).status).toBe('ready_to_start')
    const wanted = {
      name: 'New',
      visibility: 'private',
      engine_version: '1.0.0',
      min_players: 2,
      max_players: 2,
      turn_schedule: { kind: 'manual' },
    }
    expectProblem(await asAdmin(create, 'POST', '/api/v1/admin/games', wanted), 409, 'version_unavailable')

    await runTurn(await makeDue(running))
    expect(await gameOf(running)).toMatchObject({ status: 'running', current_turn: 2 })
    await database()`
      update backend.runtime_records set status = 'absent', next_reconcile_at = now() where game_id = ${running}`
    await reconcileUntil(async () => (await runtimeOf(running)).status === 'ready')

    await setStatus('enabled')
    expect(await asAdmin(start, 'POST', adminPath(ready, '/start'))).toMatchObject({ status: 200 })
  })
})

describe('400', () => {
  it('names what is wrong', async () => {
    expectProblem(await list('latest'), 400, 'invalid_request', ['version'])
    expectProblem(await list('1.0.0', '?page=0&status=draft'), 400, 'invalid_request', ['page', 'status'])
  })
})

describe('404', () => {
  it('refuses a version that is not registered', async () => {
    expectProblem(await list('9.9.9'), 404, 'not_found')
  })
})

refusesAllButAdmins(app, 'GET', `${VERSIONS}/1.0.0/games`)
refusesUnrotated(app, 'GET', `${VERSIONS}/1.0.0/games`)
