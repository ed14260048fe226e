import { describe, expect, it } from 'vitest'
import { generateTurn } from '#shared/engine/client'
import { resumeGame } from '#shared/games/clock'
import { advanceGame } from '#shared/games/lifecycle'
import { database, transaction } from '#shared/postgres'
import { claimTurn, releaseTurn } from '#sql/games/turns'
import type { ClaimedTurn } from '#sql/games/turns'
import { listMembers } from '#sql/lobby/members'
import { operatorsToldOf } from '#test/kit/notifications'
import { operationsOf } from '#test/kit/operations'
import { armedTurns } from '#test/kit/play'
import { eventually } from '#test/kit/program'
import {
  driver,
  engineOf,
  gameOf,
  killEngine,
  makeDue,
  reconcileUntil,
  reportedSeats,
  runningGame,
  runtimeOf,
  runTurn,
  skipWait,
  turnOf,
} from '#test/kit/runtime'
import type { TurnPayload } from '#test/kit/runtime'
import { faultyWayTo } from '#test/kit/tampered_engine'

const ORIGIN = { request_id: null, traceparent: null }

async function claim(payload: TurnPayload, worker_id: string): Promise<ClaimedTurn> {
  const claimed = await claimTurn(database(), { ...payload, worker_id, lease_ms: 60_000 })
  if (!claimed) throw new Error('the turn was not claimed')
  return claimed
}

describe('a due turn', () => {
  it('is committed once and opens the next with reports, deadline and job; a second run does nothing', async () => {
    const game_id = await runningGame()
    const payload = await makeDue(game_id)
    await runTurn(payload)
    expect(await turnOf(game_id, 1)).toMatchObject({ status: 'committed', claim_token: null, attempts: 1 })
    expect(await turnOf(game_id, 2)).toMatchObject({ status: 'open', attempts: 0 })
    expect(await reportedSeats(game_id, 2)).toEqual([1, 2])
    const game = await gameOf(game_id)
    expect(game.current_turn).toBe(2)
    expect(game.deadline_at?.getTime()).toBeGreaterThan(Date.now())
    expect(await armedTurns(game_id)).toEqual([
      {
        run_at: game.deadline_at,
        payload: expect.objectContaining({ game_id, turn: 2, deadline_version: game.deadline_version }),
      },
    ])
    await runTurn(payload)
    expect(await gameOf(game_id)).toEqual(game)
  })

  it('counts the turn as missed for every seat without orders', async () => {
    const game_id = await runningGame()
    await database()`
      insert into backend.game_orders (game_id, turn, seat, orders) values (${game_id}, 1, 1, '[]')`
    await runTurn(await makeDue(game_id))
    const members = await listMembers(database(), game_id)
    expect(members.map(({ seat, missed_turns }) => [seat, missed_turns])).toEqual([
      [1, 0],
      [2, 1],
    ])
  })

  it('is committed once by two workers at the same time', async () => {
    const game_id = await runningGame()
    const payload = await makeDue(game_id)
    await Promise.all([runTurn(payload, 'w1'), runTurn(payload, 'w2')])
    expect(await turnOf(game_id, 1)).toMatchObject({ status: 'committed', attempts: 1 })
    expect((await gameOf(game_id)).current_turn).toBe(2)
  })
})

describe('a turn that is not due', () => {
  it('is left alone before its deadline, under another deadline version, and while the game is paused', async () => {
    const game_id = await runningGame()
    const { deadline_version } = await gameOf(game_id)
    await runTurn({ game_id, turn: 1, deadline_version })
    const payload = await makeDue(game_id)
    await runTurn({ ...payload, deadline_version: deadline_version + 1 })
    await database()`update backend.games set status = 'paused' where game_id = ${game_id}`
    await runTurn(payload)
    expect(await turnOf(game_id, 1)).toMatchObject({ status: 'open', attempts: 0 })
    expect((await gameOf(game_id)).current_turn).toBe(1)
  })
})

