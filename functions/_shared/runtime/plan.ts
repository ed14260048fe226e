// The reconciler's decision, as a pure function: the one step from what is observed towards what should be.

import type { ObservedEngine } from '#shared/drivers/driver'
import type { OrphanReason } from '#sql/runtime/orphans'
import type { ClaimedRuntime, RuntimeRow } from '#sql/runtime/records'

/**
 * `start`: create or start the engine. `check`: it runs, so find out whether it is ready. `crashed`: it ended
 * and nobody asked for that. `missing`: it was there and is not in the list, which the next pass must confirm.
 * `stop`, `remove`: bring it there. `rest`: it is as it should be, or a person must decide.
 */
export type ReconcileStep = 'start' | 'check' | 'crashed' | 'missing' | 'stop' | 'remove' | 'rest'

/** How long an engine may be unhealthy before it is ended, unless it is generating. */
export const UNHEALTHY_LIMIT_MS = 60_000

// How many whole lists in a row must be without an engine that was there.
const SIGHTINGS = 2

/** The step for one record. `engine` is null where the driver knows none for the game. */
export function planStep(
  record: Pick<RuntimeRow, 'desired_status' | 'status' | 'container_id' | 'unseen'> & {
    restart_of?: string | null
    desired_image?: string
    desired_version?: string
  },
  engine: ObservedEngine | null,
): ReconcileStep {
  if (record.desired_status === 'removed') return record.status === 'removed' ? 'rest' : 'remove'
  if (record.desired_status === 'stopped')
    return engine?.state === 'running' || record.status !== 'stopped' ? 'stop' : 'rest'
  if (record.status === 'crash_loop') return 'rest'
  if (engine === null && wasThere(record) && record.unseen + 1 < SIGHTINGS) return 'missing'
  if (engine === null || engine.state === 'created') return 'start'
  if (engine.state === 'running')
    return engine.container_id === record.restart_of || isOther(engine, record) ? 'stop' : 'check'
  return exitWasExpected(record.status) ? 'start' : 'crashed'
}

// Left behind by a patch that was stopped or superseded on its way.
const isOther = (
  engine: ObservedEngine,
  { desired_image, desired_version }: { desired_image?: string; desired_version?: string },
): boolean =>
  (desired_image !== undefined && engine.image !== desired_image) ||
  (desired_version !== undefined && engine.engine_version !== desired_version)

const wasThere = ({ status, container_id }: Pick<RuntimeRow, 'status' | 'container_id'>): boolean =>
  container_id !== null && !exitWasExpected(status)

/**
 * Whether a pass by the clock finds an engine as the last whole check left it. Nobody wants anything of it,
 * nothing has happened to it, and its container is the same at the same place. Meanwhile its probes say
 * whether it answers.
 */
export const isUnchanged = (record: ClaimedRuntime, engine: ObservedEngine | undefined): boolean =>
  record.is_planned &&
  record.status === 'ready' &&
  record.desired_status === 'running' &&
  record.restarts === 0 &&
  record.probe_misses === 0 &&
  record.unseen === 0 &&
  record.last_error === null &&
  record.restart_of === null &&
  record.patch_id === null &&
  !record.log_wanted &&
  engine?.state === 'running' &&
  engine.endpoint !== null &&
  engine.container_id === record.container_id &&
  engine.endpoint === record.endpoint

/**
 * Whether an engine that runs without answering is to be ended, which counts as an exit: it has been unhealthy for a
 * minute, or it has been booting for `boot_limit_ms`.
 */
export const isStuck = (
  record: Pick<RuntimeRow, 'status' | 'status_age_ms'>,
  boot_limit_ms: number,
): boolean =>
  (record.status === 'unhealthy' && record.status_age_ms >= UNHEALTHY_LIMIT_MS) ||
  (record.status === 'booting' && record.status_age_ms >= boot_limit_ms)

/** One engine for each game: the recorded container, else the first that is listed. */
export function engineOfEach(
  engines: ObservedEngine[],
  records: readonly Pick<RuntimeRow, 'game_id' | 'container_id'>[],
): Map<string, ObservedEngine> {
  const recorded = new Map(records.map(({ game_id, container_id }) => [game_id, container_id]))
  const chosen = new Map<string, ObservedEngine>()
  for (const engine of engines) {
    const isRecorded = recorded.get(engine.game_id) === engine.container_id
    if (isRecorded || !chosen.has(engine.game_id)) chosen.set(engine.game_id, engine)
  }
  return chosen
}

export type Orphan = Pick<ObservedEngine, 'container_id' | 'game_id' | 'image'> & { reason: OrphanReason }

/**
 * The engines that no record knows: their game has none, or a removed one, or another container is its engine.
 * `records` must be read after the list, as a record comes before its container.
 */
export function orphansOf(
  engines: ObservedEngine[],
  records: readonly Pick<RuntimeRow, 'game_id' | 'container_id' | 'status'>[],
): Orphan[] {
  const known = new Map(records.map((record) => [record.game_id, record]))
  const chosen = engineOfEach(engines, records)
  return engines.flatMap(({ container_id, game_id, image }) => {
    const record = known.get(game_id)
    const surplus = chosen.get(game_id)?.container_id !== container_id
    const reason = !record ? 'no_record' : record.status === 'removed' ? 'removed_record' : 'surplus'
    return reason !== 'surplus' || surplus ? [{ container_id, game_id, image, reason }] : []
  })
}

// After these an exited engine is no news: it was stopped on purpose, or its crash is written down and waited out.
const exitWasExpected = (status: RuntimeRow['status']): boolean =>
  status === 'absent' || status === 'stopped' || status === 'stopping' || status === 'backoff'

/** Whether an engine's crashes are too many to start it again: 5 in half an hour, or 2 on the turn that is due. */
export const isCrashLoop = (crashes: { recent: number; same_turn: number }): boolean =>
  crashes.recent >= 5 || crashes.same_turn >= 2
