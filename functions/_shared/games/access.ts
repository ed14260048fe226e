// Finds a game for a caller, and checks the right of its owner or its members.

import { problem } from '#shared/errors'
import type { Connection } from '#sql/connection'
import { findGame, findVisibleGame } from '#sql/games/games'
import type { GameRow } from '#sql/games/games'
import { findMember } from '#sql/lobby/members'
import type { MemberRow } from '#sql/lobby/members'

/** The game, or the same 404 for one that is not there and one that the caller may not see. */
export async function visibleGame(sql: Connection, game_id: string, user_id: string): Promise<GameRow> {
  const game = await findVisibleGame(sql, game_id, user_id)
  if (!game) throw problem('not_found')
  return game
}

/** The game for an admin, who sees every one. */
export async function anyGame(sql: Connection, game_id: string): Promise<GameRow> {
  const game = await findGame(sql, game_id)
  if (!game) throw problem('not_found')
  return game
}

/** The game for its owner. Others who may see it get 403. */
export async function ownedGame(sql: Connection, game_id: string, user_id: string): Promise<GameRow> {
  const game = await visibleGame(sql, game_id, user_id)
  if (game.owner_user_id !== user_id) throw problem('forbidden', 'Only the owner of the game may do this.')
  return game
}

/** The caller's seat in a game that the caller may see. Those who have no seat get 403. */
export async function ownSeat(sql: Connection, game_id: string, user_id: string): Promise<MemberRow> {
  await visibleGame(sql, game_id, user_id)
  const member = await findMember(sql, game_id, user_id)
  if (!member) throw problem('forbidden', 'Only members of the game may do this.')
  return member
}

/** The caller's seat in a game that the caller may see, if the seat is active. Only active members vote. */
export async function votingSeat(sql: Connection, game_id: string, user_id: string): Promise<MemberRow> {
  const member = await ownSeat(sql, game_id, user_id)
  if (member.status !== 'active') throw problem('forbidden', 'Only active members of the game may do this.')
  return member
}

/**
 * The 409 of a transition that the status of the thing does not allow. The member is `current_status`, because
 * `status` of a problem document is that of HTTP.
 */
export const illegalTransition = (
  status: string,
  thing: 'account' | 'game' | 'application' | 'invite' | 'member' | 'vote' | 'route' | 'engine' = 'game',
) =>
  problem('illegal_transition', `The ${thing} is ${status}: this is not possible now.`, {
    members: { current_status: status },
  })
