// Reminds those who owe orders for a turn that ends soon, a day before and in its last fifth. Idempotent: the
// key of the notification reminds each player once a stage, and a new turn makes older reminders stale.

import { remindOwing } from '#shared/games/reminders'
import { currentOrigin } from '#shared/log'
import { loop } from '#shared/task'
import { lockGame } from '#sql/games/games'
import { listGamesToRemind } from '#sql/games/reminders'

const INTERVAL_MS = 60_000

export default loop(
  () => INTERVAL_MS,
  async ({ sql, signal }) => {
    const origin = currentOrigin()
    for (const game_id of await listGamesToRemind(sql)) {
      if (signal.aborted) return
      await sql.begin(async (tx) => {
        await lockGame(tx, game_id)
        await remindOwing(tx, game_id, origin)
      })
    }
  },
)
