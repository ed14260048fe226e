// Frees the jobs and leases of dead workers: Graphile Worker itself would lock their jobs for four hours. A
// worker is dead when its heartbeat is silent for 30 s. Idempotent. A worker that was only slow is fenced out
// of its claims by their tokens.

import { log } from '#shared/log'
import { loop } from '#shared/task'
import { deleteDeadWorkers, listSilentWorkers } from '#sql/platform/workers'

const INTERVAL_MS = 30_000
const SILENT_MS = 30_000

export default loop(
  () => INTERVAL_MS,
  async ({ sql }) => {
    const silent = await listSilentWorkers(sql, SILENT_MS)
    if (silent.length === 0) return
    log.warn('dead workers found', { workers: silent.map(({ worker_id }) => worker_id) })
    await sql.begin((tx) =>
      deleteDeadWorkers(
        tx,
        silent.map(({ worker_id }) => worker_id),
      ),
    )
  },
)
