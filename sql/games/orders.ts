// Orders: one row per game, turn and seat, replaced by its owner under a revision until the turn is generated. Every
// change of `game_orders` is in this file.

import type { Connection, Json } from '#sql/connection'

export type OrdersRow = { turn: number; orders: Json[]; final: boolean; revision: number }

/** The orders that a seat has sent for a turn, or null. */
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
  | { fact: 'saved'; revision: number; moves_end: boolean }
  | { fact: 'wrong_turn' | 'turn_generating' | 'revision_stale' }

/**
 * Replaces a seat's orders for the current turn. It locks the game's and the turn's row, so that orders are
 * either in the generation or refused, never lost between. The first attempt to generate freezes them, so that
 * a retry sends the same. `revision` is the one that was read, 0 where there was none. `moves_end` says that
 * the turn may end early now, or no longer may (`reevaluateEarlyFinish` of `#shared/games/clock`).
 */
export async function saveOrders(
  sql: Connection,
  key: { game_id: string; seat: number },
  next: OrdersRow,
): Promise<SavedOrders> {
  const [turn] = await sql<{ frozen: boolean; early: boolean }[]>`
    with g as (
      select game_id, current_turn, regular_deadline_at from backend.games
      where game_id = ${key.game_id} and status in ('running', 'paused') for no key update
    )
    select t.status <> 'open' or t.attempts > 0 as frozen, g.regular_deadline_at is not null as early
    from backend.game_turns t join g on g.game_id = t.game_id and g.current_turn = t.turn
    where t.game_id = ${key.game_id} and t.turn = ${next.turn}
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
  if (row) return { fact: 'saved', revision: row.revision, moves_end: next.final || turn.early }
  return { fact: 'revision_stale' }
}

/**
 * The one player whose orders all others wait for: theirs are final, of all active seats.
 * Null where none or several owe.
 */
export async function findLastToSubmit(sql: Connection, game_id: string): Promise<string | null> {
  const [row] = await sql<{ user_id: string }[]>`
    select (array_agg(m.user_id) filter (where not coalesce(o.final, false)))[1] as user_id
    from backend.games g
    join backend.game_turns t on t.game_id = g.game_id and t.turn = g.current_turn and t.status = 'open'
      and t.attempts = 0
    join backend.game_memberships m on m.game_id = g.game_id and m.status = 'active'
    left join backend.game_orders o on o.game_id = m.game_id and o.turn = g.current_turn and o.seat = m.seat
    where g.game_id = ${game_id} and g.status = 'running'
    having count(*) > 1 and count(*) filter (where not coalesce(o.final, false)) = 1`
  return row?.user_id ?? null
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
