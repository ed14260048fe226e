// Forcing the next turn: owners and admins share the verb, and where it refuses nothing is changed.

import { problem } from '#shared/errors'
import { illegalTransition } from '#shared/games/access'
import { actAsAdmin } from '#shared/games/transitions'
import type { Connection, Origin } from '#sql/connection'
import * as forced_turns from '#sql/games/forced_turns'
import type { GameRow } from '#sql/games/games'

/**
 * Begins the operation that generates the current turn now, and answers its id. Throws 409 where no turns are
 * generated, the game does not run, or it has an unfinished operation.
 */
export async function forceNextTurn(
  tx: Connection,
  game: GameRow,
  by: { source: 'owner' | 'admin'; actor: string },
  origin: Origin,
): Promise<string> {
  const forced = await forced_turns.forceNextTurn(tx, { game_id: game.game_id, ...by }, origin)
  if (forced.fact === 'accepted') return forced.operation_id
  if (forced.fact === 'illegal_transition') throw illegalTransition(game.status)
  throw problem(forced.fact === 'unknown' ? 'not_found' : forced.fact)
}

/** As `forceNextTurn`, by an admin, with the audit row of it. */
export const forceNextTurnAsAdmin = (game_id: string, actor: string, origin: Origin): Promise<string> =>
  actAsAdmin({ game_id, actor, action: 'runtime.force_next_turn', origin }, (tx, game) =>
    forceNextTurn(tx, game, { source: 'admin', actor }, origin),
  )
