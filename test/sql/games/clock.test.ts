import { describe, expect, it } from 'vitest'
import { addTime, extendDeadline, resumeGame } from '#shared/games/clock'
import { database, transaction } from '#shared/postgres'
import * as statements from '#sql/games/clock'
import { haltGame, pauseGame } from '#sql/games/clock'
import type { Extended } from '#sql/games/clock'
import { lockGame } from '#sql/games/games'
import { saveOrders } from '#sql/games/orders'
import { claimTurn } from '#sql/games/turns'
import { player } from '#test/kit/people'
import {
  armedTurns,
  clockOf,
  deadlineMoves,
  gameInPlay,
  HOUR_MS,
  leaveTime,
  makeTurn,
  readyEngine,
} from '#test/kit/play'
import { turnOf } from '#test/kit/runtime'
import { gameRow, ORIGIN } from '#test/kit/user_api'

const PAUSE = { reason: 'paused', actor_kind: 'owner' } as const
const EVERY_HOUR = { kind: 'interval', every: '1h' }
const RESUME = { reason: 'resumed', actor_kind: 'members' } as const
const EXTEND = { reason: 'We are tired.', actor_kind: 'owner' } as const

const pause = (game_id: string) =>
  transaction(async (tx) => {
    await lockGame(tx, game_id)
    return pauseGame(tx, game_id, PAUSE)
  })
const resume = (game_id: string, every: string | null = '1s') => {
  const turn_schedule = every === null ? { kind: 'manual' } : { kind: 'interval', every }
  const by = { from: ['paused', 'halted'], actor_kind: RESUME.actor_kind } as const
  return transaction((tx) => resumeGame(tx, { game_id, turn_schedule }, by, ORIGIN))
}
const extend = (game_id: string, by_ms = HOUR_MS): Promise<Extended> =>
  transaction(async (tx) => {
    await lockGame(tx, game_id)
    return extendDeadline(tx, { game_id, turn_schedule: EVERY_HOUR }, { by_ms, ...EXTEND }, ORIGIN)
  })
const inPlay = async (every?: string | null) =>
  (await gameInPlay(await player(), every === undefined ? {} : { every })).game_id

/** Makes the orders of both seats final. */
async function finish(game_id: string): Promise<boolean> {
  for (const seat of [1, 2])
    await saveOrders(database(), { game_id, seat }, { turn: 1, orders: [], final: true, revision: 0 })
  return statements.reevaluateEarlyFinish(database(), game_id)
}

describe('a pause', () => {
  it('keeps the time that is left, in game and turn, under another version, and says so to players', async () => {
    const game_id = await inPlay()
    await leaveTime(game_id, 90_000)
    const before = await clockOf(game_id)
    expect(await pause(game_id)).toBe('done')
    const { remaining_ms, ...after } = await clockOf(game_id)
    expect(after).toMatchObject({
      status: 'paused',
      deadline_at: null,
      turn_deadline_at: null,
      deadline_version: before.deadline_version + 1,
    })
    expect(remaining_ms).toBeGreaterThan(85_000)
    expect(remaining_ms).toBeLessThanOrEqual(90_000)
    expect(await deadlineMoves(game_id)).toEqual([
      {
        turn: 1,
        reason: 'paused',
        actor_kind: 'owner',
        old_deadline_at: before.deadline_at,
        new_deadline_at: null,
      },
    ])
  })

  it('keeps nothing of a turn that is due, and nothing at all in a manual game', async () => {
    const due = await inPlay()
    await leaveTime(due, -5000)
    await pause(due)
    expect(await clockOf(due)).toMatchObject({ status: 'paused', remaining_ms: 0 })
    const manual = await inPlay(null)
    await pause(manual)
    expect(await clockOf(manual)).toMatchObject({ status: 'paused', deadline_at: null, remaining_ms: null })
    expect(await deadlineMoves(manual)).toEqual([])
  })

  it.each(['claimed', 'attempted'] as const)('is refused while the turn is %s', async (state) => {
    const game_id = await inPlay()
    await makeTurn(game_id, state)
    const before = await gameRow(game_id)
    expect(await pause(game_id)).toBe('turn_generating')
    expect(await gameRow(game_id)).toEqual(before)
  })

  it('and the claim of the turn exclude each other, twenty times', async () => {
    const seen = new Set<string>()
    for (let round = 0; round < 20; round += 1) {
      const game_id = await inPlay()
      await readyEngine(game_id)
      await leaveTime(game_id, -1)
      const { deadline_version } = await clockOf(game_id)
      const claim = { game_id, turn: 1, deadline_version, worker_id: 'w', lease_ms: 60_000 }
      const [first, second] = [() => claimTurn(database(), claim), () => pause(game_id)] as const
      const both = round % 2 === 0 ? [first(), second()] : [second(), first()]
      await Promise.all(both)
      const [{ status }, turn] = [await clockOf(game_id), await turnOf(game_id, 1)]
      expect(['running claimed', 'paused open']).toContain(`${status} ${turn.status}`)
      seen.add(status)
    }
    expect(seen.size).toBeGreaterThan(0)
  })
})

