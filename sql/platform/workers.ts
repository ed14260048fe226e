// Worker processes: alive while their heartbeat is younger than 30 s. Every transition of `worker_heartbeats`, and the
// freeing of what dead workers held, is in this file.

import type { Connection } from '#sql/connection'

export type WorkerRow = { worker_id: string; host: string; pid: number }

/** Registers a worker, or renews its heartbeat. */
export async function insertHeartbeat(sql: Connection, worker: WorkerRow): Promise<void> {
  await sql`
    insert into backend.worker_heartbeats (worker_id, host, pid)
    values (${worker.worker_id}, ${worker.host}, ${worker.pid})
    on conflict (worker_id) do update set beat_at = now()`
}

/** Forgets a worker that ended in an orderly way. */
export async function deleteHeartbeat(sql: Connection, worker_id: string): Promise<void> {
  await sql`delete from backend.worker_heartbeats where worker_id = ${worker_id}`
}

/** The workers that were registered on one host: after a restart, those whose process is gone are dead at once. */
export async function listWorkersOfHost(sql: Connection, host: string): Promise<WorkerRow[]> {
  return sql<WorkerRow[]>`select worker_id, host, pid from backend.worker_heartbeats where host = ${host}`
}

/** The workers that have been silent for `silent_ms`. */
export async function listSilentWorkers(sql: Connection, silent_ms: number): Promise<WorkerRow[]> {
  return sql<WorkerRow[]>`
    select worker_id, host, pid from backend.worker_heartbeats
    where beat_at < now() - ${silent_ms} * interval '1 millisecond'`
}

/**
 * Frees the jobs and leases of dead workers, so that the work runs again now. The tokens of their claims stay
 * fenced, because the next claim writes a new one.
 */
export async function deleteDeadWorkers(sql: Connection, worker_ids: string[]): Promise<void> {
  if (worker_ids.length === 0) return
  await sql`select graphile_worker.force_unlock_workers(${worker_ids}::text[])`
  await sql`
    update backend.game_turns set lease_until = now() where status = 'claimed' and claimed_by = any(${worker_ids})`
  await sql`
    update backend.runtime_records set lease_until = now(), next_reconcile_at = now()
    where leased_by = any(${worker_ids})`
  await sql`update backend.engine_probes set lease_until = now() where leased_by = any(${worker_ids})`
  await sql`update backend.mail_deliveries set lease_until = now() where leased_by = any(${worker_ids})`
  await sql`update backend.notification_routes set lease_until = now() where leased_by = any(${worker_ids})`
  await sql`delete from backend.worker_heartbeats where worker_id = any(${worker_ids})`
}
