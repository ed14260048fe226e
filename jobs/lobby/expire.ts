// Moves the lobby on at its times, within a minute and mostly to the moment. An enrollment that ends is
// locked, or cancelled below its minimum, and its owner is warned once before. A start delay that is over
// starts the game, or fails where its engine version is blocked. Invites expire. A player who deleted an
// account while a game was starting leaves the game now. Idempotent: each game is moved in a transaction of
// its own, under its row's lock, by one legal transition.

import { cancelGame, failBlockedStart, startGame } from '#shared/games/lifecycle'
import { departFromAll } from '#shared/lobby/departures'
import { currentOrigin } from '#shared/log'
import { notifyEnrollmentEnding } from '#shared/notifications/game_events'
import { loop } from '#shared/task'
import type { Connection, Origin } from '#sql/connection'
import { lockEnrollment, findGame, lockGame, recordEnrollmentWarned } from '#sql/games/games'
import { claimDueGame, listDueGames, listGamesToWarn, nextGameDueIn } from '#sql/games/list'
import { listUndeparted } from '#sql/lobby/departures'
import { expireInvites } from '#sql/lobby/invites'

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
    await lockEnrollment(tx, game_id)
    return
  }
  const started = await startGame(tx, game, BY, origin)
  if (started === 'version_unavailable') await failBlockedStart(tx, game, BY, origin)
}

async function warn(tx: Connection, game_id: string, origin: Origin): Promise<void> {
  await lockGame(tx, game_id)
  const game = await findGame(tx, game_id)
  if (!game?.owner_user_id || !game.enrollment_ends_at || game.members_count >= game.min_players) return
  if (await recordEnrollmentWarned(tx, game_id)) await notifyEnrollmentEnding(tx, game, origin)
}
