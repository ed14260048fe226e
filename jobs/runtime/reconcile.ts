// Brings engines from what they are to what they should be: one step for each record that is due, along the
// same path for a call, an exit and the clock (R-RUN-2). At least once: each step may be repeated, and a
// finding is written only under the lease it was made under. A failing step sets the time of its next pass
// itself, so the job never retries.

import { concurrencyLimiter } from '#shared/concurrency/limiter'
import { config } from '#shared/config'
import { DriverError } from '#shared/drivers/driver'
import type { Driver, ObservedEngine } from '#shared/drivers/driver'
import { errorFields, log } from '#shared/log'
import { meterReconcile } from '#shared/metrics'
import type { EngineContext } from '#shared/runtime/crashes'
import { storeRequestedLog } from '#shared/runtime/logs'
import { applyFinding } from '#shared/runtime/outcomes'
import { engineOfEach, isUnchanged } from '#shared/runtime/plan'
import { reconcile } from '#shared/runtime/reconciler'
import { loop } from '#shared/task'
import type { TaskContext } from '#shared/task'
import { inCause } from '#shared/telemetry'
import { claimDueRuntimes, nextRuntimeDueIn, renewLease } from '#sql/runtime/records'
import type { ClaimedRuntime, Finding } from '#sql/runtime/records'
import { recordUnchanged } from '#sql/runtime/unchanged'

const LEASE_MS = 120_000
const RENEW_MS = 30_000
const PATIENCE_MS = 3000
const MOST = 200
const AT_ONCE = 8

type Reconciling = TaskContext & { driver: Driver }

export default loop(
  () => config().BACKEND_RUNTIME_RECONCILE_INTERVAL,
  async (context) => {
    const { sql, driver, worker_id, signal } = context
    if (!driver) return
    while (!signal.aborted) {
      const claim = {
        worker_id,
        lease_ms: LEASE_MS,
        limit: MOST,
        early_ms: config().BACKEND_RUNTIME_RECONCILE_INTERVAL / 2,
      }
      const records = await claimDueRuntimes(sql, claim)
      if (records.length === 0) break
      await reconcileAll({ ...context, driver }, records)
    }
    return (await nextRuntimeDueIn(sql)) ?? undefined
  },
)

/**
 * One list serves all records, and is the only cost of unchanged engines. The passes over others go on a few
 * at once. A step that takes long, as the pull of an image does, goes on by itself under its lease, so that no
 * engine waits for another one's image.
 */
async function reconcileAll(context: Reconciling, records: ClaimedRuntime[]): Promise<void> {
  const engines = await listEngines(context.driver, records)
  const unchanged = records.filter((record) => isUnchanged(record, engines?.get(record.game_id)))
  if (unchanged.length > 0)
    await recordUnchanged(context.sql, unchanged, config().BACKEND_RUNTIME_RECONCILE_INTERVAL)
  const changed = records.filter((record) => !unchanged.includes(record))
  const few = concurrencyLimiter({ running: AT_ONCE, waiting: MOST })
  const patience = AbortSignal.timeout(PATIENCE_MS)
  const passes = Promise.all(
    changed.map((record) => few(() => reconcileOne(context, record, engines, patience))),
  )
  const late = Promise.withResolvers<void>()
  patience.addEventListener('abort', () => late.resolve())
  await Promise.race([passes, late.promise])
  if (patience.aborted)
    passes.catch((error: unknown) => log.error('a reconcile pass that took long failed', errorFields(error)))
}

async function reconcileOne(
  { sql, driver }: Reconciling,
  record: ClaimedRuntime,
  engines: Map<string, ObservedEngine> | null,
  patience: AbortSignal,
): Promise<void> {
  // It may have waited for others until its lease was over. Then another worker has made the pass, or will.
  if (patience.aborted && !(await renewLease(sql, record, LEASE_MS))) return
  const renewal = setInterval(() => void renewLease(sql, record, LEASE_MS).catch(logLateRenewal), RENEW_MS)
  const begun = performance.now()
  await inCause('reconcile engine', record, async () => {
    const finding = await findingOf({ sql, driver }, record, engines).finally(() => clearInterval(renewal))
    meterReconcile(finding.status, performance.now() - begun)
    await storeRequestedLog({ sql, driver }, record, finding)
    await applyFinding(sql, record, finding, patience.aborted)
  })
}

const logLateRenewal = (error: unknown) => log.warn('an engine lease was not renewed', errorFields(error))

async function listEngines(
  driver: Driver,
  records: ClaimedRuntime[],
): Promise<Map<string, ObservedEngine> | null> {
  try {
    return engineOfEach(await driver.list(), records)
  } catch (error) {
    if (!(error instanceof DriverError)) throw error
    log.warn('engines cannot be observed', errorFields(error))
    return null
  }
}

async function findingOf(
  context: EngineContext,
  record: ClaimedRuntime,
  engines: Map<string, ObservedEngine> | null,
): Promise<Finding> {
  try {
    return await reconcile(context, record, engines)
  } catch (error) {
    log.error('reconcile failed', { game_id: record.game_id, ...errorFields(error) })
    return { status: record.status, next_check_ms: 5000, last_error: 'the reconciler failed; see its log' }
  }
}
