// Questions about turns, their reports and deadlines. They change nothing; the transitions are in `#sql/turns`, and what moves
// a deadline is in `#sql/clock`.
import type { Connection } from '#sql/connection'
import { EXACT_TOTAL, slice } from '#sql/list'
import type { Slice, Window } from '#sql/list'
import type { TurnStatus } from '#sql/turns'

export type TurnRow = {
  turn: number
  status: TurnStatus
  opened_at: Date
  deadline_at: Date | null
  committed_at: Date | null
  state_hash: string
  attempts: number
}

const columns = (sql: Connection) =>
  sql`turn, status, opened_at, deadline_at, committed_at, state_hash, attempts`

/** The turns of a game, newest first; `before` is exclusive. */
export async function listTurns(
  sql: Connection,
  game_id: string,
  window: Window<number>,
): Promise<Slice<TurnRow>> {
  const rows = await sql<TurnRow[]>`
    select ${columns(sql)} from backend.game_turns
    where game_id = ${game_id} and (${window.before}::int is null or turn < ${window.before})
    order by turn desc offset ${window.offset} limit ${window.limit + 1}`
  const [counted] = await sql<{ total: number }[]>`
    select count(*)::int as total
    from (select from backend.game_turns where game_id = ${game_id} limit ${EXACT_TOTAL + 1}) counted`
  return slice(rows, counted?.total ?? 0, window, (row) => String(row.turn))
}

/** One turn, or null. */
export async function findTurn(sql: Connection, game_id: string, turn: number): Promise<TurnRow | null> {
  const [row] = await sql<TurnRow[]>`
    select ${columns(sql)} from backend.game_turns where game_id = ${game_id} and turn = ${turn}`
  return row ?? null
}

/** A seat's report for a turn, or null. */
export async function findReport(
  sql: Connection,
  game_id: string,
  turn: number,
  seat: number,
): Promise<unknown> {
  const [row] = await sql<{ report: unknown }[]>`
    select report from backend.game_reports where game_id = ${game_id} and turn = ${turn} and seat = ${seat}`
  return row?.report ?? null
}

export type DeadlineEvent = {
  event_id: string
  at: Date
  turn: number
  old_deadline_at: Date | null
  new_deadline_at: Date | null
  reason: string
  actor_kind: string
}

/** Why the deadlines of a game are what they are, newest first. */
export async function listDeadlineEvents(
  sql: Connection,
  game_id: string,
  window: Window<number>,
): Promise<Slice<DeadlineEvent>> {
  const rows = await sql<DeadlineEvent[]>`
    select event_id, at, turn, old_deadline_at, new_deadline_at, reason, actor_kind from backend.deadline_events
    where game_id = ${game_id} and (${window.before}::bigint is null or event_id < ${window.before})
    order by event_id desc offset ${window.offset} limit ${window.limit + 1}`
  const [counted] = await sql<{ total: number }[]>`
    select count(*)::int as total
    from (select from backend.deadline_events where game_id = ${game_id} limit ${EXACT_TOTAL + 1}) counted`
  return slice(rows, counted?.total ?? 0, window, (row) => row.event_id)
}
