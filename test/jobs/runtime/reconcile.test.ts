import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import reconcile from '#jobs/runtime/reconcile'
import { DriverError } from '#shared/drivers/driver'
import type { Driver } from '#shared/drivers/driver'
import { processDriver } from '#shared/drivers/process'
import { endEngine } from '#shared/games/lifecycle'
import { database, transaction } from '#shared/postgres'
import { cancelGame } from '#sql/games/games'
import { countCrashes, insertCrash } from '#sql/runtime/crashes'
import {
  claimDueRuntimes,
  nextRuntimeDueIn,
  recordFinding,
  renewLease,
  requestCheck,
  requestRunning,
} from '#sql/runtime/records'
import { operatorsToldOf } from '#test/kit/notifications'
import { operationsOf } from '#test/kit/operations'
import { armedTurns } from '#test/kit/play'
import { eventually } from '#test/kit/program'
import {
  context,
  driver,
  gameOf,
  killEngine,
  makeDue,
  reconcileUntil,
  reportedSeats,
  runningGame,
  runTurn,
  runtimeOf,
  skipWait,
  startingGame,
  state_dir,
  turnOf,
} from '#test/kit/runtime'

const ORIGIN = { request_id: null, traceparent: null }

const crashesOf = (game_id: string) =>
  database()<
    {
      container_id: string
      exit_code: number | null
      oom_killed: boolean
      turn: number | null
      log: string
    }[]
  >`
    select container_id, exit_code, oom_killed, turn, log from backend.runtime_crashes where game_id = ${game_id}`

const isStatus = (game_id: string, status: string) => async () => (await gameOf(game_id)).status === status

describe('a start', () => {
  it('R-RUN-1: starting becomes running in one with turn 1, reports, deadline, event, job and operation', async () => {
    const game_id = await startingGame()
    expect(await operationsOf(game_id)).toMatchObject([{ operation: 'start', outcome: 'running' }])
    await reconcileUntil(isStatus(game_id, 'running'))
    const game = await gameOf(game_id)
    expect(game).toMatchObject({ current_turn: 1, status_reason: null })
    expect(game.deadline_at?.getTime()).toBeGreaterThan(Date.now() + 3_500_000)
    expect(await turnOf(game_id, 1)).toMatchObject({ status: 'open', attempts: 0 })
    expect(await reportedSeats(game_id, 1)).toEqual([1, 2])
    const events = await database()`
      select turn, old_deadline_at, new_deadline_at, reason from backend.deadline_events where game_id = ${game_id}`
    expect([...events]).toEqual([
      { turn: 1, old_deadline_at: null, new_deadline_at: game.deadline_at, reason: 'turn_opened' },
    ])
    const { deadline_version } = game
    expect(await armedTurns(game_id)).toEqual([
      { run_at: game.deadline_at, payload: expect.objectContaining({ game_id, turn: 1, deadline_version }) },
    ])
    expect(await operationsOf(game_id)).toMatchObject([{ operation: 'start', outcome: 'succeeded' }])
    expect(await runtimeOf(game_id)).toMatchObject({ status: 'ready', driver: 'process', restarts: 0 })
  })

  it('R-RUN-1: an image nobody has fails the operation with its code, and the game says why', async () => {
    const game_id = await startingGame({}, 'process:none')
    await reconcileUntil(isStatus(game_id, 'start_failed'))
    const [operation] = await operationsOf(game_id)
    expect(operation).toMatchObject({ operation: 'start', outcome: 'failed', error_code: 'image_missing' })
    expect(operation?.error_message).toContain('process:none')
    expect((await gameOf(game_id)).status_reason).toBe(operation?.error_message)
    await reconcileUntil(async () => (await runtimeOf(game_id)).status === 'stopped')
  })

  it('R-RUN-1: settings that the engine refuses fail the operation with start_config_invalid', async () => {
    const game_id = await startingGame({ max_turns: 1 })
    await reconcileUntil(isStatus(game_id, 'start_failed'))
    expect(await operationsOf(game_id)).toMatchObject([
      { operation: 'start', outcome: 'failed', error_code: 'start_config_invalid' },
    ])
    expect((await gameOf(game_id)).status_reason).toContain('refuses')
    await reconcileUntil(async () => (await driver.find(game_id))?.state !== 'running')
  })

  it('R-RUN-1: an overdue start ends as timed_out', async () => {
    const game_id = await startingGame()
    await database()`
      update backend.runtime_operation_log set started_at = now() - interval '1 hour' where game_id = ${game_id}`
    await reconcileUntil(isStatus(game_id, 'start_failed'))
    expect(await operationsOf(game_id)).toMatchObject([
      { operation: 'start', outcome: 'timed_out', error_code: 'container_start_failed' },
    ])
    expect((await gameOf(game_id)).status_reason).toContain('not ready in time')
  })
})

