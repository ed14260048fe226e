// The clock of a game. running -> paused | halted stores the time that is left, paused | halted -> running
// gives it back, and an extension, or time for everybody, moves a deadline. These transitions of `games` are
// in this file. Each is one statement: the game, its deadline's copy in the turn, and the event that says to
// players why it moved.

import type { Connection, Fragment } from '#sql/connection'
import type { GameStatus } from '#sql/games/games'
import { finishOperation } from '#sql/runtime/operations'

/** How often people may move the deadline of one turn on. */
const MOST_EXTENSIONS = 3

/** The text for players about a change of a deadline. */
export type Cause = {
  reason: string
  actor_kind: 'scheduler' | 'owner' | 'admin' | 'members' | 'platform'
}

/** Why a game is halted that goes on by itself where an operator starts its engine anew. */
export const ENGINE_HALTS = {
  stopped: 'The engine of this game was stopped.',
  crash_loop: 'The engine of this game keeps crashing.',
  not_started: 'The engine of this game cannot be started again.',
  state_lost: "The engine's state of this game is lost.",
}

/**
 * `regular` is the deadline before an early finish moved it. Any other change of the deadline ends an early
 * finish.
 */
type Change = { which: Fragment; set: Fragment; regular?: Fragment; extensions?: number }

/** The deadline of the game `g` as its schedule has it. */
const regularDeadline = (sql: Connection) => sql`coalesce(g.regular_deadline_at, g.deadline_at)`

/** Changes the games `g` of `which`, whose deadline becomes another. Answers their ids. */
async function moveClocks(sql: Connection, change: Change, cause: Cause): Promise<string[]> {
  const rows = await sql<{ game_id: string }[]>`
    with before as (
      select g.game_id, g.deadline_at from backend.games g
      where ${change.which} order by g.game_id for no key update of g
    ), moved as (
      update backend.games g set ${change.set}, regular_deadline_at = ${change.regular ?? sql`null`},
        deadline_version = g.deadline_version + 1
      from before where g.game_id = before.game_id
      returning g.game_id, g.current_turn, before.deadline_at as old_deadline_at, g.deadline_at as new_deadline_at
    ), turns as (
      update backend.game_turns t
      set deadline_at = moved.new_deadline_at, extensions = t.extensions + ${change.extensions ?? 0}
      from moved where t.game_id = moved.game_id and t.turn = moved.current_turn and t.status <> 'committed'
    ), events as (
      insert into backend.deadline_events (game_id, turn, old_deadline_at, new_deadline_at, reason, actor_kind)
      select game_id, current_turn, old_deadline_at, new_deadline_at, ${cause.reason}, ${cause.actor_kind}
      from moved where old_deadline_at is distinct from new_deadline_at order by game_id
    )
    select game_id from moved`
  return rows.map(({ game_id }) => game_id)
}

/** The current turn of the game `g`, if its orders are frozen: it is being generated, or was tried. */
const isFrozen = (sql: Connection) => sql`exists (
  select from backend.game_turns t
  where t.game_id = g.game_id and t.turn = g.current_turn and (t.status <> 'open' or t.attempts > 0))`

// The rest of a turn is stored. A game without a deadline has none.
const stopped = (sql: Connection, to: 'paused' | 'halted', status_reason: string | null) => sql`
  status = ${to}, status_reason = ${status_reason}, deadline_at = null,
  remaining_ms = case when g.deadline_at is not null
    then greatest(0, floor(extract(epoch from ${regularDeadline(sql)} - now()) * 1000))::bigint end`

const isNow = async (sql: Connection, game_id: string, status: GameStatus): Promise<boolean> =>
  (await sql`select from backend.games where game_id = ${game_id} and status = ${status}`).length > 0

/**
 * running -> paused, by a person. The time that is left is stored. It is refused while the turn is being
 * generated. Call it with the game's row locked (`lockGame`), because every claim of a turn locks it too.
 */
export async function pauseGame(
  sql: Connection,
  game_id: string,
  cause: Cause,
): Promise<'done' | 'illegal_transition' | 'turn_generating'> {
  const which = sql`g.game_id = ${game_id} and g.status = 'running' and not ${isFrozen(sql)}`
  const moved = await moveClocks(sql, { which, set: stopped(sql, 'paused', null) }, cause)
  if (moved.length > 0) {
    await endForce(sql, game_id, { error_code: 'game_paused', error_message: 'The game was paused.' })
    return 'done'
  }
  return (await isNow(sql, game_id, 'running')) ? 'turn_generating' : 'illegal_transition'
}

/**
 * running -> halted, by a fault of the engine or the platform, also while the turn is being generated. The
 * time that is left is stored.
 */
export async function haltGame(
  sql: Connection,
  game_id: string,
  status_reason: string,
  actor_kind: 'platform' | 'admin' = 'platform',
): Promise<boolean> {
  const which = sql`g.game_id = ${game_id} and g.status = 'running'`
  const change = { which, set: stopped(sql, 'halted', status_reason) }
  const halted = (await moveClocks(sql, change, { reason: 'halted', actor_kind })).length > 0
  if (halted) await endForce(sql, game_id, { error_code: 'game_halted', error_message: status_reason })
  return halted
}

/** A forced turn of a game that does not run is not generated. */
const endForce = (sql: Connection, game_id: string, why: { error_code: string; error_message: string }) =>
  finishOperation(sql, game_id, ['force_next_turn'], { outcome: 'failed', ...why })

/**
 * paused | halted -> running. The rest of the turn runs on, `least_ms` at least. Null gives no deadline, as a
 * manual game has none. The caller arms the turn's job (`rearmTurn` of `#shared/games/clock`).
 */
