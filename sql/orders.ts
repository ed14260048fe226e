// Orders: one row per game, turn and seat, replaced by its owner under a revision until the turn is generated. Every
// change of `game_orders` is in this file.
import type { Connection, Json } from '#sql/connection'

export type OrdersRow = { turn: number; orders: Json[]; final: boolean; revision: number }

/** What a seat has sent for a turn, or null. */
export async function findOrders(
  sql: Connection,
  game_id: string,
  turn: number,
  seat: number,
): Promise<OrdersRow | null> {
  const [row] = await sql<OrdersRow[]>`
    select turn, orders, final, revision from backend.game_orders
    where game_id = ${game_id} and turn = ${turn} and seat = ${seat}`
  return row ?? null
}

export type SavedOrders =
  | { fact: 'saved'; revision: number }
  | { fact: 'wrong_turn' | 'turn_generating' | 'revision_stale' }

/**
 * Replaces a seat's orders for the current turn. Locks the turn's row, so that orders are either in the generation or
 * refused, never lost between; from the first attempt to generate on they are frozen, so that a retry sends the same.
 * `revision` is the one that was read, 0 where there was none.
 */
export async function saveOrders(
  sql: Connection,
  key: { game_id: string; seat: number },
  next: OrdersRow,
): Promise<SavedOrders> {
  const [turn] = await sql<{ frozen: boolean }[]>`
    select t.status <> 'open' or t.attempts > 0 as frozen from backend.game_turns t join backend.games g on g.game_id = t.game_id and g.current_turn = t.turn
    where t.game_id = ${key.game_id} and t.turn = ${next.turn} and g.status in ('running', 'paused')
    for share of t`
  if (!turn) return { fact: 'wrong_turn' }
  if (turn.frozen) return { fact: 'turn_generating' }
  const [row] = await sql<{ revision: number }[]>`
    insert into backend.game_orders as o (game_id, turn, seat, orders, final)
    select ${key.game_id}, ${next.turn}, ${key.seat}, ${sql.json(next.orders)}, ${next.final}
    where ${next.revision} = 0 or exists (
      select from backend.game_orders
      where game_id = ${key.game_id} and turn = ${next.turn} and seat = ${key.seat} and revision = ${next.revision})
    on conflict (game_id, turn, seat) do update
      set orders = excluded.orders, final = excluded.final, revision = o.revision + 1, updated_at = now()
      where o.revision = ${next.revision}
    returning revision`
  return row ? { fact: 'saved', revision: row.revision } : { fact: 'revision_stale' }
}

/** The orders of all seats for a turn, as the engine takes them. */
export async function listOrders(
  sql: Connection,
  game_id: string,
  turn: number,
): Promise<{ seat: number; orders: Json[] }[]> {
  return sql<{ seat: number; orders: Json[] }[]>`
    select seat, orders from backend.game_orders where game_id = ${game_id} and turn = ${turn} order by seat`
}
