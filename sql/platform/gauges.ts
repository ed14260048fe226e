// How much waits, and how the engines are: one reading of the whole deployment, for metrics.

import { only } from '#sql/connection'
import type { Connection } from '#sql/connection'

export type Gauges = {
  /** Jobs by state: `ready`, `scheduled`, `running`, `dead`. */
  jobs: Record<string, number>
  /** For how long the job that waits the longest has been ready. 0 where none waits. */
  oldest_ready_s: number
  /** Deliveries that have not ended well: `pending`, `retrying`, `dead_lettered`. */
  deliveries: Record<string, number>
  /** Engines by status of their record, but those that are gone. */
  engines: Record<string, number>
}

/**
 * The gauges of now. Every part reads open rows by an index, so it costs the same after years. Only dead
 * letters may grow, and somebody has to care for those anyway.
 */
export async function findGauges(sql: Connection): Promise<Gauges> {
  const [row] = await sql<Gauges[]>`
    with jobs as (
      select run_at, case
          when locked_at is not null and locked_at > now() - interval '4 hours' then 'running'
          when attempts >= max_attempts then 'dead'
          when run_at <= now() then 'ready'
          else 'scheduled'
        end as state
      from graphile_worker.jobs
    ), counts (kind, label, amount) as (
      select 'jobs', state, count(*) from jobs group by state
      union all select 'deliveries', status::text, count(*) from backend.mail_deliveries
      where status in ('pending', 'retrying', 'dead_lettered') group by status
      union all select 'engines', status::text, count(*) from backend.runtime_records
      where status <> 'removed' group by status
    )
    select
      coalesce((select json_object_agg(label, amount) from counts where kind = 'jobs'), '{}') as jobs,
      coalesce((select json_object_agg(label, amount) from counts where kind = 'deliveries'), '{}') as deliveries,
      coalesce((select json_object_agg(label, amount) from counts where kind = 'engines'), '{}') as engines,
      coalesce((select extract(epoch from now() - min(run_at)) from jobs where state = 'ready'), 0)::float8
        as oldest_ready_s`
  return only(row)
}