describe('a claim that was lost', () => {
  it('writes nothing: who stole it plays the turn', async () => {
    const game_id = await runningGame()
    const payload = await makeDue(game_id)
    const first = await claim(payload, 'w1')
    await database()`
      update backend.game_turns set lease_until = now() - interval '1 second' where game_id = ${game_id}`
    const second = await claim(payload, 'w2')
    expect(second.operation_id).toBe(first.operation_id)
    const late = { state_hash: 'late', reports: [], eliminated: [1], ranking: null, deadline_at: null }
    const before = await gameOf(game_id)
    expect(await transaction((tx) => advanceGame(tx, first, late, ORIGIN))).toBe(false)
    expect(await gameOf(game_id)).toEqual(before)
    expect(await turnOf(game_id, 1)).toMatchObject({ status: 'claimed', claim_token: second.claim_token })
  })
})

describe('a turn that was interrupted', () => {
  it('R-RUN-2: is released when the engine is gone, and played under the same operation when it is back', async () => {
    const game_id = await runningGame()
    const { operation_id } = await turnOf(game_id, 1)
    const payload = await makeDue(game_id)
    await killEngine(game_id)
    await runTurn(payload)
    expect(await turnOf(game_id, 1)).toMatchObject({ status: 'open', failures: 0, claim_token: null })
    expect((await runtimeOf(game_id)).status).toBe('unhealthy')
    await reconcileUntil(async () => {
      await skipWait(game_id)
      return (await runtimeOf(game_id)).status === 'ready'
    })
    // It waits a moment, so that an engine that always hangs up is not asked without end.
    await eventually(async () => {
      await runTurn(payload)
      return (await turnOf(game_id, 1)).status === 'committed' ? true : null
    })
    expect(await turnOf(game_id, 1)).toMatchObject({ status: 'committed', operation_id })
  })

  it('is not played twice where the engine had answered and nothing was committed', async () => {
    const game_id = await runningGame()
    const payload = await makeDue(game_id)
    const claimed = await claim(payload, 'w1')
    const generation = {
      operation_id: claimed.operation_id,
      expected_state_hash: claimed.state_hash,
      orders: [],
      idle_seats: [],
    }
    const limits = { timeout_ms: 10_000, signal: new AbortController().signal }
    const answered = await generateTurn(await engineOf(game_id), 1, generation, limits)
    await releaseTurn(database(), claimed)
    await runTurn(payload)
    expect((await turnOf(game_id, 2)).state_hash).toBe(answered.state_hash)
    expect((await gameOf(game_id)).current_turn).toBe(2)
  })

  it('gives its claim back after an error of our own, and the retry need not wait for the lease', async () => {
    const game_id = await runningGame()
    const payload = await makeDue(game_id)
    await database()`
      update backend.games set turn_schedule = '{"kind": "cron", "cron": "nonsense", "time_zone": "UTC"}'
      where game_id = ${game_id}`
    await expect(runTurn(payload)).rejects.toThrow('has a broken schedule: it has no next time')
    expect(await turnOf(game_id, 1)).toMatchObject({ status: 'open', claim_token: null })
    await database()`update backend.games set turn_schedule = '{"kind": "manual"}' where game_id = ${game_id}`
    await runTurn(payload)
    expect(await turnOf(game_id, 1)).toMatchObject({ status: 'committed' })
  })
})

