// The seats that owe orders for a turn that ends soon: a day before its deadline, where the turn is longer
// than that, and in its last fifth. It only reads. `#shared/games/reminders` submits the notifications.

import type { Connection, Fragment } from '#sql/connection'

export type Owed = {
  game_id: string
  game_name: string
  turn: number
  deadline_at: Date
  user_id: string
  stage: 'day' | 'last_fifth'
}

/** Seats without orders of games `which` whose time to be reminded has come, each with the key of its reminder. */
const owed = (sql: Connection, which: Fragment) => sql`
  select g.game_id, g.name as game_name, g.current_turn as turn, g.deadline_at, m.user_id, s.stage
  from backend.games g
  join backend.game_turns t on t.game_id = g.game_id and t.turn = g.current_turn and t.status = 'open'
    and t.attempts = 0
  cross join lateral (select case
    when now() >= g.deadline_at - (g.deadline_at - t.opened_at) / 5 then 'last_fifth'
    when now() >= g.deadline_at - interval '24 hours' and t.opened_at < g.deadline_at - interval '24 hours' then 'day'
    end as stage) s
  join backend.game_memberships m on m.game_id = g.game_id and m.status in ('active', 'inactive', 'replaceable')
  where ${which} and g.status = 'running' and g.deadline_at > now() and s.stage is not null
    and not exists (
      select from backend.game_orders o where o.game_id = g.game_id and o.turn = g.current_turn and o.seat = m.seat)
    and not exists (
      select from backend.notifications n where n.kind = 'game.turn_reminder'
        and n.idempotency_key = g.game_id || '/' || g.current_turn || '/' || s.stage || '/' || m.user_id)`

/** The games in which somebody has to be reminded now. */
export async function listGamesToRemind(sql: Connection): Promise<string[]> {
  const rows = await sql<{ game_id: string }[]>`
    select distinct game_id from (${owed(sql, sql`true`)}) due order by game_id`
  return rows.map(({ game_id }) => game_id)
}

/**
 * Seats of a game whose players have to be reminded now. Call it with the game's row locked: no turn ends meanwhile.
 */
export async function listOwed(sql: Connection, game_id: string): Promise<Owed[]> {
  return await sql<Owed[]>`${owed(sql, sql`g.game_id = ${game_id}`)} order by m.seat`
}
