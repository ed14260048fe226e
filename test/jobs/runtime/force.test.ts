// R-RUN-4: forced turns, the tick after them, and turns that end early, as `jobs/runtime/turn` plays them.

import { describe, expect, it } from 'vitest'
import { database, transaction } from '#shared/postgres'
import { haltGame, pauseGame } from '#sql/games/clock'
import { claimTurn, failTurn } from '#sql/games/turns'
import { forceFromPsql, operationsOf, skipsNextTick } from '#test/kit/operations'
import { armedTurns, clockOf, deadlineMoves, HOUR_MS, leaveTime, makeTurn, setSchedule } from '#test/kit/play'
import { gameOf, makeDue, runningGame, runTurn, turnOf } from '#test/kit/runtime'

/** A running game on a cycle of an hour, whose turn ends in half an hour. */
async function hourlyGame(): Promise<string> {
  const game_id = await runningGame({ max_turns: 50 })
  await setSchedule(game_id, '1h')
  await leaveTime(game_id, HOUR_MS / 2)
  return game_id
}

/** Runs the job that is armed for the game. */
async function runArmed(game_id: string, worker_id?: string): Promise<void> {
  const [armed] = await armedTurns(game_id)
  if (!armed) throw new Error('no turn is armed')
  await runTurn(armed.payload, worker_id)
}

const forceAndPlay = async (game_id: string): Promise<void> => {
  expect(await forceFromPsql(game_id)).toBe('accepted')
  await runArmed(game_id)
}
const lastOperation = async (game_id: string) => (await operationsOf(game_id)).at(-1)
const cause = { reason: 'paused', actor_kind: 'owner' } as const

describe('R-RUN-4: a forced turn', () => {
  it('is generated now; the next has the same deadline, whose tick generates nothing and moves it on', async () => {
    const game_id = await hourlyGame()
    const { deadline_at } = await gameOf(game_id)
    await forceAndPlay(game_id)
    expect(await turnOf(game_id, 1)).toMatchObject({ status: 'committed', attempts: 1 })
    expect(await gameOf(game_id)).toMatchObject({ current_turn: 2, deadline_at })
    expect(await skipsNextTick(game_id)).toBe(true)
    expect(await lastOperation(game_id)).toMatchObject({ operation: 'force_next_turn', outcome: 'succeeded' })

    const tick = await makeDue(game_id)
    const { deadline_at: due_at } = await gameOf(game_id)
    await runTurn(tick)
    expect(await turnOf(game_id, 2)).toMatchObject({ status: 'open', attempts: 0 })
    expect(await skipsNextTick(game_id)).toBe(false)
    const game = await gameOf(game_id)
    expect(Number(game.deadline_at)).toBe(Number(due_at) + HOUR_MS)
    expect((await deadlineMoves(game_id)).at(-1)).toMatchObject({
      turn: 2,
      reason: 'tick_skipped',
      actor_kind: 'scheduler',
      new_deadline_at: game.deadline_at,
    })
    expect(await armedTurns(game_id)).toMatchObject([
      { run_at: game.deadline_at, payload: { turn: 2, deadline_version: game.deadline_version } },
    ])
    await runTurn(tick)
    expect(await gameOf(game_id)).toEqual(game)

    await runTurn(await makeDue(game_id))
    expect(await gameOf(game_id)).toMatchObject({ current_turn: 3 })
  })

  it('skips one tick where two turns are forced before it', async () => {
    const game_id = await hourlyGame()
    const { deadline_at } = await gameOf(game_id)
    await forceAndPlay(game_id)
    await forceAndPlay(game_id)
    expect(await gameOf(game_id)).toMatchObject({ current_turn: 3, deadline_at })
    await runTurn(await makeDue(game_id))
    expect(await gameOf(game_id)).toMatchObject({ current_turn: 3 })
    await runTurn(await makeDue(game_id))
    expect(await gameOf(game_id)).toMatchObject({ current_turn: 4 })
  })

  it('of a manual game sets no flag', async () => {
    const game_id = await hourlyGame()
    await setSchedule(game_id, null)
    await database()`update backend.games set deadline_at = null where game_id = ${game_id}`
    await forceAndPlay(game_id)
    await forceAndPlay(game_id)
    expect(await gameOf(game_id)).toMatchObject({ current_turn: 3, deadline_at: null })
    expect(await skipsNextTick(game_id)).toBe(false)
    expect((await operationsOf(game_id)).map(({ outcome }) => outcome)).toEqual(Array(3).fill('succeeded'))
  })

  it('is refused from psql while the switch is off, and changes nothing', async () => {
    const game_id = await hourlyGame()
    const game = await gameOf(game_id)
    const operations = await operationsOf(game_id)
    await database()`update backend.switches set enabled = false where name = 'turns'`
    try {
      expect(await forceFromPsql(game_id)).toBe('turns_switched_off')
    } finally {
      await database()`update backend.switches set enabled = true where name = 'turns'`
    }
    expect(await gameOf(game_id)).toEqual(game)
    expect(await operationsOf(game_id)).toEqual(operations)
    expect(await skipsNextTick(game_id)).toBe(false)
  })

  it('keeps a cron game on its next instant', async () => {
    const game_id = await hourlyGame()
    await database()`
      update backend.games set turn_schedule = '{"kind": "cron", "cron": "0 18 * * *", "time_zone": "Europe/Berlin"}'
      where game_id = ${game_id}`
    await runTurn(await makeDue(game_id))
    const { deadline_at } = await gameOf(game_id)
    await forceAndPlay(game_id)
    expect(await gameOf(game_id)).toMatchObject({ current_turn: 3, deadline_at })
  })
})

