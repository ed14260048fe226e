// The games that a player has to leave, and the deleted accounts that have still to leave theirs. It only
// reads. `#shared/lobby/departures` makes the departures.

import type { Connection } from '#sql/connection'

/** The games that are not over and that a player owns or has a seat in, in the order in which they are locked. */
export async function listGamesToLeave(sql: Connection, user_id: string): Promise<string[]> {
  const rows = await sql<{ game_id: string }[]>`
    select g.game_id from backend.games g
    where g.owner_user_id = ${user_id} and g.status not in ('finished', 'cancelled')
    union
    select g.game_id from backend.game_memberships m join backend.games g on g.game_id = m.game_id
    where m.user_id = ${user_id} and m.status in ('active', 'inactive', 'replaceable')
      and g.status not in ('finished', 'cancelled')
    order by game_id`
  return rows.map(({ game_id }) => game_id)
}

/**
 * Deleted accounts that still have a seat, a game or an application: it was starting, or being decided, when they left.
 */
export async function listUndeparted(sql: Connection): Promise<string[]> {
  const rows = await sql<{ user_id: string }[]>`
    select a.user_id from backend.accounts a
    where a.status = 'deleted' and a.purged_at is null and (
      exists (select from backend.game_applications p where p.user_id = a.user_id and p.status = 'pending')
      or exists (
        select from backend.games g
        where g.owner_user_id = a.user_id and g.status not in ('starting', 'finished', 'cancelled'))
      or exists (
        select from backend.game_memberships m join backend.games g on g.game_id = m.game_id
        where m.user_id = a.user_id and m.status in ('active', 'inactive', 'replaceable')
          and g.status not in ('starting', 'finished', 'cancelled')))
    order by a.user_id`
  return rows.map(({ user_id }) => user_id)
}
