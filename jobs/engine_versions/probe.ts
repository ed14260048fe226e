// Probes engine versions: boots an image under the probe's own id, has it play two turns, stores the result,
// and throws the engine away. At least once: a probe whose worker died begins anew under the same id, with
// nothing left of the first. Its result is written once, under its lease, and it stays on the list until
// container and state are gone. The row owns its retries, not the job.

import { DriverError } from '#shared/drivers/driver'
import type { Driver } from '#shared/drivers/driver'
import { errorFields, log } from '#shared/log'
import { probeImage } from '#shared/runtime/image_probe'
import type { Probed } from '#shared/runtime/image_probe'
import { loop } from '#shared/task'
import type { TaskContext } from '#shared/task'
import { inCause } from '#shared/telemetry'
import type { Json } from '#sql/connection'
import { recordProbed } from '#sql/runtime/engine_versions'
import {
  claimProbe,
  failOverdueProbes,
  finishProbe,
  nextProbeDueIn,
  recordThrownAway,
  releaseProbe,
  renewProbe,
} from '#sql/runtime/version_probes'
import type { ClaimedProbe } from '#sql/runtime/version_probes'

const INTERVAL_MS = 60_000
const LEASE_MS = 60_000
const RENEW_MS = 15_000
// A pull alone may take ten minutes.
const LIMIT_MS = 30 * 60_000
const UNSEEN_MS = 5000
const MOST_ATTEMPTS = 3

type Probing = TaskContext & { driver: Driver }

export default loop(
  () => INTERVAL_MS,
  async (context) => {
    const { sql, driver, worker_id, signal } = context
    await failOverdueProbes(sql, LIMIT_MS)
    if (!driver) return undefined
    while (!signal.aborted) {
      const probe = await claimProbe(sql, { worker_id, lease_ms: LEASE_MS })
      if (!probe) break
      await inCause('probe engine version', probe, () => work({ ...context, driver }, probe))
    }
    return (await nextProbeDueIn(sql)) ?? undefined
  },
)

async function work(context: Probing, probe: ClaimedProbe): Promise<void> {
  const { sql, driver, signal } = context
  const renewal = setInterval(() => void renewProbe(sql, probe, LEASE_MS).catch(logLateRenewal), RENEW_MS)
  try {
    await driver.remove(probe.probe_id, 'drop')
    if (probe.outcome === 'running') {
      await storeResult(context, probe, await findOut(context, probe))
      await driver.remove(probe.probe_id, 'drop')
    }
    await recordThrownAway(sql, probe)
  } catch (error) {
    if (!signal.aborted && !(error instanceof DriverError)) throw error
    log.warn('probe put off', { probe_id: probe.probe_id, ...errorFields(error) })
    await releaseProbe(sql, probe, signal.aborted ? 0 : UNSEEN_MS)
  } finally {
    clearInterval(renewal)
  }
}

const logLateRenewal = (error: unknown) => log.warn('a probe lease was not renewed', errorFields(error))

async function findOut({ driver, signal }: Probing, probe: ClaimedProbe): Promise<Probed> {
  if (probe.attempts <= MOST_ATTEMPTS) return probeImage(driver, probe, signal)
  const error_message = 'Whoever tried it ended each time before it did.'
  return { outcome: 'failed', digest: null, error_code: 'probe_interrupted', error_message }
}

async function storeResult({ sql }: Probing, probe: ClaimedProbe, probed: Probed): Promise<void> {
  const { version, image, probe_id } = probe
  const { outcome, digest } = probed
  await sql.begin(async (tx) => {
    if (!(await finishProbe(tx, probe, probed)) || outcome === 'failed') return
    await recordProbed(tx, { version, image, digest, manifest: probed.manifest as Json })
  })
  log.info('engine version probed', { version, probe_id, outcome })
}
