// Runtime record: what should be (`desired_*`) and what is (`status`). Callers change only what should be. The
// reconciler claims a record under a lease and writes what is. Every transition of `runtime_records` is in this file,
// but those of an engine's health (`#sql/runtime/probes`) and the beginning and the end of a patch
// (`#sql/runtime/patches`).

import type { Connection, Origin } from '#sql/connection'

export type RuntimeStatus =
  | 'absent'
  | 'pulling'
  | 'creating'
  | 'booting'
  | 'ready'
  | 'generating'
  | 'unhealthy'
  | 'exited'
  | 'backoff'
  | 'crash_loop'
  | 'stopping'
  | 'stopped'
  | 'patching'
  | 'unknown'
  | 'removed'

export type DesiredStatus = 'running' | 'stopped' | 'removed'

export type RuntimeRow = {
  game_id: string
  driver: string | null
  desired_status: DesiredStatus
  desired_version: string
  desired_image: string
  status: RuntimeStatus
  status_age_ms: number
  container_id: string | null
  endpoint: string | null
  restarts: number
  last_error: string | null
  started_at: Date | null
  stopped_at: Date | null
  probe_misses: number
  unseen: number
}

/** A record under a lease, with who asked for its operation that is unfinished. */
export type ClaimedRuntime = RuntimeRow &
  Origin & {
    lease_token: string
    /** The container that an unfinished restart has to end first. */
    restart_of: string | null
    /** The patch that is unfinished. */
    patch_id: string | null
    /** Whether it was due by the clock, and nobody has asked for a check. */
    is_planned: boolean
    /** Whether somebody wants to read the engine's log. */
    log_wanted: boolean
  }

/** The columns of a runtime record as `r`. */
export const runtimeColumns = (sql: Connection) => sql`
  r.game_id, r.driver, r.desired_status, r.desired_version, r.desired_image, r.status, r.container_id, r.endpoint,
  r.restarts, r.last_error, r.started_at, r.stopped_at, r.probe_misses, r.unseen,
  (extract(epoch from now() - r.status_since) * 1000)::float8 as status_age_ms`

/** The record of a game, or null. */
export async function findRuntime(sql: Connection, game_id: string): Promise<RuntimeRow | null> {
  const [row] = await sql<
    RuntimeRow[]
  >`select ${runtimeColumns(sql)} from backend.runtime_records r where r.game_id = ${game_id}`
  return row ?? null
}

/**
 * Says that a game's engine should run this version. A record that exists is pointed to it anew, its crashes no longer
 * count, and the finding of a pass that is under way is not written.
 */
export async function requestRunning(
  sql: Connection,
  runtime: { game_id: string; version: string; image: string },
): Promise<void> {
  await sql`
    insert into backend.runtime_records (game_id, desired_status, desired_version, desired_image)
    values (${runtime.game_id}, 'running', ${runtime.version}, ${runtime.image})
    on conflict (game_id) do update set
      desired_status = 'running', desired_version = excluded.desired_version,
      desired_image = excluded.desired_image, status = 'absent', status_since = now(), restarts = 0, last_error = null,
      probe_misses = 0, probe_hits = 0, suspect_turn = null, unseen = 0, crashes_from = now(),
      next_reconcile_at = now(), lease_token = null, leased_by = null, lease_until = null`
}

/** stopped -> running, of what should be: a game that is resumed needs its engine again. */
export async function requestAgain(sql: Connection, game_id: string): Promise<boolean> {
  const result = await sql`
    update backend.runtime_records set desired_status = 'running', next_reconcile_at = now()
    where game_id = ${game_id} and desired_status = 'stopped'`
  return result.count > 0
}

/** Says that a game's engine should be stopped, or gone with its state. Does nothing where the game has no engine. */
export async function requestEnd(
  sql: Connection,
  game_id: string,
  desired: 'stopped' | 'removed',
): Promise<boolean> {
  const result = await sql`
    update backend.runtime_records set desired_status = ${desired}, next_reconcile_at = now()
    where game_id = ${game_id} and status <> 'removed' and desired_status <> 'removed'`
  return result.count > 0
}

/**
 * ready -> unhealthy, with a check of the engine now: it gave no answer while it generated a turn. Nothing claims a
 * turn until it is ready again, and an exit that is found next counts as that turn's.
 */
export async function markUnhealthy(sql: Connection, game_id: string, turn: number): Promise<void> {
  await sql`
    update backend.runtime_records
    set status = 'unhealthy', status_since = now(), next_reconcile_at = now(), suspect_turn = ${turn}
    where game_id = ${game_id} and status = 'ready'`
}

/**
 * Requests a check of every engine now, as after a start of ours. An engine whose crash is being waited out is left
 * alone.
 */
export async function requestCheckOfAll(sql: Connection): Promise<void> {
  await sql`
    update backend.runtime_records set next_reconcile_at = now() where status not in ('removed', 'backoff')`
}

/** Requests a check of these games' engines now, which may have ended, but for one that is known to have. */
export async function requestCheck(sql: Connection, game_ids: string[]): Promise<void> {
  await sql`
    update backend.runtime_records set next_reconcile_at = now()
    where game_id = any(${game_ids}::uuid[]) and desired_status = 'running'
      and status not in ('removed', 'backoff', 'crash_loop')`
}

/**
 * Leases the records that are due to this worker, and skips those that somebody else has. Where one is due, ready
 * engines that will be due within `early_ms` come along, so that one list serves them all. A check that is requested
 * while a lease holds is not lost: the claim puts the next one at the lease's end, and the request puts it before.
 */
