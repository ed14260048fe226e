// Containers as the driver's last whole list had them, on the wire.

import * as v from 'valibot'
import { specHash } from '#shared/drivers/driver'
import { engineTokenOf } from '#shared/engine/address'
import type { ObservedContainerRow } from '#sql/runtime/observed_containers'

/** A container that was listed. `drifted` where it is not what would be created now. */
export const Sighting = v.object({
  container_id: v.string(),
  state: v.picklist(['created', 'running', 'exited']),
  drifted: v.boolean(),
  since: v.string(),
})

/** An observed container as it is answered, or null where the list had no container for the game. */
export function observedContainerAnswer(
  row: ObservedContainerRow | undefined,
): v.InferInput<typeof Sighting> | null {
  if (!row?.container_id || !row.state || !row.since) return null
  const { game_id, desired_version: engine_version, desired_image: image } = row
  const token = engineTokenOf(game_id)
  const wanted = specHash({ game_id, engine_version, image, token })
  const { container_id, state, since } = row
  return { container_id, state, drifted: row.spec_hash !== wanted, since: since.toISOString() }
}
