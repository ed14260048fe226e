// Probe of an engine version: running -> succeeded | failed, and then thrown away. Every transition of
// `engine_probes` is in this file.

import type { Connection, Origin } from '#sql/connection'

export type ProbeRow = {
  probe_id: string
  version: string
  image: string
  outcome: 'running' | 'succeeded' | 'failed'
  error_code: string | null
  error_message: string | null
  digest: string | null
  requested_by: string
  requested_at: Date
  started_at: Date | null
  finished_at: Date | null
}

/** A probe under a lease. One that is not running only has to be thrown away. */
export type ClaimedProbe = ProbeRow & Origin & { lease_token: string; attempts: number }

export type ProbeResult =
  | { outcome: 'succeeded'; digest: string | null }
  | { outcome: 'failed'; error_code: string; error_message: string; digest: string | null }

const probeColumns = (sql: Connection) => sql`
  p.probe_id, p.version, p.image, p.outcome, p.error_code, p.error_message, p.digest, p.requested_by, p.requested_at,
  p.started_at, p.finished_at`

/** Requests a probe of a version as it is now. Answers `running` where another probe of it is not finished. */
export async function insertProbe(
  sql: Connection,
  probe: Pick<ProbeRow, 'version' | 'image' | 'requested_by'>,
  origin: Origin,
): Promise<ProbeRow | 'running'> {
  const [row] = await sql<ProbeRow[]>`
    insert into backend.engine_probes as p (version, image, requested_by, request_id, traceparent)
    values (${probe.version}, ${probe.image}, ${probe.requested_by}, ${origin.request_id}, ${origin.traceparent})
    on conflict (version) where outcome = 'running' do nothing
    returning ${probeColumns(sql)}`
  return row ?? 'running'
}

/** The newest probe of each of these versions, by version. */
export async function findLastProbes(sql: Connection, versions: string[]): Promise<Map<string, ProbeRow>> {
  const rows = await sql<ProbeRow[]>`
    select ${probeColumns(sql)} from unnest(${versions}::text[]) as wanted (version)
    cross join lateral (
      select * from backend.engine_probes e where e.version = wanted.version order by e.probe_id desc limit 1) p`
  return new Map(rows.map((row) => [row.version, row]))
}

/** Leases the oldest probe that is not thrown away and that nobody has. Answers null where there is none. */
export async function claimProbe(
  sql: Connection,
  claim: { worker_id: string; lease_ms: number },
): Promise<ClaimedProbe | null> {
  const [row] = await sql<ClaimedProbe[]>`
    update backend.engine_probes p set
      lease_token = gen_random_uuid(), leased_by = ${claim.worker_id}, attempts = p.attempts + 1,
      lease_until = now() + ${claim.lease_ms} * interval '1 millisecond', started_at = coalesce(p.started_at, now())
    where p.probe_id = (
      select d.probe_id from backend.engine_probes d
      where d.thrown_away_at is null and coalesce(d.lease_until <= now(), true)
      order by d.probe_id limit 1 for update skip locked)
    returning ${probeColumns(sql)}, p.request_id, p.traceparent, p.lease_token, p.attempts`
  return row ?? null
}

/** Extends a lease by `lease_ms`. Answers false where it is lost. */
export async function renewProbe(sql: Connection, probe: ClaimedProbe, lease_ms: number): Promise<boolean> {
  const result = await sql`
    update backend.engine_probes set lease_until = now() + ${lease_ms} * interval '1 millisecond'
    where probe_id = ${probe.probe_id} and lease_token = ${probe.lease_token}`
  return result.count > 0
}

/** Gives a lease back. The next one is not before `delay_ms` have passed, and this attempt does not count. */
export async function releaseProbe(sql: Connection, probe: ClaimedProbe, delay_ms: number): Promise<void> {
  await sql`
    update backend.engine_probes set attempts = greatest(attempts - 1, 0), lease_token = null, leased_by = null,
      lease_until = now() + ${delay_ms} * interval '1 millisecond'
    where probe_id = ${probe.probe_id} and lease_token = ${probe.lease_token}`
}

/** running -> succeeded | failed. Answers false where the lease is lost or the time was over. */
export async function finishProbe(
  sql: Connection,
  probe: ClaimedProbe,
  result: ProbeResult,
): Promise<boolean> {
  const failure = result.outcome === 'failed' ? result : null
  const finished = await sql`
    update backend.engine_probes set
      outcome = ${result.outcome}, finished_at = now(), digest = ${result.digest},
      error_code = ${failure?.error_code ?? null}, error_message = ${failure?.error_message ?? null}
    where probe_id = ${probe.probe_id} and lease_token = ${probe.lease_token} and outcome = 'running'`
  return finished.count > 0
}

/** running -> failed, for those that nobody finished within `limit_ms`. Answers how many. */
export async function failOverdueProbes(sql: Connection, limit_ms: number): Promise<number> {
  const failed = await sql`
    update backend.engine_probes set
      outcome = 'failed', finished_at = now(), error_code = 'probe_timed_out',
        error_message = 'It was not done in time.'
    where outcome = 'running' and requested_at < now() - ${limit_ms} * interval '1 millisecond'`
  return failed.count
}

/** succeeded | failed -> thrown away: nothing of it is left where engines run. */
export async function recordThrownAway(sql: Connection, probe: ClaimedProbe): Promise<void> {
  await sql`
    update backend.engine_probes set thrown_away_at = now(), lease_token = null, leased_by = null, lease_until = null
    where probe_id = ${probe.probe_id} and lease_token = ${probe.lease_token} and outcome <> 'running'`
}

/** Milliseconds until a probe may be claimed, or null where none is left. */
export async function nextProbeDueIn(sql: Connection): Promise<number | null> {
  const [row] = await sql<{ due_in_ms: number | null }[]>`
    select (extract(epoch from min(coalesce(lease_until, now())) - now()) * 1000)::float8 as due_in_ms
    from backend.engine_probes where thrown_away_at is null`
  return row?.due_in_ms ?? null
}