describe('R-RUN-4: the tick and the force at once', () => {
  it('generate a turn once, and no tick is lost or skipped for it, twenty times', async () => {
    const game_id = await hourlyGame()
    let current = 1
    for (let round = 0; round < 20; round += 1) {
      const tick = await makeDue(game_id)
      const force = async () => {
        expect(await forceFromPsql(game_id)).toBe('accepted')
        await runArmed(game_id, 'w2')
      }
      await Promise.all(round % 2 === 0 ? [runTurn(tick, 'w1'), force()] : [force(), runTurn(tick, 'w1')])
      const game = await gameOf(game_id)
      // The force came after the commit of the tick: then it was for the next turn, and for its tick.
      const late = await skipsNextTick(game_id)
      expect(game.current_turn).toBe(current + (late ? 2 : 1))
      if (late) await runTurn(await makeDue(game_id))
      current = game.current_turn ?? 0
      expect((await gameOf(game_id)).current_turn).toBe(current)
      expect(Number((await gameOf(game_id)).deadline_at)).toBeGreaterThan(Date.now())
    }
    for (let turn = 1; turn < current; turn += 1)
      expect(await turnOf(game_id, turn)).toMatchObject({ status: 'committed', attempts: 1 })
    const outcomes = (await operationsOf(game_id)).map(({ outcome }) => outcome)
    expect(outcomes).toEqual(Array(21).fill('succeeded'))
  })
})

describe('R-RUN-1: a force that does not come to pass', () => {
  it.each(['paused', 'halted'] as const)('fails where the game is %s, and no tick is skipped', async (to) => {
    const game_id = await hourlyGame()
    await forceFromPsql(game_id)
    await (to === 'paused'
      ? transaction((tx) => pauseGame(tx, game_id, cause))
      : haltGame(database(), game_id, 'The engine of this game keeps crashing.'))
    expect(await lastOperation(game_id)).toMatchObject({ outcome: 'failed', error_code: `game_${to}` })
    expect(await skipsNextTick(game_id)).toBe(false)
    expect(await turnOf(game_id, 1)).toMatchObject({ status: 'open', attempts: 0 })
  })

  it('leaves the flag of an earlier one that did', async () => {
    const game_id = await hourlyGame()
    await forceAndPlay(game_id)
    await forceFromPsql(game_id)
    await transaction((tx) => pauseGame(tx, game_id, cause))
    expect(await skipsNextTick(game_id)).toBe(true)
  })

  it('fails with the turn that is poisoned', async () => {
    const game_id = await hourlyGame()
    await forceFromPsql(game_id)
    const [armed] = await armedTurns(game_id)
    if (!armed) throw new Error('no turn is armed')
    const claimed = await claimTurn(database(), { ...armed.payload, worker_id: 'w', lease_ms: 60_000 })
    if (!claimed) throw new Error('the turn was not claimed')
    expect(await failTurn(database(), claimed, 'broken', [])).toBe('poisoned')
    await haltGame(database(), game_id, 'Turn 1 could not be generated.')
    expect(await lastOperation(game_id)).toMatchObject({ outcome: 'failed', error_code: 'game_halted' })
    expect(await skipsNextTick(game_id)).toBe(false)
  })

  it('stays due where it is superseded after its orders were frozen, else its deadline is armed again', async () => {
    const game_id = await hourlyGame()
    const supersede = () => database()`
      update backend.runtime_operation_log set outcome = 'superseded', finished_at = now()
      where game_id = ${game_id} and outcome = 'running'`
    await forceFromPsql(game_id)
    await supersede()
    const { deadline_at } = await clockOf(game_id)
    expect(await armedTurns(game_id)).toMatchObject([{ run_at: deadline_at }])
    expect(await skipsNextTick(game_id)).toBe(false)
    await forceFromPsql(game_id)
    await makeTurn(game_id, 'attempted')
    await supersede()
    expect(await skipsNextTick(game_id)).toBe(true)
    await runArmed(game_id)
    expect(await gameOf(game_id)).toMatchObject({ current_turn: 2, deadline_at })
  })
})

describe('R-RUN-4: from psql', () => {
  it('says where there is nothing to force', async () => {
    const game_id = await hourlyGame()
    expect(await forceFromPsql(game_id)).toBe('accepted')
    expect(await forceFromPsql(game_id)).toBe('operation_in_progress')
    expect((await lastOperation(game_id))?.actor).toMatch(/^psql:/)
    await haltGame(database(), game_id, 'why')
    expect(await forceFromPsql(game_id)).toBe('illegal_transition')
    expect(await forceFromPsql('018f0000-0000-7000-8000-000000000000')).toBe('unknown')
  })
})
