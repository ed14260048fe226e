// Asks every running engine whether it is ready, to notice one that hangs though its container runs: unhealthy
// after 3 missed probes 5 s apart, ready again after 2 good ones. It ends nothing: the reconciler ends an
// engine that stays unhealthy. A probe may be repeated: misses that come too close to one another count once.

import { config } from '#shared/config'
import { engineAddress } from '#shared/engine/address'
import { isAlive } from '#shared/engine/readiness_probe'
import { rearmTurn } from '#shared/games/clock'
import { log } from '#shared/log'
import { UNHEALTHY_LIMIT_MS } from '#shared/runtime/plan'
import { loop } from '#shared/task'
import { wake } from '#sql/jobs'
import { countProbes, listProbed } from '#sql/runtime/probes'
import type { ProbedRuntime } from '#sql/runtime/probes'

const INTERVAL_MS = 5000
// The job comes a little early or late. A run that was woken in between must not count twice.
const APART_MS = 4000
const NO_ORIGIN = { request_id: null, traceparent: null }

export default loop(
  () => config().BACKEND_RUNTIME_RECONCILE_INTERVAL,
  async ({ sql, driver }) => {
    if (!driver) return
    const engines = await listProbed(sql)
    if (engines.length === 0) return
    const probes = await Promise.all(engines.map(probe))
    const missed = probes.filter(({ answered }) => !answered)
    if (missed.length > 0) log.warn('engines missed a probe', { games: missed.map(({ game_id }) => game_id) })
    await sql.begin(async (tx) => {
      const limits = { apart_ms: APART_MS, kill_after_ms: UNHEALTHY_LIMIT_MS }
      for (const game_id of await countProbes(tx, probes, limits)) await rearmTurn(tx, game_id, NO_ORIGIN)
      if (missed.length > 0) await wake(tx, 'runtime/reconcile')
    })
    return INTERVAL_MS
  },
)

async function probe({ game_id, container_id, endpoint }: ProbedRuntime) {
  return { game_id, container_id, answered: await isAlive(engineAddress(game_id, endpoint)) }
}
