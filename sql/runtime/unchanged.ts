// Looks at engines that are as they were: the leases of many are given back in one statement, and nothing else changes.

import type { Connection } from '#sql/connection'
import type { ClaimedRuntime } from '#sql/runtime/records'

// One planned look in so many is a whole one, so that what a list cannot show is seen as well.
const WHOLE_IN = 10

/** Gives back the leases of engines that a list has shown unchanged. Whoever asked for a look meanwhile gets it. */
export async function keepSteady(
  sql: Connection,
  runtimes: Pick<ClaimedRuntime, 'game_id' | 'lease_token'>[],
  next_check_ms: number,
): Promise<void> {
  await sql`
    update backend.runtime_records r set
      next_reconcile_at = case when next_reconcile_at > now()
        then now() + ${next_check_ms} * interval '1 millisecond' else next_reconcile_at end,
      planned_look_at = case when random() * ${WHOLE_IN} >= 1
        then now() + ${next_check_ms} * interval '1 millisecond' end,
      lease_token = null, leased_by = null, lease_until = null
    from unnest(${runtimes.map((r) => r.game_id)}::uuid[], ${runtimes.map((r) => r.lease_token)}::uuid[])
      as steady (game_id, lease_token)
    where r.game_id = steady.game_id and r.lease_token = steady.lease_token`
}
