// Orphan: an engine of this instance that no record knows. Seen once -> seen again, and stopped -> gone. Every
// transition of `runtime_orphans` is in this file.

import type { Connection } from '#sql/connection'
import type { RuntimeRow } from '#sql/runtime/records'

export type OrphanReason = 'no_record' | 'removed_record' | 'surplus'

export type OrphanRow = {
  container_id: string
  game_id: string
  image: string
  reason: OrphanReason
  age_ms: number
  first_seen_at: Date
  last_seen_at: Date
  stopped_at: Date | null
}

const KEEP_DAYS = 30

const orphanColumns = (sql: Connection) => sql`
  o.container_id, o.game_id, o.image, o.reason, o.first_seen_at, o.last_seen_at, o.stopped_at,
  (extract(epoch from now() - o.first_seen_at) * 1000)::float8 as age_ms`

/**
 * The records of these games, and the probes that are not thrown away yet. A label that is the id of neither
 * has none.
 */
export const listRecordsOf = (
  sql: Connection,
  game_ids: string[],
): Promise<Pick<RuntimeRow, 'game_id' | 'container_id' | 'status'>[]> =>
  sql<Pick<RuntimeRow, 'game_id' | 'container_id' | 'status'>[]>`
    select game_id, container_id, status from backend.runtime_records where game_id::text = any(${game_ids}::text[])
    union all
    select probe_id, null, 'booting' from backend.engine_probes
    where thrown_away_at is null and probe_id::text = any(${game_ids}::text[])`

/** Whether a game's engine was removed for good, which stays so until the transaction ends. */
export async function lockRemovedRecord(sql: Connection, game_id: string): Promise<boolean> {
  const rows = await sql`
    select from backend.runtime_records
    where game_id = ${game_id} and status = 'removed' and desired_status = 'removed' for update skip locked`
  return rows.length > 0
}

/**
 * Records the orphans of a whole list, and answers them. One of age 0 is seen for the first time. Those that
 * the list no longer has are gone, and one that comes back begins anew.
 */
export async function recordOrphans(
  sql: Connection,
  orphans: Pick<OrphanRow, 'container_id' | 'game_id' | 'image' | 'reason'>[],
): Promise<OrphanRow[]> {
  const ids = orphans.map((orphan) => orphan.container_id)
  await sql`
    update backend.runtime_orphans set gone_at = now() where gone_at is null and container_id <> all(${ids}::text[])`
  await sql`delete from backend.runtime_orphans where gone_at < now() - ${KEEP_DAYS} * interval '1 day'`
  return sql<OrphanRow[]>`
    insert into backend.runtime_orphans as o (container_id, game_id, image, reason)
    select * from unnest(${ids}::text[], ${orphans.map((orphan) => orphan.game_id)}::text[],
      ${orphans.map((orphan) => orphan.image)}::text[], ${orphans.map((orphan) => orphan.reason)}::text[])
    on conflict (container_id) do update set
      reason = excluded.reason, last_seen_at = now(), gone_at = null,
      first_seen_at = case when o.gone_at is null then o.first_seen_at else now() end,
      stopped_at = case when o.gone_at is null then o.stopped_at end
    returning ${orphanColumns(sql)}`
}

/** Seen again -> stopped. */
export async function markOrphanStopped(sql: Connection, container_id: string): Promise<void> {
  await sql`
    update backend.runtime_orphans set stopped_at = now() where container_id = ${container_id} and stopped_at is null`
}

/** Stopped -> gone. */
export async function markOrphanGone(sql: Connection, container_id: string): Promise<void> {
  await sql`update backend.runtime_orphans set gone_at = now() where container_id = ${container_id} and gone_at is null`
}

/** The orphans that are there, the oldest first. */
export const listOrphans = (sql: Connection): Promise<OrphanRow[]> => sql<OrphanRow[]>`
  select ${orphanColumns(sql)} from backend.runtime_orphans o where o.gone_at is null order by o.first_seen_at`