export async function claimDueRuntimes(
  sql: Connection,
  claim: { worker_id: string; lease_ms: number; limit: number; early_ms?: number },
): Promise<ClaimedRuntime[]> {
  return sql<ClaimedRuntime[]>`
    update backend.runtime_records r set
      lease_token = gen_random_uuid(), leased_by = ${claim.worker_id},
      lease_until = now() + ${claim.lease_ms} * interval '1 millisecond',
      next_reconcile_at = now() + ${claim.lease_ms} * interval '1 millisecond'
    from (
      select d.game_id, d.next_reconcile_at as due_at from backend.runtime_records d
      where d.status <> 'removed' and coalesce(d.lease_until <= now(), true)
        and (d.next_reconcile_at <= now()
          or (d.status = 'ready' and d.next_reconcile_at <= now() + ${claim.early_ms ?? 0} * interval '1 millisecond'
            and exists (select from backend.runtime_records other
              where other.status <> 'removed' and other.next_reconcile_at <= now()
                and coalesce(other.lease_until <= now(), true))))
      order by d.next_reconcile_at limit ${claim.limit} for update skip locked) d
    left join backend.runtime_operation_log o on o.game_id = d.game_id and o.outcome = 'running'
    where d.game_id = r.game_id
    returning ${runtimeColumns(sql)}, r.lease_token, coalesce(d.due_at = r.planned_look_at, false) as is_planned,
      r.log_wanted_at is not null as log_wanted, o.request_id, o.traceparent,
      case when o.operation = 'restart' then o.container_from end as restart_of,
      case when o.phase is not null then o.operation_id end as patch_id`
}

/** Extends a lease by `lease_ms`. Answers false where it is lost, and then nothing may be done for it. */
export async function renewLease(
  sql: Connection,
  runtime: ClaimedRuntime,
  lease_ms: number,
): Promise<boolean> {
  const result = await sql`
    update backend.runtime_records set
      lease_until = now() + ${lease_ms} * interval '1 millisecond',
      next_reconcile_at = case when next_reconcile_at > now()
        then now() + ${lease_ms} * interval '1 millisecond' else next_reconcile_at end
    where game_id = ${runtime.game_id} and lease_token = ${runtime.lease_token}`
  return result.count > 0
}

/** Milliseconds until the next record is due, or null where none is. */
export async function nextRuntimeDueIn(sql: Connection): Promise<number | null> {
  const [row] = await sql<{ due_in_ms: number | null }[]>`
    select (extract(epoch from min(greatest(next_reconcile_at, coalesce(lease_until, now()))) - now()) * 1000)::float8
      as due_in_ms
    from backend.runtime_records where status <> 'removed'`
  return row?.due_in_ms ?? null
}

/** The result of a pass over an engine, and when the next check is due. */
export type Finding = {
  status: RuntimeStatus
  next_check_ms: number
  driver?: string
  container_id?: string | null
  endpoint?: string | null
  restarts?: number
  last_error?: string | null
  /** How many whole lists in a row did not have the engine. 0 where it is left out. */
  unseen?: number
}

/**
 * Writes a finding and gives the lease back. False where the lease is lost, and then nothing is written. A check that
 * was requested meanwhile is made, unless the engine has ended, which is known: its wait is not cut short.
 */
export async function recordFinding(
  sql: Connection,
  runtime: ClaimedRuntime,
  finding: Finding,
): Promise<boolean> {
  const result = await sql`
    update backend.runtime_records set
      status_since = case when status = ${finding.status} then status_since else now() end,
      started_at = case when ${finding.status} = 'ready' and status <> 'ready' then now() else started_at end,
      stopped_at = case when ${finding.status} in ('stopped', 'removed') and status <> ${finding.status}
        then now() else stopped_at end,
      status = ${finding.status},
      driver = ${finding.driver ?? runtime.driver},
      container_id = ${finding.container_id === undefined ? runtime.container_id : finding.container_id},
      endpoint = ${finding.endpoint === undefined ? runtime.endpoint : finding.endpoint},
      restarts = ${finding.restarts ?? runtime.restarts},
      last_error = ${finding.last_error ?? null},
      unseen = ${finding.unseen ?? 0},
      probe_misses = case when ${finding.status} in ('ready', 'unhealthy') and status = ${finding.status}
        then probe_misses else 0 end,
      probe_hits = case when ${finding.status} = 'unhealthy' and status = 'unhealthy' then probe_hits else 0 end,
      suspect_turn = case when ${finding.status} = 'unhealthy' then suspect_turn end,
      next_reconcile_at = case when next_reconcile_at > now()
        or (${finding.status} = 'backoff' and desired_status = ${runtime.desired_status})
        then now() + ${finding.next_check_ms} * interval '1 millisecond' else next_reconcile_at end,
      planned_look_at = case when ${finding.status} = 'ready'
        then now() + ${finding.next_check_ms} * interval '1 millisecond' end,
      lease_token = null, leased_by = null, lease_until = null
    where game_id = ${runtime.game_id} and lease_token = ${runtime.lease_token}`
  return result.count > 0
}

/** This deployment's id, which its engines carry. */
export async function findInstanceId(sql: Connection): Promise<string> {
  const [row] = await sql<{ instance_id: string }[]>`select instance_id from backend.instance`
  if (!row) throw new Error('backend.instance holds no row')
  return row.instance_id
}
