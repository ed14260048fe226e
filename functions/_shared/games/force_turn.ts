// Forcing the next turn: owners and admins share the verb, and where it refuses nothing is changed.

import { problem } from '#shared/errors'
import { illegalTransition } from '#shared/games/access'
import { actAsAdmin } from '#shared/games/transitions'
import { currentOrigin } from '#shared/log'
import type { Connection } from '#sql/connection'
import { forceNextTurn } from '#sql/games/forced_turns'
import type { GameRow } from '#sql/games/games'

/**
 * The operation that generates the current turn now. Throws 409 where no turns are generated, the game does not run, or
 * it has an unfinished operation.
 */
export async function force(
  tx: Connection,
  game: GameRow,
  by: { source: 'owner' | 'admin'; actor: string },
): Promise<string> {
  const forced = await forceNextTurn(tx, { game_id: game.game_id, ...by }, currentOrigin())
  if (forced.fact === 'accepted') return forced.operation_id
  if (forced.fact === 'illegal_transition') throw illegalTransition(game.status)
  throw problem(forced.fact === 'unknown' ? 'not_found' : forced.fact)
}

/** As `force`, by an admin, with the audit row of it. */
export function forceAsAdmin(game_id: string, actor: string): Promise<string> {
  return actAsAdmin({ game_id, actor, action: 'runtime.force_next_turn' }, (tx, game) =>
    force(tx, game, { source: 'admin', actor }),
  )
}
