// Questions about turns, their reports and deadlines. They change nothing. The transitions are in
// `#sql/games/turns`, and a deadline is moved in `#sql/games/clock`.

import type { Connection } from '#sql/connection'
import type { TurnStatus } from '#sql/games/turns'
import { equals, readSlice } from '#sql/list'
import type { Slice, Window } from '#sql/list'

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

/** The turns of a game, newest first. `before` is exclusive. */
export function listTurns(sql: Connection, game_id: string, window: Window<number>): Promise<Slice<TurnRow>> {
  const list = {
    columns: columns(sql),
    from: sql`backend.game_turns t`,
    where: equals(sql, 't.game_id', game_id, 'uuid'),
    order: sql`t.game_id desc, t.turn desc`,
    id: 't.turn',
  }
  return readSlice(sql, list, window)
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
export function listDeadlineEvents(
  sql: Connection,
  game_id: string,
  window: Window<number>,
): Promise<Slice<DeadlineEvent>> {
  const list = {
    columns: sql`event_id, at, turn, old_deadline_at, new_deadline_at, reason, actor_kind`,
    from: sql`backend.deadline_events`,
    where: equals(sql, 'game_id', game_id, 'uuid'),
    order: sql`game_id, event_id desc`,
    id: 'event_id',
  }
  return readSlice(sql, list, window)
}
