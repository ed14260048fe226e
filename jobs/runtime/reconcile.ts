// Brings engines from what they are to what they should be: one step for each record that is due, along the same path
// whether a call, an exit or the clock asked for it (R-RUN-2). At least once: each step may be repeated, and a finding
// is written only under the lease it was made under. A failing step owns its next look; the job never retries.
import { config } from '#shared/config'
import { DriverError } from '#shared/driver'
import type { Driver, ObservedEngine } from '#shared/driver'
import { fewAtOnce } from '#shared/few_at_once'
import { errorFields, log } from '#shared/log'
import { meterReconcile } from '#shared/metrics'
import { reconcile } from '#shared/reconciler'
import { engineOfEach } from '#shared/runtime_plan'
import { loop } from '#shared/task'
import type { TaskContext } from '#shared/task'
import type { Pool } from '#sql/connection'
import { armLoop } from '#sql/jobs'
import { rearmTurn } from '#sql/lifecycle'
import { claimDueRuntimes, nextRuntimeDueIn, recordFinding } from '#sql/runtime'
import type { ClaimedRuntime, Finding } from '#sql/runtime'

const LEASE_MS = 120_000
const MOST = 200
const AT_ONCE = 8
const PROBE_MS = 5000
const NO_ORIGIN = { request_id: null, traceparent: null }

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
      await lookAt({ ...context, driver }, records)
    }
    return (await nextRuntimeDueIn(sql)) ?? undefined
  },
)

/** One list serves them all; their looks go on a few at once. */
async function lookAt(
  { sql, driver }: TaskContext & { driver: Driver },
  records: ClaimedRuntime[],
): Promise<void> {
  const engines = await listEngines(driver, records)
  const few = fewAtOnce({ running: AT_ONCE, waiting: MOST })
  await Promise.all(
    records.map((record) =>
      few(async () => {
        const begun = performance.now()
        const finding = await findOut({ sql, driver }, record, engines)
        meterReconcile(finding.status, performance.now() - begun)
        await sql.begin(async (tx) => {
          const written = await recordFinding(tx, record, finding)
          if (!written || finding.status !== 'ready') return
          await rearmTurn(tx, record.game_id, NO_ORIGIN)
          if (record.status !== 'ready') await armLoop(tx, 'runtime/probe', PROBE_MS)
        })
      }),
    ),
  )
}

async function listEngines(
  driver: Driver,
  records: ClaimedRuntime[],
): Promise<Map<string, ObservedEngine> | null> {
  try {
    return engineOfEach(await driver.list(), records)
  } catch (error) {
    if (!(error instanceof DriverError)) throw error
    log.warn('engines out of sight', errorFields(error))
    return null
  }
}

async function findOut(
  work: { sql: Pool; driver: Driver },
  record: ClaimedRuntime,
  engines: Map<string, ObservedEngine> | null,
): Promise<Finding> {
  try {
    return await reconcile(work, record, engines)
  } catch (error) {
    log.error('reconcile failed', { game_id: record.game_id, ...errorFields(error) })
    return { status: record.status, next_look_ms: 5000, last_error: 'the reconciler failed; see its log' }
  }
}
