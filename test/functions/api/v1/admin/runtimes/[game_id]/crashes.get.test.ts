import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/runtimes/[game_id]/crashes.get'
import { database } from '#shared/postgres'
import { asAdmin, guardsAnyGame, runtimePath } from '#test/kit/admin_games'
import { player } from '#test/kit/people'
import { gameInPlay } from '#test/kit/play'

const inPlay = async () => (await gameInPlay(await player())).game_id

describe('200', () => {
  it('lists the crashes of the game alone, newest first, with their logs', async () => {
    const game_id = await inPlay()
    for (const container_id of ['a', 'b'])
      await database()`
        insert into backend.runtime_crashes (game_id, container_id, exit_code, oom_killed, log)
        values (${game_id}, ${container_id}, 137, true, ${`log of ${container_id}`})`
    const { status, body } = await asAdmin(app, 'GET', runtimePath(game_id, '/crashes'))
    const crash = { exit_code: 137, oom_killed: true, turn: null }
    expect([status, body]).toMatchObject([
      200,
      {
        total: 2,
        items: [
          { ...crash, log: 'log of b' },
          { ...crash, log: 'log of a' },
        ],
      },
    ])
  })
})

guardsAnyGame(app, 'GET', '/crashes', undefined, runtimePath)
