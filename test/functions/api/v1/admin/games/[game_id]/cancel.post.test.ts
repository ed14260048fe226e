import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id]/cancel.post'
import { database } from '#shared/postgres'
import { requestRunning } from '#sql/runtime/records'
import { adminPath, asAdmin, auditOf, guardsAnyGame, refusesAdminBodies } from '#test/kit/admin_games'
import { player } from '#test/kit/people'
import { gameInPlay } from '#test/kit/play'
import { anyAdmin } from '#test/kit/refusals'
import { gameRow } from '#test/kit/user_api'
import { opened, voteRow, voters } from '#test/kit/votes'

const move = (game_id: string, body?: unknown) => asAdmin(app, 'POST', adminPath(game_id, '/cancel'), body)

describe('200', () => {
  it('cancels any game for a reason, ends its engine, and closes its votes', async () => {
    const game = await voters(3)
    const vote_id = await opened(game)
    await requestRunning(database(), { ...game, version: '1.0.0', image: 'process:reference' })
    const answer = await move(game.game_id, { reason: 'It was a test.' })
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'cancelled', status_reason: 'It was a test.', finished_at: expect.any(String) },
    })
    const [operation] = await database()`
      select operation, source, actor from backend.runtime_operation_log where game_id = ${game.game_id}`
    expect(operation).toEqual({ operation: 'remove', source: 'admin', actor: (await anyAdmin())[0] })
    expect(await voteRow(vote_id)).toMatchObject({ status: 'failed' })
    expect(await auditOf(game.game_id)).toMatchObject([{ after: { reason: 'It was a test.' } }])
  })

  it('needs no reason, nor a body', async () => {
    const { game_id } = await gameInPlay(await player())
    expect((await move(game_id)).body).toMatchObject({ status_reason: 'An admin cancelled the game.' })
  })
})

describe('400', () => {
  it('names what is wrong', async () => {
    const { game_id } = await gameInPlay(await player())
    await refusesAdminBodies(app, 'POST', adminPath(game_id, '/cancel'), [
      [{ reason: '' }, 'reason'],
      [{ surprise: 1 }, 'surprise'],
    ])
    expect(await gameRow(game_id)).toMatchObject({ status: 'running' })
  })
})

guardsAnyGame(app, 'POST', '/cancel')
