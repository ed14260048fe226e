import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/runtimes/[game_id]/operations.get'
import { asAdmin, guardsAnyGame, runtimePath } from '#test/kit/admin_games'
import { unfinishedOperation } from '#test/kit/operations'
import { player } from '#test/kit/people'
import { gameInPlay } from '#test/kit/play'

const inPlay = async () => (await gameInPlay(await player())).game_id

describe('200', () => {
  it('R-RUN-1: lists the operations of the game alone', async () => {
    const game_id = await inPlay()
    await unfinishedOperation(game_id, 'start')
    await unfinishedOperation(await inPlay(), 'stop')
    const { status, body } = await asAdmin(app, 'GET', runtimePath(game_id, '/operations'))
    expect([status, body]).toMatchObject([
      200,
      {
        total: 1,
        items: [{ game_id, operation: 'start', outcome: 'running', error_code: null, image_to: null }],
      },
    ])
  })
})

guardsAnyGame(app, 'GET', '/operations', undefined, runtimePath)
