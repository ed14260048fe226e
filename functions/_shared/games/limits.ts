// The refusal of what would be one more than there may be.

import { problem } from '#shared/errors'
import type { Connection } from '#sql/connection'
import { isAtLimit, LIMITS } from '#sql/lobby/limits'
import type { PlayerLimit } from '#sql/lobby/limits'

const SENTENCES: Record<keyof typeof LIMITS, string> = {
  owned_games: `A player may own ${LIMITS.owned_games} games that are not over.`,
  seats: `A player may have seats in ${LIMITS.seats} games that are not over.`,
  applications: `A player may have ${LIMITS.applications} pending applications.`,
  invites: `A game may have ${LIMITS.invites} pending invites.`,
  invites_a_day: `A player may send ${LIMITS.invites_a_day} invites in a day.`,
}

/** The 409 of a limit, with a sentence that names it. */
export const limitReached = (limit: keyof typeof LIMITS) => problem('limit_reached', SENTENCES[limit])

/** Refuses with 409 where a player has as many of these as one may. Call it after the game's row is locked. */
export async function refuseAtLimit(sql: Connection, user_id: string, limit: PlayerLimit): Promise<void> {
  if (await isAtLimit(sql, user_id, limit)) throw limitReached(limit)
}
