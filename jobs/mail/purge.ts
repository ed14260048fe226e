// Forgets old mail: a mail that was sent, or never will be, loses its recipient and contents after
// BACKEND_MAIL_RETENTION. The row and its attempts stay, and so do dead letters, which somebody may still
// resend. Idempotent. Batches make its transactions short.

import { config } from '#shared/config'
import { loop } from '#shared/task'
import { forgetOldMail } from '#sql/mail/deliveries'

const INTERVAL_MS = 3_600_000
const BATCH = 1000

export default loop(
  () => INTERVAL_MS,
  async ({ sql, signal }) => {
    const { BACKEND_MAIL_RETENTION } = config()
    while (!signal.aborted && (await forgetOldMail(sql, BACKEND_MAIL_RETENTION, BATCH)) === BATCH);
  },
)
