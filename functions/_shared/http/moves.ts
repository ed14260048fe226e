// How people move a game along: its row is locked, who may is asked, one verb of `sql/` answers with a fact, and the game is
// answered as it is then. Owners and admins share the verbs; where one refuses, nothing is changed.
import { problem } from '#shared/errors'
import type { ErrorCode } from '#shared/errors'
import { illegalTransition, ownedGame, visibleGame } from '#shared/http/games'
import { transaction } from '#shared/postgres'
import type { Connection } from '#sql/connection'
import { lockGame } from '#sql/games'
import type { GameRow } from '#sql/games'

/** What a verb says: that the game is moved (or starting), or the code of its refusal. */
export type Fact = 'done' | 'starting' | ErrorCode

/** One move of a game whose row is locked. */
export type Move = (tx: Connection, game: GameRow) => Promise<Fact>

/** Throws the refusal that a fact stands for, where it is one. */
export function refuseUnlessMoved(fact: Fact, game: GameRow): void {
  if (fact === 'done' || fact === 'starting') return
  if (fact === 'illegal_transition') throw illegalTransition(game.status)
  throw problem(fact)
}

/** Moves a game by its owner, and answers it as it is then. */
export function moveAsOwner(game_id: string, user_id: string, move: Move): Promise<GameRow> {
  return transaction(async (tx) => {
    await lockGame(tx, game_id)
    const game = await ownedGame(tx, game_id, user_id)
    refuseUnlessMoved(await move(tx, game), game)
    return visibleGame(tx, game_id, user_id)
  })
}

const IN_PLAY = new Set(['running', 'paused', 'halted'])

/** 403 for a public game in play: its turns and its end are its members' affair, by vote, and the admins'. */
export function refuseOwnerInPublicPlay({ status, visibility }: GameRow): void {
  if (visibility === 'public' && IN_PLAY.has(status))
    throw problem('forbidden', 'A public game in play belongs to its members.')
}
