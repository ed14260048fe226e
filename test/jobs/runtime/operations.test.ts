// R-RUN-1: what operators ask of engines comes to one outcome each, with real engines, and where nobody can do it.

import { describe, expect, it } from 'vitest'
import resume from '#functions/api/v1/admin/games/[game_id]/resume.post'
import clear from '#functions/api/v1/admin/runtimes/[game_id]/clear.post'
import restart from '#functions/api/v1/admin/runtimes/[game_id]/restart.post'
import start from '#functions/api/v1/admin/runtimes/[game_id]/start.post'
import stop from '#functions/api/v1/admin/runtimes/[game_id]/stop.post'
import sweep from '#jobs/runtime/sweep'
import { cancelGame } from '#shared/games/lifecycle'
import { database, transaction } from '#shared/postgres'
import { ENGINE_HALTS, haltGame } from '#sql/games/clock'
import { findGame } from '#sql/games/games'
import { adminPath, asAdmin, runtimePath } from '#test/kit/admin_games'
import {
  engineIs,
  forceFromPsql,
  operationsOf,
  skipsNextTick,
  unfinishedOperation,
} from '#test/kit/operations'
import { player } from '#test/kit/people'
import { gameInPlay } from '#test/kit/play'
import {
  context,
  driver,
  gameOf,
  makeDue,
  reconcileUntil,
  runningGame,
  runtimeOf,
  runTurn,
} from '#test/kit/runtime'

const APPS = { clear, restart, start, stop }
const ORIGIN = { request_id: null, traceparent: null }

async function operate(game_id: string, operation: keyof typeof APPS): Promise<void> {
  const answer = await asAdmin(APPS[operation], 'POST', runtimePath(game_id, `/${operation}`))
  expect(answer).toMatchObject({ status: 202 })
}
const outcomes = async (game_id: string) =>
  (await operationsOf(game_id)).map(({ operation, outcome }) => `${operation} ${outcome}`)
const settled = (game_id: string) =>
  reconcileUntil(async () => (await outcomes(game_id)).every((line) => !line.endsWith('running')))
const containerOf = async (game_id: string) => (await driver.find(game_id))?.container_id
const playTurn = async (game_id: string) => runTurn(await makeDue(game_id))

describe('with a real engine', () => {
  it('stop halts the game, start brings it back to where it was, and it plays on', async () => {
    const game_id = await runningGame()
    await operate(game_id, 'stop')
    await settled(game_id)
    expect((await driver.find(game_id))?.state).not.toBe('running')
    expect(await gameOf(game_id)).toMatchObject({ status: 'halted', status_reason: ENGINE_HALTS.stopped })
    await operate(game_id, 'start')
    await settled(game_id)
    expect(await outcomes(game_id)).toEqual(['start succeeded', 'stop succeeded', 'start succeeded'])
    expect(await gameOf(game_id)).toMatchObject({ status: 'running', current_turn: 1 })
    await playTurn(game_id)
    expect(await gameOf(game_id)).toMatchObject({ current_turn: 2 })
  })

  it('restart ends the container and starts another one, once; the game runs all the while', async () => {
    const game_id = await runningGame()
    const before = await containerOf(game_id)
    await operate(game_id, 'restart')
    await settled(game_id)
    const after = await containerOf(game_id)
    expect(after).not.toBe(before)
    expect(await outcomes(game_id)).toEqual(['start succeeded', 'restart succeeded'])
    expect(await gameOf(game_id)).toMatchObject({ status: 'running' })
    await reconcileUntil(async () => (await runtimeOf(game_id)).status === 'ready')
    expect(await containerOf(game_id)).toBe(after)
    await playTurn(game_id)
    expect(await gameOf(game_id)).toMatchObject({ current_turn: 2 })
  })

  it('restart is a way out of a crash loop, and the game goes on', async () => {
    const game_id = await runningGame()
    await database()`update backend.runtime_records set status = 'crash_loop' where game_id = ${game_id}`
    await haltGame(database(), game_id, ENGINE_HALTS.crash_loop)
    await operate(game_id, 'restart')
    await settled(game_id)
    expect(await gameOf(game_id)).toMatchObject({ status: 'running' })
  })

  it('clear is one too, after which the game can be resumed', async () => {
    const game_id = await runningGame()
    await database()`update backend.runtime_records set status = 'crash_loop' where game_id = ${game_id}`
    await haltGame(database(), game_id, ENGINE_HALTS.crash_loop)
    await operate(game_id, 'clear')
    await reconcileUntil(async () => (await runtimeOf(game_id)).status === 'ready')
    expect(await gameOf(game_id)).toMatchObject({ status: 'halted' })
    expect(await asAdmin(resume, 'POST', adminPath(game_id, '/resume'))).toMatchObject({ status: 200 })
    await playTurn(game_id)
    expect(await gameOf(game_id)).toMatchObject({ status: 'running', current_turn: 2 })
  })

  it('a game that an admin resumes without a start gets its engine back', async () => {
    const game_id = await runningGame()
    await operate(game_id, 'stop')
    await settled(game_id)
    expect(await asAdmin(resume, 'POST', adminPath(game_id, '/resume'))).toMatchObject({ status: 200 })
    await reconcileUntil(async () => (await runtimeOf(game_id)).status === 'ready')
  })

  it('a game that an admin halted stays so, whatever becomes of its engine', async () => {
    const game_id = await runningGame()
    await haltGame(database(), game_id, 'Somebody has to look at this.', 'admin')
    await operate(game_id, 'restart')
    await settled(game_id)
    expect(await gameOf(game_id)).toMatchObject({ status: 'halted' })
  })
})

