// Health of running engines: ready -> unhealthy after missed probes, unhealthy -> ready after good ones, and
// the request for a pass that ends an engine which stays unhealthy. These transitions of `runtime_records` are
// in this file.

import type { Connection } from '#sql/connection'

/** Probes in a row that make an engine unhealthy, and ready again. */
export const MOST_MISSES = 3
const ENOUGH_HITS = 2

export type ProbedRuntime = { game_id: string; container_id: string; endpoint: string }

/** The engines whose health is watched. */
export const listProbed = (sql: Connection): Promise<ProbedRuntime[]> => sql<ProbedRuntime[]>`
  select game_id, container_id, endpoint from backend.runtime_records
  where status in ('ready', 'unhealthy') and desired_status = 'running' and container_id is not null
    and endpoint is not null`

export type Probe = { game_id: string; container_id: string; answered: boolean }

/**
 * Counts probes in one statement, and answers the games whose engine is ready again. An engine that has been
 * replaced since is left alone, a good probe of a healthy one writes nothing, and misses count only `apart_ms`
 * apart. An engine that has been unhealthy for `kill_after_ms` without generating is due for a pass now.
 */
export async function countProbes(
  sql: Connection,
  probes: Probe[],
  { apart_ms, kill_after_ms }: { apart_ms: number; kill_after_ms: number },
): Promise<string[]> {
  const answered = probes.filter((p) => p.answered).map((p) => p.game_id)
  const rows = await sql<{ game_id: string; recovered: boolean }[]>`
    with probes as (
      select p.*, p.game_id = any(${answered}::uuid[]) as answered
      from unnest(${probes.map((p) => p.game_id)}::uuid[], ${probes.map((p) => p.container_id)}::text[])
        as p (game_id, container_id)
    ), counted as (
      select r.game_id, r.status as old_status, p.answered,
        case when not p.answered then r.probe_misses + 1 when r.status = 'ready' then 0
          else r.probe_misses end as misses,
        case when p.answered and r.status = 'unhealthy' then r.probe_hits + 1 else 0 end as hits
      from backend.runtime_records r join probes p on p.game_id = r.game_id and p.container_id = r.container_id
      where r.status in ('ready', 'unhealthy') and r.desired_status = 'running'
        and (r.status = 'unhealthy' or not p.answered or r.probe_misses > 0)
        and (p.answered or coalesce(r.probe_missed_at <= now() - ${apart_ms} * interval '1 millisecond', true))
      order by r.game_id for no key update of r
    ), judged as (
      select *, case when old_status = 'ready' and misses >= ${MOST_MISSES} then 'unhealthy'
        when old_status = 'unhealthy' and hits >= ${ENOUGH_HITS} then 'ready'
        else old_status::text end::backend.runtime_status as new_status
      from counted
    )
    update backend.runtime_records r set
      status = j.new_status,
      status_since = case when j.new_status = j.old_status then r.status_since else now() end,
      probe_misses = case when j.new_status = 'ready' and j.answered then 0 else j.misses end,
      probe_missed_at = case when j.answered then r.probe_missed_at else now() end,
      probe_hits = case when j.new_status = 'ready' then 0 else j.hits end,
      last_error = case when j.new_status = 'ready' then r.last_error else 'the engine does not answer its probes' end,
      next_reconcile_at = case when j.new_status = 'unhealthy' and j.old_status = 'unhealthy'
        and r.status_since <= now() - ${kill_after_ms} * interval '1 millisecond'
        and not exists (select from backend.game_turns t
          where t.game_id = r.game_id and t.status = 'claimed' and t.lease_until > now())
        then now() else r.next_reconcile_at end
    from judged j where r.game_id = j.game_id
    returning r.game_id, j.old_status = 'unhealthy' and j.new_status = 'ready' as recovered`
  return rows.filter(({ recovered }) => recovered).map(({ game_id }) => game_id)
}
