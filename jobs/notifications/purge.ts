// Deletes notifications that are older than BACKEND_NOTIFICATION_RETENTION, read or not, with their routes.
// One with an open route stays. Mails that came of them stay too, as `mail/purge` leaves them. Idempotent.
// Batches make its transactions short.

import { config } from '#shared/config'
import { loop } from '#shared/task'
import { deleteOldNotifications } from '#sql/notifications/routes'

const INTERVAL_MS = 3_600_000
const BATCH = 1000

export default loop(
  () => INTERVAL_MS,
  async ({ sql, signal }) => {
    const kept_ms = config().BACKEND_NOTIFICATION_RETENTION
    while (!signal.aborted && (await deleteOldNotifications(sql, kept_ms, BATCH)) === BATCH);
  },
)