describe('a halt', () => {
  it('keeps the time that is left, whatever is going on, and why', async () => {
    const game_id = await inPlay()
    await leaveTime(game_id, 90_000)
    await makeTurn(game_id, 'claimed')
    expect(await haltGame(database(), game_id, 'The engine keeps crashing.')).toBe(true)
    const { remaining_ms, ...after } = await clockOf(game_id)
    expect(after).toMatchObject({ status: 'halted', deadline_at: null, turn_deadline_at: null })
    expect(remaining_ms).toBeGreaterThan(85_000)
    expect(await gameRow(game_id)).toMatchObject({ status_reason: 'The engine keeps crashing.' })
    expect(await deadlineMoves(game_id)).toMatchObject([{ reason: 'halted', actor_kind: 'platform' }])
  })
})

describe('a resume', () => {
  it('gives back what was left, arms the turn for it, and clears the reason', async () => {
    const game_id = await inPlay()
    await leaveTime(game_id, 90_000)
    await haltGame(database(), game_id, 'why')
    const { deadline_version } = await clockOf(game_id)
    expect(await resume(game_id)).toBe('done')
    const { deadline_at, left_ms, ...after } = await clockOf(game_id)
    expect(after).toMatchObject({ status: 'running', remaining_ms: null, turn_deadline_at: deadline_at })
    expect(left_ms).toBeGreaterThan(85_000)
    expect(left_ms).toBeLessThanOrEqual(90_000)
    expect(await gameRow(game_id)).toMatchObject({ status_reason: null })
    const payload = { game_id, turn: 1, deadline_version: deadline_version + 1, request_id: null }
    expect(await armedTurns(game_id)).toMatchObject([{ run_at: deadline_at, payload }])
    expect((await deadlineMoves(game_id)).at(-1)).toEqual({
      turn: 1,
      reason: 'resumed',
      actor_kind: 'members',
      old_deadline_at: null,
      new_deadline_at: deadline_at,
    })
  })

  it('gives at least what it is told to', async () => {
    const game_id = await inPlay()
    await leaveTime(game_id, 1000)
    await pause(game_id)
    await resume(game_id, '1m')
    const { left_ms } = await clockOf(game_id)
    expect(left_ms).toBeGreaterThan(55_000)
    expect(left_ms).toBeLessThanOrEqual(60_000)
  })

  it('gives a manual game no deadline and no job', async () => {
    const game_id = await inPlay(null)
    await pause(game_id)
    expect(await resume(game_id, null)).toBe('done')
    expect(await clockOf(game_id)).toMatchObject({ status: 'running', deadline_at: null, remaining_ms: null })
    expect(await armedTurns(game_id)).toEqual([])
  })

  it('opens a poisoned turn again, to be tried as if it had never failed', async () => {
    const game_id = await inPlay()
    await makeTurn(game_id, 'poisoned')
    await haltGame(database(), game_id, 'why')
    await readyEngine(game_id)
    await resume(game_id)
    expect(await turnOf(game_id, 1)).toMatchObject({ status: 'open', failures: 0 })
    expect(await armedTurns(game_id)).toHaveLength(1)
    await leaveTime(game_id, -1)
    const { deadline_version } = await clockOf(game_id)
    const claim = { game_id, turn: 1, deadline_version, worker_id: 'w', lease_ms: 60_000 }
    expect(await claimTurn(database(), claim)).toMatchObject({ turn: 1 })
  })

  it('happens from the states it is told, and from no other', async () => {
    const game_id = await inPlay()
    await haltGame(database(), game_id, 'why')
    const before = await gameRow(game_id)
    const only = { game_id, from: ['paused'], least_ms: 1000 } as const
    expect(await statements.resumeGame(database(), only, RESUME)).toBe(false)
    expect(await gameRow(game_id)).toEqual(before)
  })
})

