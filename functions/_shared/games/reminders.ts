// Who owes orders for a turn that ends soon: a day before its deadline, where it is longer than that, and in its last fifth.
// Nothing here changes anything but that it is told.
import type { Connection, Fragment, Origin } from '#sql/connection'
import { submitNotifications } from '#sql/notifications/routes'

type Owed = {
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
  join backend.game_turns t on t.game_id = g.game_id and t.turn = g.current_turn and t.status = 'open' and t.attempts = 0
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

/** Reminds those who owe orders in a game, each once a stage. Call it with the game's row locked: no turn ends meanwhile. */
export async function remindOwing(sql: Connection, game_id: string, origin: Origin): Promise<number> {
  const due = await sql<Owed[]>`${owed(sql, sql`g.game_id = ${game_id}`)} order by m.seat`
  const intents = due.map(({ stage, user_id, deadline_at, ...turn }) => ({
    kind: 'game.turn_reminder' as const,
    idempotency_key: `${game_id}/${turn.turn}/${stage}/${user_id}`,
    user_id,
    payload: { ...turn, deadline_at: deadline_at.toISOString() },
  }))
  await submitNotifications(sql, intents, origin)
  return intents.length
}
