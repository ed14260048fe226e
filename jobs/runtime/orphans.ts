// Finds engines of this instance that no record knows, which cost memory and play nothing (R-RUN-2). The first
// list that has them only records them, because the list may be older than a record. The second stops them,
// and after a day they are removed. The state of a game is dropped where its engine was removed with it on
// purpose. It stays where no record knows it, because a database restored from a backup may have forgotten a
// game. Each step may be repeated, and a list that fails ends nothing. The list is recorded, for processes
// without a driver.

import { config } from '#shared/config'
import { DriverError } from '#shared/drivers/driver'
import type { Driver, ObservedEngine } from '#shared/drivers/driver'
import { errorFields, log } from '#shared/log'
import { orphansOf } from '#shared/runtime/plan'
import { loop } from '#shared/task'
import type { Pool } from '#sql/connection'
import { recordObservedContainers } from '#sql/runtime/observed_containers'
import {
  listRecordsOf,
  lockRemovedRecord,
  markOrphanGone,
  markOrphanStopped,
  recordOrphans,
} from '#sql/runtime/orphans'
import type { OrphanRow } from '#sql/runtime/orphans'

const CHECK_AGAIN_MS = 10_000
const REMOVE_AFTER_MS = 24 * 3_600_000

export default loop(
  () => config().BACKEND_RUNTIME_RECONCILE_INTERVAL,
  async ({ sql, driver }) => {
    if (!driver) return undefined
    try {
      return await endOrphans(sql, driver)
    } catch (error) {
      if (!(error instanceof DriverError)) throw error
      log.warn('orphans cannot be observed', errorFields(error))
      return undefined
    }
  },
)

async function endOrphans(sql: Pool, driver: Driver): Promise<number | undefined> {
  const engines = await driver.list()
  const records = await listRecordsOf(
    sql,
    engines.map(({ game_id }) => game_id),
  )
  const found = orphansOf(engines, records)
  const states = new Map(engines.map(({ container_id, state }) => [container_id, state]))
  const orphans = await sql.begin(async (tx) => {
    await recordObservedContainers(tx, engines)
    return recordOrphans(tx, found)
  })
  const fresh = orphans.filter(({ age_ms }) => age_ms === 0)
  for (const { container_id, game_id, reason } of fresh)
    log.warn('orphaned engine found', { container_id, game_id, reason })
  for (const orphan of orphans.filter(({ age_ms }) => age_ms > 0))
    await endOrphan(sql, driver, orphan, states.get(orphan.container_id))
  await dropStates(sql, driver, new Set(engines.map(({ game_id }) => game_id)))
  return fresh.length > 0 ? CHECK_AGAIN_MS : undefined
}

/**
 * Drops states that a removal left behind, as where a container that was seen later held the volume. It drops
 * none that an engine uses.
 */
async function dropStates(sql: Pool, driver: Driver, with_engine: Set<string>): Promise<void> {
  const stored = (await driver.storedStates()).filter((game_id) => !with_engine.has(game_id))
  const records = await listRecordsOf(sql, stored)
  for (const { game_id } of records.filter(({ status }) => status === 'removed')) {
    // Under its lock nobody can request the engine anew meanwhile.
    await sql.begin(async (tx) => {
      if (!(await lockRemovedRecord(tx, game_id))) return
      await driver.remove(game_id, 'drop')
      log.info('state of a removed engine dropped', { game_id })
    })
  }
}

async function endOrphan(
  sql: Pool,
  driver: Driver,
  orphan: OrphanRow,
  state: ObservedEngine['state'] | undefined,
): Promise<void> {
  const { container_id, game_id, reason } = orphan
  const remove = orphan.age_ms >= REMOVE_AFTER_MS
  if (!remove && state !== 'running') return
  const done = await driver.endContainer(container_id, remove ? 'remove' : 'stop')
  if (!done) return log.warn('orphan left alone: it is no engine of ours', { container_id, game_id })
  log.warn(remove ? 'orphaned engine removed' : 'orphaned engine stopped', { container_id, game_id, reason })
  if (remove) await markOrphanGone(sql, container_id)
  else await markOrphanStopped(sql, container_id)
}