describe('an extension', () => {
  it('moves the deadline and its job on, and says why', async () => {
    const game_id = await inPlay()
    const before = await clockOf(game_id)
    expect(await extend(game_id)).toBe('done')
    const after = await clockOf(game_id)
    expect(after).toMatchObject({ extensions: 1, turn_deadline_at: after.deadline_at })
    expect(after.deadline_version).toBe(before.deadline_version + 1)
    expect(Number(after.deadline_at) - Number(before.deadline_at)).toBe(HOUR_MS)
    expect(await armedTurns(game_id)).toMatchObject([
      { run_at: after.deadline_at, payload: { deadline_version: after.deadline_version } },
    ])
    expect(await deadlineMoves(game_id)).toEqual([
      {
        turn: 1,
        reason: 'We are tired.',
        actor_kind: 'owner',
        old_deadline_at: before.deadline_at,
        new_deadline_at: after.deadline_at,
      },
    ])
  })

  it('is refused beyond the most, a fourth time, without a deadline, and while the turn is generated', async () => {
    const game_id = await inPlay()
    expect(await extend(game_id, HOUR_MS + 1)).toBe('extension_refused')
    expect(await clockOf(game_id)).toMatchObject({ extensions: 0 })
    for (let time = 0; time < 3; time += 1) expect(await extend(game_id, 1000)).toBe('done')
    const before = await gameRow(game_id)
    expect(await extend(game_id, 1000)).toBe('extension_refused')
    expect(await gameRow(game_id)).toEqual(before)
    for (const state of ['claimed', 'attempted'] as const) {
      const generating = await inPlay()
      await makeTurn(generating, state)
      const unmoved = await gameRow(generating)
      expect(await extend(generating, 1000)).toBe('turn_generating')
      expect(await gameRow(generating)).toEqual(unmoved)
    }
    expect(await extend(await inPlay(null))).toBe('no_deadline')
    await haltGame(database(), game_id, 'why')
    expect(await extend(game_id)).toBe('illegal_transition')
  })

  it('is counted however many come at once', async () => {
    const game_id = await inPlay()
    const before = await clockOf(game_id)
    const facts = await Promise.all(Array.from({ length: 6 }, () => extend(game_id, 60_000)))
    expect(facts.filter((fact) => fact === 'done')).toHaveLength(3)
    const after = await clockOf(game_id)
    expect(after.extensions).toBe(3)
    expect(Number(after.deadline_at) - Number(before.deadline_at)).toBe(180_000)
    expect(await deadlineMoves(game_id)).toHaveLength(3)
  })

  it('counts anew in the next turn', async () => {
    const game_id = await inPlay()
    expect(await statements.extendDeadline(database(), { game_id, by_ms: 1000, most_ms: 1000 }, EXTEND)).toBe(
      'done',
    )
    await database()`
      update backend.game_turns set status = 'committed', committed_at = now() where game_id = ${game_id}`
    await database()`insert into backend.game_turns (game_id, turn, state_hash) values (${game_id}, 2, 'hash-2')`
    await database()`update backend.games set current_turn = 2 where game_id = ${game_id}`
    expect(await clockOf(game_id)).toMatchObject({ extensions: 0 })
    expect(await extend(game_id)).toBe('done')
    expect(await clockOf(game_id)).toMatchObject({ extensions: 1 })
  })
})

