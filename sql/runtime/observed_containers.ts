// Observed container: a container as the driver's last whole list had it. The next list replaces them.

import type { Connection } from '#sql/connection'

type State = 'created' | 'running' | 'exited'

type Listed = {
  container_id: string
  game_id: string
  image: string
  engine_version: string
  spec_hash: string
  state: State
}

/** A game's record beside the container that the list had for it, whose members are null where it had none. */
export type ObservedContainerRow = {
  game_id: string
  desired_version: string
  desired_image: string
  /** Whether the record has changed since, or nothing was ever listed: then the list says nothing about it. */
  is_newer: boolean
  container_id: string | null
  spec_hash: string | null
  state: State | null
  since: Date | null
}

/** Records a whole list in place of the one before. What has not changed is not written. */
export async function recordObservedContainers(sql: Connection, engines: Listed[]): Promise<void> {
  const of = (member: keyof Listed) => engines.map((engine) => engine[member])
  await sql`delete from backend.runtime_sightings where container_id <> all(${of('container_id')}::text[])`
  await sql`
    insert into backend.runtime_sightings as s (container_id, game_id, image, engine_version, spec_hash, state)
    select * from unnest(${of('container_id')}::text[], ${of('game_id')}::text[], ${of('image')}::text[],
      ${of('engine_version')}::text[], ${of('spec_hash')}::text[], ${of('state')}::text[])
    on conflict (container_id) do update set state = excluded.state, since = now() where s.state <> excluded.state`
  await sql`update backend.instance set listed_at = now()`
}

/** The observed containers of these games. Where a game has several, it is the one on record. */
export const listObservedContainers = (
  sql: Connection,
  game_ids: string[],
): Promise<ObservedContainerRow[]> => sql<ObservedContainerRow[]>`
  select distinct on (r.game_id) r.game_id, r.desired_version, r.desired_image,
    coalesce(r.status_since > i.listed_at, true) as is_newer, s.container_id, s.spec_hash, s.state, s.since
  from backend.runtime_records r cross join backend.instance i
  left join backend.runtime_sightings s on s.game_id = r.game_id::text
  where r.game_id = any(${game_ids}::uuid[])
  order by r.game_id, (s.container_id = r.container_id) desc nulls last, s.since`

/** When the driver's list was last recorded, or null. */
export async function findListedAt(sql: Connection): Promise<Date | null> {
  const [row] = await sql<{ listed_at: Date | null }[]>`select listed_at from backend.instance`
  return row?.listed_at ?? null
}
