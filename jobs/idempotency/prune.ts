// Deletes answers under an Idempotency-Key after 24 hours, and windows of the rate limit that are over.
// Idempotent. Nothing depends on it, since both are ignored from then on. Batches make its transactions short.

import { config } from '#shared/config'
import { loop } from '#shared/task'
import { deleteOldAnswers } from '#sql/platform/idempotency'
import { deleteEndedWindows } from '#sql/platform/rate_limits'

const INTERVAL_MS = 3_600_000
const BATCH = 1000

export default loop(
  () => INTERVAL_MS,
  async ({ sql, signal }) => {
    const window_ms = config().BACKEND_RATE_LIMIT_PUBLIC.window_ms
    await inBatches(signal, () => deleteOldAnswers(sql, BATCH))
    await inBatches(signal, () => deleteEndedWindows(sql, window_ms, BATCH))
  },
)

async function inBatches(signal: AbortSignal, prune: () => Promise<number>): Promise<void> {
  while (!signal.aborted && (await prune()) === BATCH);
}