describe('time for everybody', () => {
  const CAUSE = { reason: 'An outage.', actor_kind: 'admin' } as const
  const everybody = () => transaction((tx) => addTime(tx, 600_000, CAUSE, ORIGIN))

  it('moves what runs, with its jobs, adds to what is held, and leaves the rest alone', async () => {
    const [running, paused, halted, manual, due, ended] = [
      await inPlay(),
      await inPlay(),
      await inPlay(),
      await inPlay(null),
      await inPlay(),
      await inPlay(),
    ]
    await pause(paused)
    await haltGame(database(), halted, 'why')
    await leaveTime(due, -1000)
    await makeTurn(due, 'claimed')
    await database()`update backend.games set status = 'cancelled' where game_id = ${ended}`
    const untouched = await Promise.all([manual, due, ended].map(gameRow))
    const before = await Promise.all([running, paused, halted].map(clockOf))
    expect(await everybody()).toBeGreaterThanOrEqual(3)
    const after = await Promise.all([running, paused, halted].map(clockOf))
    expect(Number(after[0]?.deadline_at) - Number(before[0]?.deadline_at)).toBe(600_000)
    expect(after[0]?.turn_deadline_at).toEqual(after[0]?.deadline_at)
    for (const held of [1, 2])
      expect(Number(after[held]?.remaining_ms) - Number(before[held]?.remaining_ms)).toBe(600_000)
    expect(await armedTurns(running)).toMatchObject([
      { run_at: after[0]?.deadline_at, payload: { deadline_version: after[0]?.deadline_version } },
    ])
    expect(await deadlineMoves(running)).toMatchObject([{ reason: 'An outage.', actor_kind: 'admin' }])
    expect(await Promise.all([manual, due, ended].map(gameRow))).toEqual(untouched)
  })

  it('takes thousands of games in one transaction that a request has time for', async () => {
    const first = await inPlay()
    await database()`
      insert into backend.games (name, visibility, status, engine_version, seed, min_players, max_players,
        start_delay_ms, turn_schedule, current_turn, deadline_at)
      select 'One of many', 'public', 'running', '1.0.0', 'seed', 1, 2, 0, '{"kind": "interval", "every": "1h"}', 1,
        date_trunc('milliseconds', now()) + interval '1 hour'
      from generate_series(1, 3000)`
    await database()`
      insert into backend.game_turns (game_id, turn, state_hash, deadline_at)
      select game_id, 1, 'hash-1', deadline_at from backend.games where name = 'One of many'`
    const began = performance.now()
    expect(await everybody()).toBeGreaterThan(3000)
    expect(performance.now() - began).toBeLessThan(5000)
    const [row] = await database()<{ armed: number; events: number; moved: number }[]>`
      select count(j.key)::int as armed, count(e.event_id)::int as events,
        count(*) filter (where t.deadline_at = g.deadline_at and j.run_at = g.deadline_at)::int as moved
      from backend.games g join backend.game_turns t on t.game_id = g.game_id and t.turn = 1
      left join graphile_worker.jobs j on j.key = 'runtime/turn:' || g.game_id
      left join backend.deadline_events e on e.game_id = g.game_id and e.reason = 'An outage.'
      where g.name = 'One of many'`
    expect(row).toEqual({ armed: 3000, events: 3000, moved: 3000 })
    expect(await armedTurns(first)).toHaveLength(1)
  })

  it('neither stops nor is stopped by somebody who pauses a game meanwhile', async () => {
    for (let round = 0; round < 5; round += 1) {
      const game_id = await inPlay()
      const before = await clockOf(game_id)
      const added = transaction((tx) => statements.addTime(tx, 600_000, CAUSE))
      await Promise.all([added, pause(game_id)])
      const { remaining_ms } = await clockOf(game_id)
      expect(remaining_ms).toBeGreaterThan(Number(before.left_ms) + 590_000)
    }
  })
})

describe('an early finish', () => {
  it('never puts a deadline off that comes sooner', async () => {
    const game_id = await inPlay()
    await leaveTime(game_id, statements.EARLY_GRACE_MS - 1000)
    const before = await clockOf(game_id)
    expect(await finish(game_id)).toBe(false)
    expect((await clockOf(game_id)).deadline_at).toEqual(before.deadline_at)
  })

  it('is taken back where no seat is active any more', async () => {
    const game_id = await inPlay()
    const before = await clockOf(game_id)
    expect(await finish(game_id)).toBe(true)
    await database()`update backend.game_memberships set status = 'inactive' where game_id = ${game_id}`
    expect(await statements.reevaluateEarlyFinish(database(), game_id)).toBe(true)
    expect((await clockOf(game_id)).deadline_at).toEqual(before.deadline_at)
  })
})
