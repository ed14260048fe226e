// Re-arms turns that are overdue and that nobody works on: their job died, or their worker did. It generates nothing
// itself, and an overdue turn that is armed twice is generated once. Operations whose time is over end here, snapshots
// that are missing are asked for, and those that games need no more are dropped.

import { log } from '#shared/log'
import { timeOutOperations } from '#shared/runtime/outcomes'
import { loop } from '#shared/task'
import { listOverdueTurns } from '#sql/games/turns'
import { armTurn } from '#sql/jobs'
import { armSnapshot, dropOldSnapshots, listWantedSnapshots } from '#sql/runtime/snapshots'

const INTERVAL_MS = 60_000
const MOST_SNAPSHOTS = 200
// A turn that is just due has its own job on the way.
const LATE_MS = 5000

export default loop(
  () => INTERVAL_MS,
  async ({ sql }) => {
    const timed_out = await timeOutOperations(sql)
    if (timed_out > 0) log.warn('operations timed out', { operations: timed_out })
    await dropOldSnapshots(sql)
    for (const game_id of await listWantedSnapshots(sql, MOST_SNAPSHOTS)) await armSnapshot(sql, game_id)
    for (const { due_at, ...turn } of await listOverdueTurns(sql, LATE_MS)) {
      log.warn('overdue turn armed again', turn)
      await armTurn(sql, { ...turn, request_id: null, traceparent: null }, due_at)
    }
  },
)
