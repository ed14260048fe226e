// Keeps the lobby's times, each within a minute and most to the moment: an enrollment that ends is locked, or cancelled
// below its minimum, of which its owner is warned once before; a start delay that is over starts the game, or fails to
// where its engine version is blocked; invites expire; and who deleted an account while a game was starting leaves it
// now. Idempotent: each game is moved in a transaction of its own, under its row's lock, by one legal transition.

import { cancelGame, failStart, startGame } from '#shared/games/lifecycle'
import { departFromAll } from '#shared/lobby/departures'
import { currentOrigin } from '#shared/log'
import { notifyEnrollmentEnding } from '#shared/notifications/game_events'
import { loop } from '#shared/task'
import type { Connection, Origin } from '#sql/connection'
import { beginStart, closeEnrollment, findGame, lockGame, noteEnrollmentWarned } from '#sql/games/games'
import type { GameRow } from '#sql/games/games'
import { claimDueGame, listDueGames, listGamesToWarn, nextGameDueIn } from '#sql/games/list'
import { listUndeparted } from '#sql/lobby/departures'
import { expireInvites } from '#sql/lobby/invites'
import { beginOperation } from '#sql/runtime/operations'

const INTERVAL_MS = 60_000
const BY = { source: 'scheduler', actor: null } as const

export default loop(
  () => INTERVAL_MS,
  async ({ sql }) => {
    const origin = currentOrigin()
    for (const game_id of await listDueGames(sql)) await sql.begin((tx) => advanceLobby(tx, game_id, origin))
    for (const game_id of await listGamesToWarn(sql)) await sql.begin((tx) => warn(tx, game_id, origin))
    await expireInvites(sql)
    for (const user_id of await listUndeparted(sql))
      await sql.begin((tx) => departFromAll(tx, user_id, origin))
    return (await nextGameDueIn(sql)) ?? undefined
  },
)

async function advanceLobby(tx: Connection, game_id: string, origin: Origin): Promise<void> {
  const game = await claimDueGame(tx, game_id)
  if (!game) return
  if (game.members_count < game.min_players) {
    await cancelGame(tx, game_id, 'Too few players joined in time.', BY, origin)
    return
  }
  if (game.status === 'enrollment_open') {
    await closeEnrollment(tx, game_id)
    return
  }
  const started = await startGame(tx, game, BY, origin)
  if (started === 'version_unavailable') await refuseToStart(tx, game, origin)
}

/**
 * ready_to_start -> starting -> start_failed: whoever blocks a version may lift that, and
 * then the start can be tried again.
 */
async function refuseToStart(
  tx: Connection,
  { game_id, engine_version }: GameRow,
  origin: Origin,
): Promise<void> {
  const error_message = `The engine version ${engine_version} is not to be started at the moment.`
  await beginStart(tx, game_id, 'ready_to_start')
  await beginOperation(tx, { game_id, operation: 'start', image_to: null, ...BY }, origin)
  await failStart(tx, game_id, { outcome: 'failed', error_code: 'version_unavailable', error_message })
}

async function warn(tx: Connection, game_id: string, origin: Origin): Promise<void> {
  await lockGame(tx, game_id)
  const game = await findGame(tx, game_id)
  if (!game?.owner_user_id || !game.enrollment_ends_at || game.members_count >= game.min_players) return
  if (await noteEnrollmentWarned(tx, game_id)) await notifyEnrollmentEnding(tx, game, origin)
}
