// Keeps the lobby's times, each within a minute and most to the moment: an enrollment that ends is locked, or cancelled below
// its minimum, of which its owner is warned once before; a start delay that is over starts the game; invites expire; and who
// deleted an account while a game was starting leaves it now. Idempotent: each game is moved in a transaction of its own,
// under its row's lock, by one legal transition.
import { currentOrigin } from '#shared/log'
import { loop } from '#shared/task'
import type { Connection, Origin } from '#sql/connection'
import { departFromAll, listUndeparted } from '#sql/departures'
import { claimDueGame, listDueGames, listGamesToWarn, nextGameDueIn } from '#sql/game_list'
import { closeEnrollment, findGame, lockGame, noteEnrollmentWarned } from '#sql/games'
import { expireInvites } from '#sql/invites'
import { cancelPlay, startGame } from '#sql/lifecycle'
import { tellEnrollmentEnding } from '#sql/notices'

const INTERVAL_MS = 60_000
const BY = { source: 'scheduler', actor: null } as const

export default loop(
  () => INTERVAL_MS,
  async ({ sql }) => {
    const origin = currentOrigin()
    for (const game_id of await listDueGames(sql)) await sql.begin((tx) => moveOn(tx, game_id, origin))
    for (const game_id of await listGamesToWarn(sql)) await sql.begin((tx) => warn(tx, game_id, origin))
    await expireInvites(sql)
    for (const user_id of await listUndeparted(sql))
      await sql.begin((tx) => departFromAll(tx, user_id, origin))
    return (await nextGameDueIn(sql)) ?? undefined
  },
)

async function moveOn(tx: Connection, game_id: string, origin: Origin): Promise<void> {
  const game = await claimDueGame(tx, game_id)
  if (!game) return
  if (game.members_count < game.min_players) {
    await cancelPlay(tx, game_id, 'Too few players joined in time.', BY, origin)
    return
  }
  if (game.status === 'enrollment_open') {
    await closeEnrollment(tx, game_id)
    return
  }
  const started = await startGame(tx, game, BY, origin)
  if (started === 'version_unavailable')
    await cancelPlay(tx, game_id, 'The engine version is not available.', BY, origin)
}

async function warn(tx: Connection, game_id: string, origin: Origin): Promise<void> {
  await lockGame(tx, game_id)
  const game = await findGame(tx, game_id)
  if (!game?.owner_user_id || !game.enrollment_ends_at || game.members_count >= game.min_players) return
  if (await noteEnrollmentWarned(tx, game_id)) await tellEnrollmentEnding(tx, game, origin)
}
