import { afterEach, describe, expect, it } from 'vitest'
import sweep from '#jobs/runtime/sweep'
import { database, pool } from '#shared/postgres'
import { carrySkip, consumeSkip } from '#sql/games/forced_turns'
import {
  claimTurn,
  closeLastTurn,
  commitTurn,
  failTurn,
  findArmableTurn,
  freezeIdleSeats,
  listOverdueTurns,
  releaseTurn,
  renewClaim,
  reopenTurn,
} from '#sql/games/turns'
import type { ClaimedTurn, TurnStatus } from '#sql/games/turns'
import { updateSwitch } from '#sql/platform/switches'
import { beginOperation } from '#sql/runtime/operations'
import { player } from '#test/kit/people'
import { armedTurns, clockOf, gameInPlay, leaveTime, makeTurn, readyEngine } from '#test/kit/play'

const STATUSES: TurnStatus[] = ['open', 'claimed', 'committed', 'poisoned']
const DELAYS_MS = [30_000, 120_000]
const ORIGIN = { request_id: null, traceparent: null }
const CLAIM = { turn: 1, worker_id: 'w', lease_ms: 60_000 }

const sweepOnce = () =>
  sweep.run({}, { sql: pool(), worker_id: 'w', signal: new AbortController().signal, driver: null })
const turnsAre = (enabled: boolean) =>
  updateSwitch(database(), { name: 'turns', enabled, message: null }, 'somebody')
const turnRow = async (game_id: string): Promise<Record<string, unknown>> => {
  const [row] = await database()`
    select to_jsonb(t) as row from backend.game_turns t where game_id = ${game_id}`
  return row?.['row']
}

/** A game whose turn has been due for a minute, on an engine that is ready; its claim. */
async function dueTurn() {
  const { game_id } = await gameInPlay(await player())
  await readyEngine(game_id)
  await leaveTime(game_id, -60_000)
  return { ...CLAIM, game_id, deadline_version: (await clockOf(game_id)).deadline_version }
}

async function turnThatIs(status: TurnStatus) {
  const claim = await dueTurn()
  if (status === 'claimed' || status === 'poisoned') await makeTurn(claim.game_id, status)
  if (status === 'committed')
    await database()`
      update backend.game_turns set status = 'committed', committed_at = now() where game_id = ${claim.game_id}`
  return claim
}

afterEach(() => turnsAre(true))

describe('the states of a turn', () => {
  it.each(STATUSES)('walks every verb from %s, and changes nothing where it is refused', async (status) => {
    const verbs: [
      TurnStatus,
      TurnStatus[],
      (claim: typeof CLAIM & { game_id: string }) => Promise<unknown>,
    ][] = [
      [
        'claimed',
        ['open'],
        async (claim) => claimTurn(database(), { ...(await clockOf(claim.game_id)), ...claim }),
      ],
      ['committed', ['open', 'claimed'], ({ game_id }) => closeLastTurn(database(), game_id)],
      ['open', ['open', 'poisoned'], ({ game_id }) => reopenTurn(database(), game_id)],
    ]
    for (const [to, from, run] of verbs) {
      const claim = await turnThatIs(status)
      const before = await turnRow(claim.game_id)
      await run(claim)
      const after = await turnRow(claim.game_id)
      const legal = from.includes(status)
      expect(legal ? after['status'] : after).toEqual(legal ? to : before)
    }
  })

  it('cannot be written by who held a claim on a turn that was closed', async () => {
    const claimed = await claimTurn(database(), await dueTurn())
    if (!claimed) throw new Error('the turn was not claimed')
    await closeLastTurn(database(), claimed.game_id)
    const before = await turnRow(claimed.game_id)
    expect(await commitTurn(database(), claimed)).toBe(false)
    expect(await failTurn(database(), claimed, 'late', [30_000, 120_000])).toBe('lost')
    expect(await turnRow(claimed.game_id)).toEqual(before)
  })
})

/** Writes these columns of a game, of its turn or of its engine. */
const put = (table: 'games' | 'game_turns' | 'runtime_records', game_id: string, set: string) =>
  database().unsafe(`update backend.${table} set ${set} where game_id = '${game_id}'`)

async function forced(game_id: string): Promise<void> {
  const operation = {
    game_id,
    operation: 'force_next_turn',
    source: 'admin',
    actor: 'root',
    image_to: null,
  } as const
  const operation_id = await beginOperation(database(), operation, ORIGIN)
  await put('game_turns', game_id, `forced_by = '${operation_id}'`)
}

