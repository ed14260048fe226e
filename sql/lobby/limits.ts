// How much one player, or one game, may have of what costs others something. A limit is asked for
// inside the transaction that adds one, after the game's row is locked: calls that add to the same
// player queue up there. It changes nothing.

import type { Connection } from '#sql/connection'

/** The most that there may be of each. */
export const LIMITS = {
  /** Games of one owner that are not over. */
  owned_games: 20,
  /** Seats of one player, in games that are not over. */
  seats: 50,
  /** Pending applications of one player. */
  applications: 50,
  /** Pending invites of one game. */
  invites: 100,
  /** Invites that one player sends in a day, also those that are over: each is a mail. */
  invites_a_day: 100,
} as const

export type PlayerLimit = Exclude<keyof typeof LIMITS, 'invites'>

const counted = (sql: Connection, limit: PlayerLimit, user_id: string) => {
  switch (limit) {
    case 'owned_games':
      return sql`
        select from backend.games where owner_user_id = ${user_id} and status not in ('finished', 'cancelled')`
    case 'seats':
      return sql`
        select from backend.game_memberships m join backend.games g on g.game_id = m.game_id
        where m.user_id = ${user_id} and m.status in ('active', 'inactive', 'replaceable')
          and g.status not in ('finished', 'cancelled')`
    case 'applications':
      return sql`select from backend.game_applications where user_id = ${user_id} and status = 'pending'`
    case 'invites_a_day':
      return sql`
        select from backend.game_invites where invited_by = ${user_id} and created_at > now() - interval '1 day'`
  }
}

/** Whether a player has as many of these as one may. */
export async function isAtLimit(sql: Connection, user_id: string, limit: PlayerLimit): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`limits:${user_id}`}, 0))`
  const rows = await sql`${counted(sql, limit, user_id)} limit ${LIMITS[limit]}`
  return rows.length >= LIMITS[limit]
}
