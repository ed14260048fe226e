// Stores the output of engines in their records, so that every process can answer it, also when the container
// is gone.

import { DriverError } from '#shared/drivers/driver'
import type { Driver } from '#shared/drivers/driver'
import { errorFields, log } from '#shared/log'
import type { Pool } from '#sql/connection'
import { storeLog } from '#sql/runtime/list'
import type { ClaimedRuntime, Finding } from '#sql/runtime/records'

const LOG_BYTES = 64 * 1024

/** Stores the last 64 KiB of an engine where somebody wants to read them, and where it was just stopped. */
export async function storeRequestedLog(
  { sql, driver }: { sql: Pool; driver: Driver },
  record: ClaimedRuntime,
  finding: Finding,
): Promise<void> {
  const ended = finding.status === 'stopped' && record.status !== 'stopped'
  if (!ended && (!record.log_wanted || finding.status === 'unknown')) return
  try {
    const text = await driver.logs(record.game_id, LOG_BYTES)
    if (text !== '' || !ended) await storeLog(sql, record.game_id, text)
  } catch (error) {
    if (!(error instanceof DriverError)) throw error
    log.warn('an engine log was not read', { game_id: record.game_id, ...errorFields(error) })
  }
}