const claimed = async (claim: Parameters<typeof claimTurn>[1]): Promise<ClaimedTurn> => {
  const made = await claimTurn(database(), claim)
  if (!made) throw new Error('the turn was not claimed')
  return made
}

const overdue = async (game_id: string) =>
  (await listOverdueTurns(database(), 10_000)).filter((turn) => turn.game_id === game_id)

const skip = async () => {
  const claim = await dueTurn()
  await put('runtime_records', claim.game_id, 'skip_next_tick = true')
  return claim
}

const hour = (count: number) => new Date(Date.now() + count * 3_600_000)

describe('a claim', () => {
  it.each([
    ['the deadline was moved', 'games', 'deadline_version = deadline_version + 1'],
    ['the deadline is to come', 'games', "deadline_at = now() + interval '1 hour'"],
    ['the game is paused', 'games', "status = 'paused'"],
    ['the engine is not ready', 'runtime_records', "status = 'unhealthy'"],
    ['the tick is to be skipped', 'runtime_records', 'skip_next_tick = true'],
    ['it waits for its retry', 'game_turns', "next_attempt_at = now() + interval '1 hour'"],
    ['it is another turn', 'game_turns', 'turn = 7'],
    ['it is poisoned', 'game_turns', "status = 'poisoned'"],
  ] as const)('is not made where %s', async (_why, table, set) => {
    const claim = await dueTurn()
    await put(table, claim.game_id, set)
    expect(await claimTurn(database(), claim)).toBeNull()
    expect(await claimTurn(database(), { ...claim, turn: 7 })).toBeNull()
  })

  it('is made before the deadline where the turn is forced, and over a skip where it ends early', async () => {
    const before = await dueTurn()
    await put('games', before.game_id, "deadline_at = now() + interval '1 hour'")
    await forced(before.game_id)
    expect(await claimTurn(database(), before)).toMatchObject({ game_id: before.game_id })

    const early = await dueTurn()
    await put('runtime_records', early.game_id, 'skip_next_tick = true')
    await put('games', early.game_id, "regular_deadline_at = now() + interval '1 hour'")
    const made = await claimed(early)
    // What the schedule counts on from is its own deadline.
    expect(made.deadline_at?.getTime()).toBeGreaterThan(Date.now())
  })

  it('is taken over once its lease is over, and then what the first one writes is lost', async () => {
    const claim = await dueTurn()
    const first = await claimed(claim)
    expect(await claimTurn(database(), claim)).toBeNull()
    await put('game_turns', claim.game_id, 'lease_until = now()')
    const second = await claimed(claim)
    expect(second.operation_id).toBe(first.operation_id)
    const before = await turnRow(claim.game_id)
    expect(await renewClaim(database(), first, 60_000)).toBe(false)
    await releaseTurn(database(), first)
    expect(await failTurn(database(), first, 'late', DELAYS_MS)).toBe('lost')
    expect(await commitTurn(database(), first)).toBe(false)
    expect(await turnRow(claim.game_id)).toEqual(before)
    expect(await renewClaim(database(), second, 60_000)).toBe(true)
    expect(await commitTurn(database(), second)).toBe(true)
  })

  it('is poisoned by its third failure, and each before it waits longer', async () => {
    const claim = await dueTurn()
    const waits: unknown[] = []
    for (const outcome of ['retry', 'retry', 'poisoned']) {
      expect(await failTurn(database(), await claimed(claim), 'broken', DELAYS_MS)).toBe(outcome)
      const [row] = await database()`
        select round(extract(epoch from next_attempt_at - now()))::int as wait_s from backend.game_turns
        where game_id = ${claim.game_id}`
      waits.push(row?.['wait_s'])
      await put('game_turns', claim.game_id, 'next_attempt_at = now()')
    }
    expect(waits).toEqual([30, 120, null])
    await reopenTurn(database(), claim.game_id)
    expect(await turnRow(claim.game_id)).toMatchObject({ status: 'open', failures: 0, next_attempt_at: null })
  })

  it('keeps the idle seats of who asked the engine first', async () => {
    const claim = await dueTurn()
    const made = await claimed(claim)
    expect(await freezeIdleSeats(database(), made, [2])).toEqual([2])
    expect(await freezeIdleSeats(database(), made, [1])).toEqual([2])
  })
})