describe('a turn that the engine refuses', () => {
  it('is tried again, and halts the game with the third failure; a resume tries it anew', async () => {
    const game_id = await runningGame()
    const { state_hash } = await turnOf(game_id, 1)
    await database()`update backend.game_turns set state_hash = 'another' where game_id = ${game_id}`
    const payload = await makeDue(game_id)
    for (const failures of [1, 2]) {
      await runTurn(payload)
      expect(await turnOf(game_id, 1)).toMatchObject({ status: 'open', failures, claim_token: null })
      const [armed] = await armedTurns(game_id)
      expect(armed?.payload).toMatchObject(payload)
      expect(armed?.run_at.getTime()).toBeGreaterThan(Date.now() + (failures === 1 ? 20_000 : 100_000))
      await database()`update backend.game_turns set next_attempt_at = now() where game_id = ${game_id}`
      // The reconciler is asked to put the state right; here nothing does.
      await database()`
        update backend.runtime_records set status = 'ready' where game_id = ${game_id} and status = 'unhealthy'`
    }
    await runTurn(payload)
    expect(await turnOf(game_id, 1)).toMatchObject({ status: 'poisoned', failures: 3 })
    const halted = await gameOf(game_id)
    expect(halted).toMatchObject({ status: 'halted', deadline_at: null, remaining_ms: '0' })
    expect(halted.status_reason).toMatch(/could not be generated/)
    await runTurn(payload)
    expect(await operatorsToldOf(game_id, 'runtime.turn_failed')).toEqual([
      { game_id, game_name: halted.name, error_message: expect.stringMatching(/^Turn 1 could not .*\. \w/) },
    ])
    expect(await gameOf(game_id)).toEqual(halted)

    await database()`update backend.game_turns set state_hash = ${state_hash} where game_id = ${game_id}`
    await database()`update backend.runtime_records set status = 'ready' where game_id = ${game_id}`
    const game = { game_id, turn_schedule: { kind: 'interval', every: '1s' } }
    const by = { from: ['halted'], actor_kind: 'admin' } as const
    expect(await transaction((tx) => resumeGame(tx, game, by, ORIGIN))).toBe('done')
    await runTurn(await makeDue(game_id))
    expect(await turnOf(game_id, 1)).toMatchObject({ status: 'committed' })
    expect(await gameOf(game_id)).toMatchObject({ status: 'running', current_turn: 2 })
  })
})

describe('a turn whose engine answers 500 twice', () => {
  it('is played at the third try, under the same operation, and the game never stops', async () => {
    const game_id = await runningGame()
    const { operation_id } = await turnOf(game_id, 1)
    const { endpoint } = await engineOf(game_id)
    let left = 2
    const way = await faultyWayTo(endpoint, (call) => {
      if (!call.endsWith('/generate') || left === 0) return null
      left -= 1
      return new Response('no', { status: 500 })
    })
    await database()`update backend.runtime_records set endpoint = ${way} where game_id = ${game_id}`
    const payload = await makeDue(game_id)
    for (const failures of [1, 2]) {
      await runTurn(payload)
      expect(await turnOf(game_id, 1)).toMatchObject({ status: 'open', failures, operation_id })
      expect((await gameOf(game_id)).status).toBe('running')
      await database()`update backend.game_turns set next_attempt_at = now() where game_id = ${game_id}`
    }
    await runTurn(payload)
    expect(await turnOf(game_id, 1)).toMatchObject({ status: 'committed', operation_id })
    expect(await gameOf(game_id)).toMatchObject({ status: 'running', current_turn: 2 })
  })
})

describe('the last turn', () => {
  it('finishes the game with its ranking, and its engine is removed', async () => {
    const game_id = await runningGame({ max_turns: 5 })
    for (let turn = 1; turn <= 5 && (await gameOf(game_id)).status === 'running'; turn += 1)
      await runTurn(await makeDue(game_id))
    const game = await gameOf(game_id)
    expect(game).toMatchObject({ status: 'finished', deadline_at: null })
    expect(game.ranking?.map(({ seat }) => seat).toSorted()).toEqual([1, 2])
    await reconcileUntil(async () => (await runtimeOf(game_id)).status === 'removed')
    expect(await operationsOf(game_id)).toMatchObject([
      { operation: 'start', outcome: 'succeeded' },
      { operation: 'remove', outcome: 'succeeded' },
    ])
    expect((await driver.list()).filter((engine) => engine.game_id === game_id)).toEqual([])
  })
})
