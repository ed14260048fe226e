// Push events: inserted -> numbered by its commit -> pruned. Numbers follow the order of commits (`00008_push.sql` says
// how), so "after a number" misses nothing. Every change of `push_events` and `push_horizon` is in this file.

import { mayRead } from '#sql/accounts/sessions'
import type { Connection, Json } from '#sql/connection'
import { only } from '#sql/connection'

/**
 * The channel on which a commit says whose events it has added. It is a wake-up only, the rows are the truth.
 */
export const PUSH_CHANNEL = 'galaxy_push'

export type PushEvent = {
  event_id: number
  user_id: string
  kind: string
  payload: Json
  created_at: Date
}

/**
 * Where a subscriber stands: it has everything up to `after`. Null for the events of all players. `session` is the hash
 * (hex) of the token that it reads with, null where that is not asked for.
 */
export type PushPosition = { user_id: string | null; after: number; session: string | null }

/** The batch of one subscriber: its next events, or the fact that some of them are pruned. */
export type PushBatch = {
  /** `forbidden`: its session may not read any more. */
  fact: 'events' | 'lost' | 'forbidden'
  events: PushEvent[]
  /** Its position after them. Where some are lost, it is that of the newest. */
  after: number
}

/** Adds an event for a player, which is seen under its number from the commit on. */
export async function insertPushEvent(
  sql: Connection,
  event: { user_id: string; kind: string; payload: Json },
): Promise<void> {
  await sql`
    insert into backend.push_events (user_id, kind, payload)
    values (${event.user_id}, ${event.kind}, ${sql.json(event.payload)})`
}

/**
 * The numbers that a subscription begins with: `head` is the newest event, `expired` the newest that is past the
 * retention or pruned, `given` the highest number that was ever given.
 */
export async function findPushHorizon(
  sql: Connection,
  retention_ms: number,
): Promise<{ head: number; expired: number; given: number }> {
  const [row] = await sql<{ head: number; expired: number; given: number }[]>`
    select greatest(h.pruned_event_id, (select max(event_id) from backend.push_events))::float8 as head,
      greatest(h.pruned_event_id, (
        select e.event_id from backend.push_events e
        where e.created_at <= now() - ${retention_ms} * interval '1 millisecond'
        order by e.created_at desc, e.event_id desc limit 1))::float8 as expired,
      (select case when s.is_called then s.last_value else 0 end from backend.push_event_numbers s)::float8 as given
    from backend.push_horizon h`
  return only(row)
}

/** The newest event's number, 0 where there is none. It says whether anything happened since the last check. */
export async function findPushHead(sql: Connection): Promise<number> {
  const [row] = await sql<{ head: number }[]>`
    select coalesce(max(event_id), 0)::float8 as head from backend.push_events`
  return only(row).head
}

type Line = { n: number; head: number; pruned: number; welcome: boolean } & (
  | { [Key in keyof PushEvent]: PushEvent[Key] }
  | { [Key in keyof PushEvent]: null }
)

/**
 * The next events of many subscribers, at most `limit` for each, and whether they may read them, in one
 * statement and so of one moment. Each batch stands for the position in its place. A subscriber who has them
 * all stands at the newest event of all players. `(select ...)` hides the arguments from the planner, so that
 * it reuses one plan. A new plan for each call would take three times as long as the reading.
 */
export async function listPushEvents(
  sql: Connection,
  positions: readonly PushPosition[],
  limit: number,
  idle_ttl_ms: number,
): Promise<PushBatch[]> {
  const rows = await sql<Line[]>`
    select s.n::int as n, now_at.head, now_at.pruned,
      s.session is null or ${mayRead(sql, sql`s.session`, idle_ttl_ms)} as welcome, e.event_id::float8 as event_id,
        e.user_id, e.kind, e.payload, e.created_at
    from unnest((select ${positions.map(({ user_id }) => user_id)}::uuid[]),
        (select ${positions.map(({ after }) => after)}::bigint[]),
        (select ${positions.map(({ session }) => session)}::text[]))
      with ordinality as s (user_id, after, session, n)
    cross join (
      select h.pruned_event_id::float8 as pruned,
        coalesce((select max(event_id) from backend.push_events), 0)::float8 as head
      from backend.push_horizon h where h.one) now_at
    left join lateral (
      -- Two plans, so that one player's events are found by the index on them.
      (select * from (select p.event_id, p.user_id, p.kind, p.payload, p.created_at from backend.push_events p
        where p.user_id = s.user_id and p.event_id > s.after order by p.event_id limit (select ${limit}::bigint)) own)
      union all
      (select * from (select p.event_id, p.user_id, p.kind, p.payload, p.created_at from backend.push_events p
        where s.user_id is null and p.event_id > s.after order by p.event_id limit (select ${limit}::bigint)) everybody)
    ) e on true
    order by s.n, e.event_id`
  const lines = Map.groupBy(rows, ({ n }) => n)
  return positions.map((position, index) => batchOf(position, lines.get(index + 1) ?? [], limit))
}

function batchOf({ after }: PushPosition, lines: Line[], limit: number): PushBatch {
  const [first] = lines
  if (first?.welcome === false) return { fact: 'forbidden', events: [], after }
  if (first && first.pruned > after)
    return { fact: 'lost', events: [], after: Math.max(first.head, first.pruned) }
  const events = lines
    .filter((line) => line.event_id !== null)
    .map(({ event_id, user_id, kind, payload, created_at }) => ({
      event_id,
      user_id,
      kind,
      payload,
      created_at,
    }))
  const last = events.at(-1)?.event_id ?? after
  const at = events.length < limit ? Math.max(last, first?.head ?? 0) : last
  return { fact: 'events', events, after: at }
}

/**
 * Deletes events past the retention, at most `limit` of them, and records that they are gone. Answers how many
 * they were.
 */
export async function deleteOldPushEvents(
  sql: Connection,
  retention_ms: number,
  limit: number,
): Promise<number> {
  const [row] = await sql<{ deleted: number }[]>`
    with old as (
      select push_event_id from backend.push_events
      where created_at <= now() - ${retention_ms} * interval '1 millisecond' and event_id is not null
      order by created_at limit ${limit} for update skip locked
    ), gone as (
      delete from backend.push_events where push_event_id in (select push_event_id from old) returning event_id
    ), kept as (
      update backend.push_horizon set pruned_event_id = greatest(pruned_event_id, (select max(event_id) from gone))
      where exists (select from gone)
    )
    select count(*)::int as deleted from gone`
  return only(row).deleted
}

/** Forgets what was pushed to a player: it may hold personal data. */
export async function deletePushEventsOf(sql: Connection, user_id: string): Promise<void> {
  await sql`delete from backend.push_events where user_id = ${user_id}`
}