describe('a job', () => {
  it('is missed by a turn that is overdue, and that nobody has or waits with', async () => {
    const claim = await dueTurn()
    const { game_id } = claim
    expect(await overdue(game_id)).toMatchObject([{ turn: 1, deadline_version: claim.deadline_version }])
    await leaveTime(game_id, -5000)
    expect(await overdue(game_id)).toEqual([])
    await leaveTime(game_id, -60_000)
    await put('game_turns', game_id, "next_attempt_at = now() + interval '1 hour'")
    expect(await overdue(game_id)).toEqual([])
    await put('game_turns', game_id, 'next_attempt_at = null')
    await claimed(claim)
    expect(await overdue(game_id)).toEqual([])
    await put('game_turns', game_id, 'lease_until = now()')
    expect(await overdue(game_id)).toHaveLength(1)
    await put('games', game_id, "status = 'paused'")
    expect(await overdue(game_id)).toEqual([])
  })

  it('is armed for no time before the turn is due, to the microsecond', async () => {
    const { game_id } = await dueTurn()
    const at = async (which: string, column: string) => {
      await database()`update backend.games set deadline_at = '2030-01-01T00:00:00.000001Z' where game_id = ${game_id}`
      await put('game_turns', game_id, `next_attempt_at = ${which === 'retry' ? column : 'null'}`)
      return (await findArmableTurn(database(), game_id))?.due_at.toISOString()
    }
    expect(await at('deadline', '')).toBe('2030-01-01T00:00:00.001Z')
    expect(await at('retry', "'2031-01-01T00:00:00.000001Z'")).toBe('2031-01-01T00:00:00.001Z')
    expect(await at('retry', "'2029-01-01T00:00:00.000001Z'")).toBe('2030-01-01T00:00:00.001Z')
    await forced(game_id)
    await put('game_turns', game_id, 'next_attempt_at = null')
    const due_at = (await findArmableTurn(database(), game_id))?.due_at.getTime() ?? Infinity
    expect(due_at).toBeLessThan(Date.parse('2030-01-01'))
  })
})

describe('the skip of a tick', () => {
  it.each([
    ['is set', 'games', 'name = name', true],
    ['is not set', 'runtime_records', 'skip_next_tick = false', false],
    ['is for a tick to come', 'games', "deadline_at = now() + interval '1 hour'", false],
    ['is for no early end', 'games', "regular_deadline_at = now() + interval '1 hour'", false],
    ['is for no forced turn', 'game_turns', null, false],
    ['comes after the first attempt', 'game_turns', 'attempts = 1', false],
    ['is for another deadline', 'games', 'deadline_version = deadline_version + 1', false],
    ['is for a game that runs', 'games', "status = 'paused'", false],
  ] as const)('R-RUN-4: that %s', async (_which, table, set, consumed) => {
    const claim = await skip()
    if (set === null) await forced(claim.game_id)
    else await put(table, claim.game_id, set)
    expect(await consumeSkip(database(), claim)).toBe(consumed)
    expect(await consumeSkip(database(), claim)).toBe(false)
  })

  it('R-RUN-4: is carried to the next turn where its tick is still to come', async () => {
    const [to_come, gone, manual] = [await skip(), await skip(), await skip()]
    expect(await carrySkip(database(), to_come.game_id, hour(1))).toBe(true)
    expect(await carrySkip(database(), to_come.game_id, hour(1))).toBe(true)
    expect(await carrySkip(database(), gone.game_id, hour(-1))).toBe(false)
    expect(await carrySkip(database(), gone.game_id, hour(1))).toBe(false)
    expect(await carrySkip(database(), manual.game_id, null)).toBe(false)
  })
})

describe('the switch of turns', () => {
  it('keeps turns from being claimed while it is off; nothing is lost', async () => {
    const claim = await dueTurn()
    await turnsAre(false)
    const before = await turnRow(claim.game_id)
    expect(await claimTurn(database(), claim)).toBeNull()
    expect(await turnRow(claim.game_id)).toEqual(before)
    await turnsAre(true)
    expect(await claimTurn(database(), claim)).toMatchObject({ turn: 1 })
  })

  it('arms what became due while it was off: the sweep is woken when it is on again', async () => {
    const { game_id } = await dueTurn()
    await database()`select graphile_worker.remove_job(${`runtime/turn:${game_id}`})`
    await turnsAre(false)
    await sweepOnce()
    expect(await armedTurns(game_id)).toEqual([])
    await database()`select graphile_worker.remove_job('runtime/sweep')`
    await turnsAre(true)
    const [woken] = await database()`
      select run_at <= now() as due from graphile_worker.jobs where key = 'runtime/sweep'`
    expect(woken).toEqual({ due: true })
    await sweepOnce()
    expect(await armedTurns(game_id)).toMatchObject([{ payload: { game_id, turn: 1 } }])
  })
})
