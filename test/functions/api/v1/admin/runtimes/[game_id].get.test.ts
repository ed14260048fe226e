import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/runtimes/[game_id].get'
import { database } from '#shared/postgres'
import { recordObservedContainers } from '#sql/runtime/observed_containers'
import { asAdmin, guardsAnyGame, runtimePath } from '#test/kit/admin_games'
import { engineIs, unfinishedOperation } from '#test/kit/operations'
import { player } from '#test/kit/people'
import { gameInPlay } from '#test/kit/play'

const inPlay = async () => (await gameInPlay(await player())).game_id

describe('200', () => {
  it('shows the engine with the members that scripts rely on', async () => {
    const game_id = await inPlay()
    await engineIs(game_id, { status: 'ready' })
    await unfinishedOperation(game_id, 'force_next_turn')
    await database()`
      insert into backend.runtime_crashes (game_id, container_id, exit_code, oom_killed, log, at)
      values (${game_id}, 'a', 1, false, '', now()), (${game_id}, 'b', 1, false, '', now() - interval '31 minutes')`
    const { status, body } = await asAdmin(app, 'GET', runtimePath(game_id))
    expect([status, body]).toMatchObject([
      200,
      {
        game_id,
        driver: null,
        desired_status: 'running',
        status: 'ready',
        image: 'process:reference',
        container_id: null,
        current_turn: 1,
        skip_next_tick: false,
        health: 'healthy',
        crashes_30m: 1,
        operation: { operation: 'force_next_turn', outcome: 'running', finished_at: null },
        seen: null,
      },
    ])
  })

  it('shows its container as the driver last listed it, and that it has drifted', async () => {
    const game_id = await inPlay()
    await engineIs(game_id, { status: 'ready' })
    const made = { image: 'old', engine_version: '0.9.0', spec_hash: 'of another spec' }
    await recordObservedContainers(database(), [{ ...made, game_id, container_id: 'a', state: 'running' }])
    const { body } = await asAdmin(app, 'GET', runtimePath(game_id))
    expect(body).toMatchObject({ seen: { container_id: 'a', state: 'running', drifted: true } })
  })
})

guardsAnyGame(app, 'GET', '', undefined, runtimePath)
