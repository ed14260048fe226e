// Passes over engines that have not changed: the leases of many are given back in one statement, and nothing
// else changes.

import type { Connection } from '#sql/connection'
import type { ClaimedRuntime } from '#sql/runtime/records'

// One planned pass in so many checks an engine as a whole, so that it also finds what a list cannot show.
const WHOLE_IN = 10

/**
 * Gives back the leases of engines that a list has shown unchanged. A check that was requested meanwhile is
 * made.
 */
export async function recordUnchanged(
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
      as unchanged (game_id, lease_token)
    where r.game_id = unchanged.game_id and r.lease_token = unchanged.lease_token`
}
