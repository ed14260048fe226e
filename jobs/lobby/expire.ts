// Ends enrollments at their time: below the minimum the game is cancelled, else its start delay begins; and starts games
// whose delay is over; then it waits for the next of them. Idempotent: a game is moved under its row's lock, by one legal
// transition.
import { currentScope } from '#shared/log'
import { loop } from '#shared/task'
import type { Connection } from '#sql/connection'
import { claimDueGames, nextGameDueIn } from '#sql/game_list'
import { cancelGame, closeEnrollment } from '#sql/games'
import type { GameRow } from '#sql/games'
import { startGame } from '#sql/lifecycle'

const INTERVAL_MS = 60_000

export default loop(
  () => INTERVAL_MS,
  async ({ sql }) => {
    await sql.begin(async (tx) => {
      for (const game of await claimDueGames(tx)) await moveOn(tx, game)
    })
    return (await nextGameDueIn(sql)) ?? undefined
  },
)

async function moveOn(tx: Connection, game: GameRow): Promise<void> {
  const enough = game.members_count >= game.min_players
  if (!enough) {
    await cancelGame(tx, game.game_id, 'Too few players joined in time.')
    return
  }
  if (game.status === 'enrollment_open') {
    await closeEnrollment(tx, game.game_id)
    return
  }
  const origin = { request_id: currentScope()?.request_id ?? null, traceparent: null }
  const started = await startGame(tx, game, { source: 'scheduler', actor: null }, origin)
  if (started === 'version_unavailable')
    await cancelGame(tx, game.game_id, 'The engine version is not available.')
}
