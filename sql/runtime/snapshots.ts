// Snapshots of games in play, so that a lost state of an engine costs nothing. One is taken after each turn.
// The newest two are stored, and the one before the newest patch. Every change of `game_snapshots` is in this
// file.

import type { Connection } from '#sql/connection'

const KEEP = 2
/** How long the last snapshot of a game that is over stays, for those who ask how it ended. */
const KEEP_DAYS = 30
const JOB_ATTEMPTS = 3

/** A snapshot without its bytes. */
export type SnapshotRow = {
  game_id: string
  turn: number
  state_hash: string
  engine_version: string
  digest: string
  size: number
}

export type WantedSnapshot = Pick<SnapshotRow, 'game_id' | 'turn' | 'state_hash' | 'engine_version'> & {
  endpoint: string
}

/**
 * The games `g` in play whose ready engine `r` can be asked for a snapshot of their turn `t` that is not
 * stored yet.
 */
const wanted = (sql: Connection) => sql`
  backend.runtime_records r join backend.games g on g.game_id = r.game_id
    join backend.game_turns t on t.game_id = g.game_id and t.turn = g.current_turn
  where r.status = 'ready' and r.endpoint is not null
    and g.status in ('running', 'paused', 'halted') and coalesce(r.snapshot_next_at <= now(), true)
    and not exists (select from backend.game_snapshots s
      where s.game_id = t.game_id and s.turn = t.turn and s.state_hash = t.state_hash)`

/** The snapshot that a game lacks, or null. */
export async function findWantedSnapshot(sql: Connection, game_id: string): Promise<WantedSnapshot | null> {
  const [row] = await sql<WantedSnapshot[]>`
    select t.game_id, t.turn, t.state_hash, r.desired_version as engine_version, r.endpoint from ${wanted(sql)}
      and r.game_id = ${game_id}`
  return row ?? null
}

/** Arms the job that takes a snapshot. One job for a game is enough. */
export async function armSnapshot(sql: Connection, game_id: string): Promise<void> {
  await sql`
    select backend.enqueue('runtime/snapshot', ${sql.json({ game_id })}::json, now(), ${`runtime/snapshot:${game_id}`},
      'replace', ${JOB_ATTEMPTS})`
}

/** Arms the job where the game lacks a snapshot: one that was not taken after its turn is taken later. */
export async function armMissingSnapshot(sql: Connection, game_id: string): Promise<void> {
  if (await findWantedSnapshot(sql, game_id)) await armSnapshot(sql, game_id)
}

/** The games that lack a snapshot, not more than `limit`. */
export async function listWantedSnapshots(sql: Connection, limit: number): Promise<string[]> {
  const rows = await sql<{ game_id: string }[]>`
    select r.game_id from ${wanted(sql)} order by t.opened_at limit ${limit}`
  return rows.map(({ game_id }) => game_id)
}

/** Asks for no snapshot of this game for a while. */
export async function postponeSnapshot(sql: Connection, game_id: string, delay_ms: number): Promise<void> {
  await sql`
    update backend.runtime_records set snapshot_next_at = now() + ${delay_ms} * interval '1 millisecond'
    where game_id = ${game_id}`
}

/** Stores a snapshot, and deletes those of its game that are of no more use. Call it inside a transaction. */
export async function storeSnapshot(
  sql: Connection,
  snapshot: SnapshotRow & { bytes: Uint8Array; patch_id: string | null },
): Promise<void> {
  const { game_id, turn } = snapshot
  await sql`
    insert into backend.game_snapshots as s (game_id, turn, state_hash, engine_version, digest, size, bytes, patch_id)
    values (${game_id}, ${turn}, ${snapshot.state_hash}, ${snapshot.engine_version}, ${snapshot.digest},
      ${snapshot.size}, ${snapshot.bytes}, ${snapshot.patch_id})
    on conflict (game_id, turn) do update set
      state_hash = excluded.state_hash, engine_version = excluded.engine_version, digest = excluded.digest,
      size = excluded.size, bytes = excluded.bytes, patch_id = coalesce(excluded.patch_id, s.patch_id),
        created_at = now()`
  await sql`
    delete from backend.game_snapshots where game_id = ${game_id}
      and turn not in (select turn from backend.game_snapshots where game_id = ${game_id} order by turn desc
        limit ${KEEP})
      and turn is distinct from (
        select turn from backend.game_snapshots where game_id = ${game_id} and patch_id is not null
        order by created_at desc limit 1)`
}

/** The snapshots that a game's state can be restored from, the newest first: those of turns that were really played. */
export async function listSnapshots(sql: Connection, game_id: string): Promise<SnapshotRow[]> {
  return sql<SnapshotRow[]>`
    select s.game_id, s.turn, s.state_hash, s.engine_version, s.digest, s.size
    from backend.game_snapshots s
    join backend.game_turns t on t.game_id = s.game_id and t.turn = s.turn and t.state_hash = s.state_hash
    where s.game_id = ${game_id} order by s.turn desc`
}

/** The compressed bytes of a snapshot. Null where it is gone. */
export async function findSnapshotBytes(
  sql: Connection,
  { game_id, turn, digest }: Pick<SnapshotRow, 'game_id' | 'turn' | 'digest'>,
): Promise<Buffer | null> {
  const [row] = await sql<{ bytes: Buffer }[]>`
    select bytes from backend.game_snapshots where game_id = ${game_id} and turn = ${turn} and digest = ${digest}`
  return row?.bytes ?? null
}

/**
 * Drops what games that are over need no more: all but the last snapshot, and that after its time. Answers how many.
 */
export async function dropOldSnapshots(sql: Connection): Promise<number> {
  const result = await sql`
    delete from backend.game_snapshots s using backend.games g
    where g.game_id = s.game_id and g.status in ('finished', 'cancelled')
      and (g.finished_at < now() - ${KEEP_DAYS} * interval '1 day' or exists (
        select from backend.game_snapshots later where later.game_id = s.game_id and later.turn > s.turn))`
  return result.count
}
