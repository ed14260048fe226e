import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/runtimes/[game_id]/logs.get'
import { asAdmin, guardsAnyGame, runtimePath } from '#test/kit/admin_games'
import { reconcileUntil, runningGame } from '#test/kit/runtime'

const logsOf = async (game_id: string) => asAdmin(app, 'GET', runtimePath(game_id, '/logs'))

describe('200', () => {
  it('asks the process with the driver for a copy, and answers it the next time', async () => {
    const game_id = await runningGame()
    expect(await logsOf(game_id)).toMatchObject({ status: 200, body: { log: null, log_at: null } })
    await reconcileUntil(async () => typeof (await logsOf(game_id)).body['log'] === 'string')
    expect((await logsOf(game_id)).body['log_at']).toEqual(expect.any(String))
  })
})

guardsAnyGame(app, 'GET', '/logs', undefined, runtimePath)
