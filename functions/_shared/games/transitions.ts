// Moves a game by its owner or an admin. The row of the game is locked, the right is checked, and one verb
// answers with a fact. Then the game is answered as it is. Owners and admins share the verbs, and a verb that
// refuses changes nothing.

import { problem } from '#shared/errors'
import type { ErrorCode } from '#shared/errors'
import { anyGame, illegalTransition, ownedGame } from '#shared/games/access'
import { refuseAtLimit } from '#shared/games/limits'
import { transaction } from '#shared/postgres'
import { insertAudit } from '#sql/admins/audit'
import type { Connection, Json, Origin } from '#sql/connection'
import * as games from '#sql/games/games'
import { lockGame, phaseOf } from '#sql/games/games'
import type { GameRow } from '#sql/games/games'
import { findMember } from '#sql/lobby/members'

/** The fact that a verb answers: the game is moved (or starting), or the code of the refusal. */
export type Fact = 'done' | 'starting' | ErrorCode

/** One transition of a game whose row is locked. */
export type Transition = (tx: Connection, game: GameRow) => Promise<Fact>

/** Throws the refusal that a fact stands for, where it is one. */
export function refuseUnlessDone(fact: Fact, game: GameRow): void {
  if (fact === 'done' || fact === 'starting') return
  if (fact === 'illegal_transition') throw illegalTransition(game.status)
  if (fact === 'version_unavailable')
    throw problem(fact, `The engine version ${game.engine_version} is not to be started at the moment.`)
  throw problem(fact)
}

/** Moves a game by its owner, and answers it as it is then, also where it is not the owner's any more. */
export function transitionAsOwner(
  game_id: string,
  user_id: string,
  transition: Transition,
): Promise<GameRow> {
  return transaction(async (tx) => {
    await lockGame(tx, game_id)
    const game = await ownedGame(tx, game_id, user_id)
    refuseUnlessDone(await transition(tx, game), game)
    return anyGame(tx, game_id)
  })
}

/** The action of an admin on a game, for the audit log. */
export type AuditedAction = {
  game_id: string
  actor: string
  action: string
  origin: Origin
  details?: { [member: string]: Json }
}

/** Moves a game by an admin, with the audit row of it, and answers it as it is then. */
export function transitionAsAdmin(audited: AuditedAction, transition: Transition): Promise<GameRow> {
  const { game_id, actor, action, origin, details } = audited
  return transaction(async (tx) => {
    await lockGame(tx, game_id)
    const game = await anyGame(tx, game_id)
    refuseUnlessDone(await transition(tx, game), game)
    const moved = await anyGame(tx, game_id)
    const entry = { actor, action, target: game_id, before: factsOf(game) }
    await insertAudit(tx, { ...entry, after: { ...factsOf(moved), ...details } }, origin)
    return moved
  })
}

/** Does something about a game by an admin, with the audit row of it, and answers what it made. */
export function actAsAdmin<T>(
  audited: AuditedAction,
  act: (tx: Connection, game: GameRow) => Promise<T>,
): Promise<T> {
  const { game_id, actor, action, origin, details = {} } = audited
  return transaction(async (tx) => {
    await lockGame(tx, game_id)
    const made = await act(tx, await anyGame(tx, game_id))
    await insertAudit(tx, { actor, action, target: game_id, after: details }, origin)
    return made
  })
}

const factsOf = ({ status, deadline_at, owner_user_id }: GameRow) => ({
  status,
  deadline_at: deadline_at?.toISOString() ?? null,
  owner_user_id,
})

/** Gives a game to one of its active members: 404 for others, 409 for one who is not active or owns too many. */
export async function transferGame(tx: Connection, game: GameRow, heir: string): Promise<Fact> {
  const member = await findMember(tx, game.game_id, heir)
  if (!member) throw problem('not_found', 'There is no such member of the game.')
  if (member.status !== 'active') throw illegalTransition(member.status, 'member')
  if (phaseOf(game.status) !== 'over' && heir !== game.owner_user_id)
    await refuseAtLimit(tx, heir, 'owned_games')
  return (await games.transferGame(tx, game.game_id, heir)) ? 'done' : 'illegal_transition'
}

/** 403 for a public game in play: its turns and its end are its members' affair, by vote, and the admins'. */
export function refuseOwnerInPublicPlay({ status, visibility }: GameRow): void {
  if (visibility === 'public' && phaseOf(status) === 'in_play')
    throw problem('forbidden', 'A public game in play belongs to its members.')
}