export async function resumeGame(
  sql: Connection,
  resumed: { game_id: string; from: readonly ('paused' | 'halted')[]; least_ms: number | null },
  cause: Cause,
): Promise<boolean> {
  const { game_id, from, least_ms } = resumed
  const which = sql`g.game_id = ${game_id} and g.status = any(${from as GameStatus[]}::backend.game_status[])`
  // Whole milliseconds: a job is armed at what JavaScript reads, and must not come before the deadline.
  const set = sql`
    status = 'running', status_reason = null, remaining_ms = null,
    deadline_at = case when ${least_ms}::bigint is not null then date_trunc('milliseconds', now())
      + greatest(coalesce(g.remaining_ms, 0), ${least_ms}) * interval '1 millisecond' end`
  return (await moveClocks(sql, { which, set }, cause)).length > 0
}

export type Extended = 'done' | 'illegal_transition' | 'no_deadline' | 'turn_generating' | 'extension_refused'

/**
 * Moves the deadline of a running game on, by `most_ms` at most and only so often for each turn. Call it with
 * the game's row locked, as `pauseGame`. The caller arms the turn's job.
 */
export async function extendDeadline(
  sql: Connection,
  { game_id, by_ms, most_ms }: { game_id: string; by_ms: number; most_ms: number },
  cause: Cause,
): Promise<Extended> {
  const which = sql`g.game_id = ${game_id} and g.status = 'running' and g.deadline_at is not null
    and ${by_ms <= most_ms} and exists (
    select from backend.game_turns t where t.game_id = g.game_id and t.turn = g.current_turn
    and t.status = 'open' and t.attempts = 0 and t.extensions < ${MOST_EXTENSIONS})`
  const set = sql`deadline_at = ${regularDeadline(sql)} + ${by_ms} * interval '1 millisecond'`
  const moved = await moveClocks(sql, { which, set, extensions: 1 }, cause)
  return moved.length > 0 ? 'done' : refusalOfExtension(sql, game_id)
}

async function refusalOfExtension(sql: Connection, game_id: string): Promise<Extended> {
  const [row] = await sql<{ timed: boolean; frozen: boolean }[]>`
    select g.deadline_at is not null as timed, ${isFrozen(sql)} as frozen from backend.games g
    where g.game_id = ${game_id} and g.status = 'running'`
  if (!row) return 'illegal_transition'
  if (!row.timed) return 'no_deadline'
  return row.frozen ? 'turn_generating' : 'extension_refused'
}

/**
 * Gives every running game with a deadline more time, and every paused or halted one more that is left.
 * A turn that is due and being generated has had its time. Answers the running games, whose jobs are to
 * be armed, and how many changed.
 */
export async function addTime(
  sql: Connection,
  by_ms: number,
  cause: Cause,
): Promise<{ running: string[]; games: number }> {
  const which = sql`g.status = 'running' and g.deadline_at is not null
    and not (g.deadline_at <= now() and ${isFrozen(sql)})`
  const set = sql`deadline_at = ${regularDeadline(sql)} + ${by_ms} * interval '1 millisecond'`
  const running = await moveClocks(sql, { which, set }, cause)
  const held = await sql`
    with held as (
      select game_id from backend.games
      where status in ('paused', 'halted') and remaining_ms is not null order by game_id for no key update
    )
    update backend.games g set remaining_ms = g.remaining_ms + ${by_ms} from held where g.game_id = held.game_id`
  return { running, games: running.length + held.count }
}

/** Between the last final orders and the end of the turn: time to take them back. */
export const EARLY_GRACE_MS = 5000

/**
 * Ends a turn early where the orders of all active seats are final, and takes that back where they no longer
 * are. Answers true where the deadline was moved: the caller then arms the turn's job. Call it with the game's
 * row locked. A manual game never ends by itself.
 */
export async function reevaluateEarlyFinish(sql: Connection, game_id: string): Promise<boolean> {
  const all_final = sql`(
    select count(*) > 0 and bool_and(coalesce(o.final, false)) from backend.game_memberships m
    left join backend.game_orders o on o.game_id = m.game_id and o.turn = g.current_turn and o.seat = m.seat
    where m.game_id = g.game_id and m.status = 'active')`
  const open = sql`g.game_id = ${game_id} and g.status = 'running' and not ${isFrozen(sql)}`
  const early_at = sql`date_trunc('milliseconds', now()) + ${EARLY_GRACE_MS} * interval '1 millisecond'`
  const armed = await moveClocks(
    sql,
    {
      which: sql`${open} and g.regular_deadline_at is null and g.deadline_at > ${early_at} and ${all_final}`,
      set: sql`deadline_at = ${early_at}`,
      regular: sql`g.deadline_at`,
    },
    { reason: 'all_final', actor_kind: 'members' },
  )
  if (armed.length > 0) return true
  const which = sql`${open} and g.regular_deadline_at is not null and not ${all_final}`
  const cause: Cause = { reason: 'not_all_final', actor_kind: 'members' }
  return (await moveClocks(sql, { which, set: sql`deadline_at = g.regular_deadline_at` }, cause)).length > 0
}

/** Moves the deadline on after a skipped tick. The caller has consumed the skip flag before (`consumeSkip`). */
export async function passTick(sql: Connection, game_id: string, deadline_at: Date | null): Promise<void> {
  const which = sql`g.game_id = ${game_id} and g.status = 'running' and g.deadline_at <= now()`
  await moveClocks(
    sql,
    { which, set: sql`deadline_at = ${deadline_at}` },
    { reason: 'tick_skipped', actor_kind: 'scheduler' },
  )
}