describe('a start that takes long', () => {
  it('R-RUN-2: holds up no other engine, keeps its lease, and is written when it is done', async () => {
    const image = Promise.withResolvers<null>()
    const slow = await startingGame()
    await reconcile.run({}, context({ driver: { ...driver, prepareImage: () => image.promise } }))
    expect((await runtimeOf(slow)).status).toBe('absent')
    const other = await startingGame()
    await reconcileUntil(isStatus(other, 'running'))
    expect((await gameOf(slow)).status).toBe('starting')
    expect(await driver.find(slow)).toBeNull()
    image.resolve(null)
    await eventually(async () => ((await runtimeOf(slow)).status === 'booting' ? true : null))
    const [woken] = await database()`
      select run_at <= now() as now from graphile_worker.jobs where key = 'runtime/reconcile'`
    expect(woken).toEqual({ now: true })
    await reconcileUntil(isStatus(slow, 'running'))
    expect(await operationsOf(slow)).toMatchObject([{ operation: 'start', outcome: 'succeeded' }])
  })

  it('R-RUN-2: writes nothing where its lease was lost, and does nothing where it was lost before', async () => {
    const game_id = await startingGame()
    const [record] = await claimDueRuntimes(database(), { worker_id: 'w', lease_ms: 60_000, limit: 1 })
    if (!record) throw new Error('nothing is due')
    expect(await renewLease(database(), record, 60_000)).toBe(true)
    const { desired_version, desired_image } = record
    await transaction((tx) => requestRunning(tx, { game_id, version: desired_version, image: desired_image }))
    expect(await renewLease(database(), record, 60_000)).toBe(false)
    expect(await recordFinding(database(), record, { status: 'crash_loop', next_check_ms: 0 })).toBe(false)
    expect((await runtimeOf(game_id)).status).toBe('absent')
  })

  it('R-RUN-2: gives a look to whoever asked for one while it was under way', async () => {
    const game_id = await runningGame()
    await skipWait(game_id)
    const [record] = await claimDueRuntimes(database(), { worker_id: 'w', lease_ms: 60_000, limit: 1 })
    if (!record) throw new Error('nothing is due')
    await requestCheck(database(), [game_id])
    await recordFinding(database(), record, { status: 'ready', next_check_ms: 60_000 })
    expect(await nextRuntimeDueIn(database())).toBeLessThanOrEqual(0)
  })
})

describe('an engine that ends unasked', () => {
  it('R-RUN-2: is kept as a crash with its exit facts, backs off, and starts again on the same state', async () => {
    const game_id = await runningGame()
    const { container_id } = await runtimeOf(game_id)
    const turn = await turnOf(game_id, 1)
    await killEngine(game_id)
    await reconcileUntil(async () => {
      if ((await crashesOf(game_id)).length === 0) await skipWait(game_id)
      return (await crashesOf(game_id)).length > 0
    })
    const [crash] = await crashesOf(game_id)
    expect(crash).toMatchObject({ container_id, exit_code: 137, oom_killed: false })
    expect(crash?.log).toContain('listening')
    expect(await runtimeOf(game_id)).toMatchObject({ restarts: 1 })
    await skipWait(game_id)
    await reconcileUntil(async () => (await runtimeOf(game_id)).status === 'ready')
    expect((await runtimeOf(game_id)).container_id).not.toBe(container_id)
    expect(await turnOf(game_id, 1)).toEqual(turn)
    expect(await crashesOf(game_id)).toHaveLength(1)
    expect((await gameOf(game_id)).status).toBe('running')
  })

  it('halts the game at the fifth crash in half an hour, and is not started again', async () => {
    const game_id = await runningGame()
    for (const container_id of ['a', 'b', 'c', 'd']) {
      const exit = { exit_code: 1, oom_killed: false, turn: null, log: '' }
      await insertCrash(database(), { game_id, container_id, ...exit })
    }
    await killEngine(game_id)
    await skipWait(game_id)
    await reconcileUntil(isStatus(game_id, 'halted'))
    expect((await gameOf(game_id)).status_reason).toContain('keeps crashing')
    await skipWait(game_id)
    await reconcile.run({}, context())
    expect((await runtimeOf(game_id)).status).toBe('crash_loop')
    expect((await driver.find(game_id))?.state).toBe('exited')
  })

  it('halts the game at the second crash while the same turn is generated, whoever noticed the end first', async () => {
    const game_id = await runningGame()
    for (const crash of [1, 2]) {
      const payload = await makeDue(game_id)
      await database()`update backend.game_turns set next_attempt_at = null where game_id = ${game_id}`
      await killEngine(game_id)
      await runTurn(payload)
      expect((await runtimeOf(game_id)).status).toBe('unhealthy')
      await reconcileUntil(async () => {
        await skipWait(game_id)
        return (await crashesOf(game_id)).length === crash
      })
      if (crash === 1) await reconcileUntil(async () => (await runtimeOf(game_id)).status === 'ready')
    }
    expect((await crashesOf(game_id)).map(({ turn }) => turn)).toEqual([1, 1])
    expect(await gameOf(game_id)).toMatchObject({
      status: 'halted',
      status_reason: expect.stringContaining('crash'),
    })
    expect((await runtimeOf(game_id)).status).toBe('crash_loop')
  })

  it('counts no crash from before the engine was told to run anew', async () => {
    const game_id = await runningGame()
    for (const container_id of ['a', 'b', 'c', 'd']) {
      const exit = { exit_code: 1, oom_killed: false, turn: 1, log: '' }
      await insertCrash(database(), { game_id, container_id, ...exit })
    }
    expect(await countCrashes(database(), game_id)).toEqual({ recent: 4, same_turn: 4 })
    const { desired_version, desired_image } = await runtimeOf(game_id)
    await transaction((tx) => requestRunning(tx, { game_id, version: desired_version, image: desired_image }))
    expect(await countCrashes(database(), game_id)).toEqual({ recent: 0, same_turn: 0 })
  })
})

