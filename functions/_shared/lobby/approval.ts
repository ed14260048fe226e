// What the decision on an application does, and the removal of a member, whoever gives it: an owner, an
// admin, or a game that has no owner.

import { problem } from '#shared/errors'
import { illegalTransition } from '#shared/games/access'
import { refuseAtLimit } from '#shared/games/limits'
import { departFromGame } from '#shared/lobby/departures'
import { takeSeat } from '#shared/lobby/seating'
import { currentOrigin } from '#shared/log'
import { notifyDecided } from '#shared/notifications/game_events'
import type { Connection } from '#sql/connection'
import type { GameRow } from '#sql/games/games'
import { decideApplication, findApplication } from '#sql/lobby/applications'
import type { ApplicationRow } from '#sql/lobby/applications'

/** An application for a seat of the game; 404 where it is none. */
export async function applicationOf(
  tx: Connection,
  game_id: string,
  application_id: string,
): Promise<ApplicationRow> {
  const application = await findApplication(tx, game_id, application_id)
  if (!application) throw problem('not_found')
  return application
}

/**
 * pending -> approved, with a seat for the applicant; the last free one closes the enrollment. In play it is `seat`, or
 * the first that waits for somebody. Refuses with 409.
 */
export async function approve(
  tx: Connection,
  game: GameRow,
  application: ApplicationRow,
  seat?: number,
): Promise<ApplicationRow> {
  const decided = await decideApplication(tx, application.application_id, 'approved')
  if (!decided) throw illegalTransition(application.status, 'application')
  await refuseAtLimit(tx, decided.user_id, 'seats')
  const seated = await takeSeat(tx, game, decided, seat)
  if (seated === 'illegal_transition') throw illegalTransition(game.status)
  if (seated !== 'seated') throw problem(seated)
  await notifyDecided(tx, [decided], currentOrigin())
  return decided
}

/** pending -> rejected. Refuses with 409. */
export async function reject(tx: Connection, application: ApplicationRow): Promise<ApplicationRow> {
  const rejected = await decideApplication(tx, application.application_id, 'rejected')
  if (!rejected) throw illegalTransition(application.status, 'application')
  await notifyDecided(tx, [rejected], currentOrigin())
  return rejected
}

/** Removes a member from a game whose row is locked. Refuses with 404 where there is none, and with 409. */
export async function removeMember(tx: Connection, game: GameRow, user_id: string): Promise<void> {
  const departed = await departFromGame(tx, game, user_id, 'removed', currentOrigin())
  switch (departed.fact) {
    case 'departed':
      return
    case 'none':
      throw problem('not_found')
    case 'eliminated':
      throw illegalTransition('eliminated', 'member')
    case 'starting':
    case 'over':
      throw illegalTransition(game.status)
  }
}
