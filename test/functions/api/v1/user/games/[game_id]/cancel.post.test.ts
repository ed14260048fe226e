import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/cancel.post'
import { database } from '#shared/postgres'
import { GAME_TRANSITIONS } from '#sql/games/games'
import { requestRunning } from '#sql/runtime/records'
import { call, expectProblem } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import {
  forceStatus,
  GAME_STATUSES,
  gamePath,
  gameRow,
  hidesGames,
  movesOnlyFrom,
  refusesOthers,
  refusesOtherThanOwner,
  runningGame,
} from '#test/kit/user_api'

const endpoint = { app, method: 'POST' }
const cancel = (game_id: string, token: string, headers: Record<string, string> = {}) =>
  call(app, 'POST', gamePath(game_id, '/cancel'), { token, headers })
const CANCELLABLE = GAME_STATUSES.filter((status) => GAME_TRANSITIONS[status].includes('cancelled'))

describe('200', () => {
  it.each(CANCELLABLE)('cancels a private game that is %s', async (status) => {
    const owner = await player()
    const game_id = await game(owner, { visibility: 'private' })
    await forceStatus(game_id, status)
    const answer = await cancel(game_id, owner.token)
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'cancelled', finished_at: expect.any(String), deadline_at: null, starts_at: null },
    })
    expect(answer.body['status_reason']).toMatch(/owner/)
  })

  it('asks for the end of the engine, whose operation supersedes the unfinished one', async () => {
    const owner = await player()
    const { game_id } = await runningGame(owner)
    const engine = { game_id, version: '1.0.0', image: 'process:reference' }
    await requestRunning(database(), engine)
    await database()`
      insert into backend.runtime_operation_log (game_id, operation, source) values (${game_id}, 'restart', 'admin')`
    expect((await cancel(game_id, owner.token, { 'X-Request-Id': 'the-end' })).status).toBe(200)
    const operations = await database()`
      select operation, outcome, request_id from backend.runtime_operation_log
      where game_id = ${game_id} order by operation_id`
    expect(operations.slice(-2)).toEqual([
      { operation: 'restart', outcome: 'superseded', request_id: null },
      { operation: 'remove', outcome: 'running', request_id: 'the-end' },
    ])
    const [record] = await database()`
      select desired_status from backend.runtime_records where game_id = ${game_id}`
    expect(record).toEqual({ desired_status: 'removed' })
    const jobs = await database()`select key from graphile_worker.jobs where key = 'runtime/reconcile'`
    expect(jobs).toHaveLength(1)
  })

  it('writes no operation where there is no engine', async () => {
    const owner = await player()
    const game_id = await game(owner)
    expect((await cancel(game_id, owner.token)).status).toBe(200)
    const rows = await database()`select from backend.runtime_operation_log where game_id = ${game_id}`
    expect(rows).toHaveLength(0)
  })
})

describe('403', () => {
  it.each(['running', 'paused', 'halted'] as const)(
    'refuses the owner of a public game that is %s, and changes nothing',
    async (status) => {
      const owner = await player()
      const { game_id } = await runningGame(owner, 'public')
      await forceStatus(game_id, status)
      const before = await gameRow(game_id)
      expectProblem(await cancel(game_id, owner.token), 403, 'forbidden')
      expect(await gameRow(game_id)).toEqual(before)
    },
  )
})

movesOnlyFrom(app, 'cancel', CANCELLABLE)
refusesOtherThanOwner(endpoint, '/cancel')
hidesGames(endpoint, '/cancel')
refusesOthers(endpoint, gamePath('any', '/cancel'))
