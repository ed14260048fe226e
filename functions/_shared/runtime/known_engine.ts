// An engine as a process without a driver knows it: from the last whole list, or from the record alone.

import type { ObservedEngine } from '#shared/drivers/driver'
import type { RuntimeListRow } from '#sql/runtime/list'
import type { ObservedContainerRow } from '#sql/runtime/observed_containers'

const UNKNOWN = { oom_killed: false, engine_version: '', spec_hash: '', endpoint: null, exit_code: null }

/** The engine of a record as the driver's last whole list had it; null where the list had none. */
export const listedEngine = (
  { image }: RuntimeListRow,
  { game_id, container_id, state }: ObservedContainerRow,
): ObservedEngine | null =>
  container_id && state ? { ...UNKNOWN, game_id, container_id, state, image, started_at: null } : null

const GONE: readonly RuntimeListRow['status'][] = ['absent', 'pulling', 'creating', 'removed']
const ENDED: readonly RuntimeListRow['status'][] = ['exited', 'backoff', 'crash_loop', 'stopped']

/** The engine as its record alone knows it; null where the record has none. */
export function recordedEngine({
  game_id,
  container_id,
  image,
  status,
}: RuntimeListRow): ObservedEngine | null {
  if (container_id === null || GONE.includes(status)) return null
  const state = ENDED.includes(status) ? ('exited' as const) : ('running' as const)
  return { ...UNKNOWN, game_id, container_id, image, state, started_at: null }
}
