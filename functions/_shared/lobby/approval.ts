// Decides applications and removes members, for an owner, an admin, or a game that has no owner.

import { problem } from '#shared/errors'
import { illegalTransition } from '#shared/games/access'
import { refuseAtLimit } from '#shared/games/limits'
import { departFromGame } from '#shared/lobby/departures'
import { takeSeat } from '#shared/lobby/seating'
import { notifyDecided } from '#shared/notifications/game_events'
import type { Connection, Origin } from '#sql/connection'
import type { GameRow } from '#sql/games/games'
import { decideApplication, findApplication } from '#sql/lobby/applications'
import type { ApplicationRow } from '#sql/lobby/applications'

/** An application for a seat of the game. Throws 404 where it is none. */
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
 * pending -> approved, with a seat for the applicant. The last free seat closes the enrollment. In play it is
 * `seat`, or the first seat that waits for a substitute. Refuses with 409.
 */
export async function approveApplication(
  tx: Connection,
  game: GameRow,
  application: ApplicationRow,
  seat: number | undefined,
  origin: Origin,
): Promise<ApplicationRow> {
  const decided = await decideApplication(tx, application.application_id, 'approved')
  if (!decided) throw illegalTransition(application.status, 'application')
  await refuseAtLimit(tx, decided.user_id, 'seats')
  const seated = await takeSeat(tx, game, decided, seat)
  if (seated === 'illegal_transition') throw illegalTransition(game.status)
  if (seated !== 'seated') throw problem(seated)
  await notifyDecided(tx, [decided], origin)
  return decided
}

/** pending -> rejected. Refuses with 409. */
export async function rejectApplication(
  tx: Connection,
  application: ApplicationRow,
  origin: Origin,
): Promise<ApplicationRow> {
  const rejected = await decideApplication(tx, application.application_id, 'rejected')
  if (!rejected) throw illegalTransition(application.status, 'application')
  await notifyDecided(tx, [rejected], origin)
  return rejected
}

/** Removes a member from a game whose row is locked. Refuses with 404 where there is none, and with 409. */
export async function removeMember(
  tx: Connection,
  game: GameRow,
  user_id: string,
  origin: Origin,
): Promise<void> {
  const departed = await departFromGame(tx, game, user_id, 'removed', origin)
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