describe('an engine that cannot be started again', () => {
  it('halts the game at the fifth failure in a row, operators know why, and it goes on once it can be', async () => {
    const game_id = await runningGame()
    const turn = await turnOf(game_id, 1)
    const without = processDriver({ state_dir, engines: {} })
    await killEngine(game_id)
    await skipWait(game_id)
    await reconcileUntil(async () => (await runtimeOf(game_id)).status === 'backoff')
    for (const restarts of [2, 3, 4, 5]) {
      expect((await gameOf(game_id)).status).toBe('running')
      await skipWait(game_id)
      await reconcile.run({}, context({ driver: without }))
      expect(await runtimeOf(game_id)).toMatchObject({ status: 'backoff', restarts })
    }
    const halted = await gameOf(game_id)
    expect(halted).toMatchObject({ status: 'halted', deadline_at: null })
    expect(halted.status_reason).toBe('The engine of this game cannot be started again.')
    const told = () => operatorsToldOf(game_id, 'runtime.container_start_failed')
    const error_message = 'The engine cannot be started again: no engine is registered as process:reference.'
    expect(await told()).toMatchObject([{ error_message }])
    await skipWait(game_id)
    await reconcile.run({}, context({ driver: without }))
    expect(await told()).toHaveLength(1)

    await skipWait(game_id)
    await reconcileUntil(isStatus(game_id, 'running'))
    expect((await runtimeOf(game_id)).status).toBe('ready')
    expect(await turnOf(game_id, 1)).toMatchObject({ status: 'open', state_hash: turn?.state_hash })
    expect(await armedTurns(game_id)).toMatchObject([{ payload: { turn: 1 } }])
  })
})

describe('the end of a game', () => {
  it('a cancelled game loses its engine and its state, and the operation succeeds', async () => {
    const game_id = await runningGame()
    await transaction(async (tx) => {
      await cancelGame(tx, game_id, 'The owner cancelled it.')
      await endEngine(tx, game_id, { source: 'owner', actor: null }, ORIGIN)
    })
    await reconcileUntil(async () => (await runtimeOf(game_id)).status === 'removed')
    expect(await operationsOf(game_id)).toMatchObject([
      { operation: 'start', outcome: 'succeeded' },
      { operation: 'remove', outcome: 'succeeded' },
    ])
    expect((await driver.list()).filter((engine) => engine.game_id === game_id)).toEqual([])
    await expect(access(join(state_dir, game_id))).rejects.toThrow('ENOENT')
  })
})

describe('a driver out of reach', () => {
  it('R-RUN-2: makes engines unknown and touches none; they are ready again when it is back', async () => {
    const game_id = await runningGame()
    const before = await driver.find(game_id)
    const away: Driver = {
      ...driver,
      list: () => Promise.reject(new DriverError('driver_unavailable', 'the daemon is away')),
    }
    await skipWait(game_id)
    await reconcile.run({}, context({ driver: away }))
    expect((await runtimeOf(game_id)).status).toBe('unknown')
    expect(await driver.find(game_id)).toEqual(before)
    expect((await gameOf(game_id)).status).toBe('running')
    await skipWait(game_id)
    await reconcileUntil(async () => (await runtimeOf(game_id)).status === 'ready')
    expect((await driver.find(game_id))?.container_id).toBe(before?.container_id)
  })
})
