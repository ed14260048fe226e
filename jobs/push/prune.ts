// Deletes push events that are older than BACKEND_PUSH_RETENTION, and records that they are gone: a subscriber
// whose position is older gets a reset. Idempotent. Nothing depends on it, since a new subscription goes by
// the events' age. Batches make its transactions short.

import { config } from '#shared/config'
import { loop } from '#shared/task'
import { deleteOldPushEvents } from '#sql/notifications/push_events'

const INTERVAL_MS = 3_600_000
const BATCH = 1000

export default loop(
  () => INTERVAL_MS,
  async ({ sql, signal }) => {
    const retention_ms = config().BACKEND_PUSH_RETENTION
    while (!signal.aborted && (await deleteOldPushEvents(sql, retention_ms, BATCH)) === BATCH);
  },
)
