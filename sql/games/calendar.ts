// The deadlines of players: those of the calendar link, and those that moved. Nothing here changes anything.

import type { Connection } from '#sql/connection'

/** The player behind a calendar link, or null: unknown, replaced, or of an account that is deleted or blocked. */
export async function findCalendarOwner(
  sql: Connection,
  token_hash: Uint8Array,
): Promise<{ user_id: string; locale: string } | null> {
  const [row] = await sql<{ user_id: string; locale: string }[]>`
    select user_id, locale from backend.accounts
    where calendar_token_hash = ${token_hash}
      and (status = 'active' or (status = 'suspended' and suspended_until <= now()))`
  return row ?? null
}

export type Deadline = {
  game_id: string
  name: string
  turn: number
  opened_at: Date
  deadline_at: Date
  deadline_version: number
}

/** The deadlines of the running games in which a player has a seat that plays, the next one first. */
export async function listDeadlines(sql: Connection, user_id: string): Promise<Deadline[]> {
  return sql<Deadline[]>`
    select g.game_id, g.name, t.turn, t.opened_at, g.deadline_at, g.deadline_version
    from backend.game_memberships m
    join backend.games g on g.game_id = m.game_id
    join backend.game_turns t on t.game_id = g.game_id and t.turn = g.current_turn
    where m.user_id = ${user_id} and m.status in ('active', 'inactive', 'replaceable')
      and g.status = 'running' and g.deadline_at is not null
    order by g.deadline_at, g.game_id`
}

export type MovedDeadline = {
  game_id: string
  game_name: string
  turn: number
  deadline_at: Date
  deadline_version: number
  user_id: string
}

/** The deadlines of these games, one row for each seat that plays. */
export async function listMovedDeadlines(sql: Connection, game_ids: string[]): Promise<MovedDeadline[]> {
  return sql<MovedDeadline[]>`
    select g.game_id, g.name as game_name, g.current_turn as turn, g.deadline_at, g.deadline_version, m.user_id
    from backend.games g join backend.game_memberships m on m.game_id = g.game_id
    where g.game_id = any(${game_ids}::uuid[]) and m.status in ('active', 'inactive', 'replaceable')
    order by g.game_id, m.seat`
}
