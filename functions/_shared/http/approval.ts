// What an approval does, whoever gives it: an owner, or a game that has none.
import { problem } from '#shared/errors'
import { illegalTransition } from '#shared/http/games'
import { refuseAtLimit } from '#shared/http/limits'
import { decideApplication } from '#sql/applications'
import type { ApplicationRow } from '#sql/applications'
import type { Connection } from '#sql/connection'
import type { GameRow } from '#sql/games'
import { takeSeat } from '#sql/lobby'

/** pending -> approved, with a seat for the applicant; the last free one closes the enrollment. Refuses with 409. */
export async function approve(
  tx: Connection,
  game: GameRow,
  application: ApplicationRow,
): Promise<ApplicationRow> {
  const decided = await decideApplication(tx, application.application_id, 'approved')
  if (!decided) throw illegalTransition(application.status, 'application')
  await refuseAtLimit(tx, decided.user_id, 'seats')
  const seated = await takeSeat(tx, game, decided)
  if (seated === 'illegal_transition') throw illegalTransition(game.status)
  if (seated !== 'seated') throw problem(seated)
  return decided
}