describe('where nobody does it', () => {
  it.each(['start', 'stop', 'restart', 'patch', 'remove', 'force_next_turn'])(
    'times %s out',
    async (operation) => {
      const { game_id } = await gameInPlay(await player())
      await engineIs(game_id, { status: 'unknown' })
      await database()`
        update backend.runtime_records set last_error = 'the daemon is away' where game_id = ${game_id}`
      await unfinishedOperation(game_id, operation)
      await sweep.run({}, context({ driver: null }))
      expect(await outcomes(game_id)).toEqual([`${operation} running`])
      await database()`
        update backend.runtime_operation_log set started_at = now() - interval '1 day' where game_id = ${game_id}`
      await sweep.run({}, context({ driver: null }))
      const error_message = 'It was not done in time: the daemon is away.'
      expect(await operationsOf(game_id)).toMatchObject([
        { operation, outcome: 'timed_out', error_code: 'operation_timed_out', error_message },
      ])
    },
  )

  it('ends what runs where the game is cancelled', async () => {
    const game_id = await runningGame()
    await forceFromPsql(game_id)
    const by = { source: 'admin', actor: 'x' } as const
    await transaction((tx) => cancelGame(tx, game_id, 'why', by, ORIGIN))
    expect(await outcomes(game_id)).toEqual([
      'start succeeded',
      'force_next_turn superseded',
      'remove running',
    ])
    expect(await skipsNextTick(game_id)).toBe(false)
    await settled(game_id)
    expect((await findGame(database(), game_id))?.status).toBe('cancelled')
  })
})

describe('any sequence of operations', () => {
  it('leaves one unfinished at most, and none once the reconciler has had its time', async () => {
    const game_id = await runningGame()
    const sequence = [
      'restart',
      'stop',
      'start',
      'restart',
      'stop',
      'stop',
      'restart',
      'clear',
      'start',
    ] as const
    for (const operation of sequence) {
      const { status } = await asAdmin(APPS[operation], 'POST', runtimePath(game_id, `/${operation}`))
      expect([202, 409]).toContain(status)
      const running = (await outcomes(game_id)).filter((line) => line.endsWith('running'))
      expect(running.length).toBeLessThanOrEqual(1)
    }
    await settled(game_id)
    await reconcileUntil(async () => (await gameOf(game_id)).status === 'running')
  })
})
