// What a game's state is made from again: where it stands, the input of each of its turns, who opened it.
// Questions only.

import { only } from '#sql/connection'
import type { Connection, Json } from '#sql/connection'

/** Where a game stands. `attempts` says whether the engine was asked for the next turn. */
export type Position = { game_id: string; turn: number; state_hash: string; attempts: number }

/** Where a game in play stands, or null before its opening. */
export async function findPosition(sql: Connection, game_id: string): Promise<Position | null> {
  const [row] = await sql<Position[]>`
    select t.game_id, t.turn, t.state_hash, t.attempts
    from backend.games g join backend.game_turns t on t.game_id = g.game_id and t.turn = g.current_turn
    where g.game_id = ${game_id}`
  return row ?? null
}

/** The state that a turn began with, or null where the game has no such turn. */
export async function findStateHash(sql: Connection, game_id: string, turn: number): Promise<string | null> {
  const [row] = await sql<{ state_hash: string }[]>`
    select state_hash from backend.game_turns where game_id = ${game_id} and turn = ${turn}`
  return row?.state_hash ?? null
}

export type PlayedTurn = {
  operation_id: string
  state_hash: string
  idle_seats: number[]
  /** The state that came of it. */
  next_hash: string
  orders: { seat: number; orders: Json[] }[]
}

/** All that went into a committed turn, and the state that came of it. */
export async function findPlayedTurn(sql: Connection, game_id: string, turn: number): Promise<PlayedTurn> {
  const [row] = await sql<PlayedTurn[]>`
    select t.operation_id, t.state_hash, coalesce(t.idle_seats, '{}') as idle_seats, n.state_hash as next_hash, (
      select coalesce(json_agg(json_build_object('seat', o.seat, 'orders', o.orders) order by o.seat), '[]')
      from backend.game_orders o where o.game_id = t.game_id and o.turn = t.turn) as orders
    from backend.game_turns t join backend.game_turns n on n.game_id = t.game_id and n.turn = t.turn + 1
    where t.game_id = ${game_id} and t.turn = ${turn} and t.status = 'committed'`
  return only(row)
}

/** The seats that a game was opened with, each under the alias of its first holder. */
export async function listFirstHolders(
  sql: Connection,
  game_id: string,
): Promise<{ seat: number; alias: string }[]> {
  return sql<{ seat: number; alias: string }[]>`
    select distinct on (m.seat) m.seat, m.alias
    from backend.game_memberships m join backend.games g on g.game_id = m.game_id
    where m.game_id = ${game_id} and coalesce(m.ended_at >= g.started_at, true)
    order by m.seat, m.joined_at`
}
