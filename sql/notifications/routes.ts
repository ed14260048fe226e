// Route: pending -> published | retrying | dead_lettered | skipped, retrying -> the same, dead_lettered -> pending by
// an operator. Every transition of `notification_routes` is in this file, but for those that an attempt makes under its
// claim: they are in `#sql/notifications/route_attempts`.

import { only } from '#sql/connection'
import type { Connection, Fragment, Json, Origin } from '#sql/connection'
import { wake } from '#sql/jobs'
import { NOTIFICATION_KINDS } from '#sql/notifications/kinds'
import type { Intent } from '#sql/notifications/kinds'

export type RouteStatus = 'pending' | 'published' | 'retrying' | 'dead_lettered' | 'skipped'
export type RouteReason = 'no_recipient' | 'user_deleted' | 'preference_off' | 'superseded' | 'expired'

/** The legal transitions. A test walks every pair of states. */
export const ROUTE_TRANSITIONS: Record<RouteStatus, readonly RouteStatus[]> = {
  pending: ['published', 'retrying', 'dead_lettered', 'skipped'],
  retrying: ['published', 'retrying', 'dead_lettered', 'skipped'],
  published: [],
  dead_lettered: ['pending'],
  skipped: [],
}

export type Submitted = { fact: 'created' | 'existing' | 'conflict'; notification_id: string }

// Kinds that a deleted account still gets.
const TO_DELETED = Object.entries(NOTIFICATION_KINDS).flatMap(([kind, facts]) =>
  facts.to_deleted ? [kind] : [],
)

/** An intent with what its kind says about its routes. `admins_reachable`: whether the admin channel leads anywhere. */
function routed(intent: Intent, index: number, admins_reachable: boolean) {
  const facts = NOTIFICATION_KINDS[intent.kind]
  const payload = intent.payload as { [member: string]: Json }
  const lost = facts.category === 'admin' ? !admins_reachable : intent.user_id === null
  return {
    n: index,
    kind: intent.kind,
    idempotency_key: intent.idempotency_key,
    user_id: intent.user_id,
    payload,
    subject: payload['game_id'] ?? null,
    channels: facts.channels,
    ttl_ms: facts.ttl_ms,
    stale_at: facts.stale_at ? (payload[facts.stale_at] ?? null) : null,
    supersedes: facts.supersedes ?? [],
    reason: lost ? 'no_recipient' : null,
  }
}

/**
 * Stores intents and one row per route of each (R-NOTIF-1), skips the open routes that they make stale, and
 * wakes the loop. All of it is one statement, in the caller's transaction. A kind and key that exist already
 * stay as they are: `existing`, or `conflict` where the payload or the reader is another. Answers stand in the
 * order of the intents.
 */
export async function submitNotifications(
  sql: Connection,
  intents: readonly Intent[],
  origin: Origin,
  admins_reachable = false,
): Promise<Submitted[]> {
  if (intents.length === 0) return []
  const wanted = intents.map((intent, index) => routed(intent, index, admins_reachable))
  const made = await sql<{ n: number; notification_id: string }[]>`
    with wanted as (
      select * from jsonb_to_recordset(${sql.json(wanted)}) as w (n int, kind text, idempotency_key text,
        user_id uuid, payload jsonb, subject text, channels text[], ttl_ms float8, stale_at timestamptz,
        supersedes text[], reason backend.route_reason)
    ), made as (
      insert into backend.notifications (kind, idempotency_key, user_id, payload, request_id, traceparent)
      select kind, idempotency_key, user_id, payload, ${origin.request_id}, ${origin.traceparent}
      from wanted order by kind, idempotency_key
      on conflict (kind, idempotency_key) do nothing
      returning notification_id, kind, idempotency_key
    ), fresh as (
      select distinct on (notification_id) made.notification_id, w.*
      from made join wanted w using (kind, idempotency_key) order by notification_id, w.n
    ), stale as (
      select r.route_id from fresh f
      join backend.notification_routes r on r.user_id = f.user_id and r.subject = f.subject
      join backend.notifications o on o.notification_id = r.notification_id
      where r.status in ('pending', 'retrying') and o.kind = any(f.supersedes)
      order by r.route_id for no key update of r
    ), superseded as (
      update backend.notification_routes r set status = 'skipped', reason = 'superseded', next_attempt_at = null,
        lease_token = null, leased_by = null, lease_until = null
      from stale where r.route_id = stale.route_id and r.status in ('pending', 'retrying')
    ), routes as (
      insert into backend.notification_routes (notification_id, user_id, subject, channel, status, reason,
        next_attempt_at, expires_at)
      select f.notification_id, f.user_id, f.subject, channel,
        (case when f.reason is null then 'pending' else 'skipped' end)::backend.route_status, f.reason,
        case when f.reason is null then now() end,
        least(now() + f.ttl_ms * interval '1 millisecond', f.stale_at)
      from fresh f cross join unnest(f.channels) channel
    )
    select n, notification_id from fresh`
  await wake(sql, 'notifications/scan')
  const created = new Map(made.map(({ n, notification_id }) => [n, notification_id]))
  const known = created.size === wanted.length ? [] : await findSame(sql, wanted)
  return wanted.map(({ n }) => {
    const fresh = created.get(n)
    if (fresh !== undefined) return { fact: 'created', notification_id: fresh }
    const { same, notification_id } = only(known.find((each) => each.n === n))
    return { fact: same ? 'existing' : 'conflict', notification_id }
  })
}

async function findSame(sql: Connection, wanted: ReturnType<typeof routed>[]) {
  return sql<{ n: number; notification_id: string; same: boolean }[]>`
    select w.n, o.notification_id, o.payload = w.payload and o.user_id is not distinct from w.user_id as same
    from jsonb_to_recordset(${sql.json(wanted)}) as w (n int, kind text, idempotency_key text, user_id uuid,
      payload jsonb)
    join backend.notifications o using (kind, idempotency_key)`
}

/** The columns that a route clears when it ends: its due time and its claim. */
export const closed = (sql: Connection): Fragment =>
  sql`next_attempt_at = null, lease_token = null, leased_by = null, lease_until = null`

/**
 * pending | retrying -> skipped, for the routes that are due and lead nowhere any more: their time is over, their
 * reader is deleted, or has switched the category off on the channel. Answers how many.
 */
export async function skipPointlessRoutes(sql: Connection): Promise<number> {
  const categories = Object.entries(NOTIFICATION_KINDS).map(([kind, { category }]) => ({ kind, category }))
  const result = await sql`
    with pointless as (
      select r.route_id, (case
        when a.status = 'deleted' and o.kind <> all(${TO_DELETED}::text[]) then 'user_deleted'
        when r.expires_at <= now() then 'expired'
        when p.user_id is not null then 'preference_off' end)::backend.route_reason as reason
      from backend.notification_routes r
      join backend.notifications o on o.notification_id = r.notification_id
      left join backend.accounts a on a.user_id = r.user_id
      left join backend.notification_preferences p on p.user_id = r.user_id and p.channel = r.channel and not p.enabled
        and p.category = (select k.category from jsonb_to_recordset(${sql.json(categories)}) as k (kind text,
          category text)
          where k.kind = o.kind)
      where r.status in ('pending', 'retrying') and r.next_attempt_at <= now()
        and coalesce(r.lease_until <= now(), true)
        and (r.expires_at <= now() or p.user_id is not null or a.status = 'deleted'
          and o.kind <> all(${TO_DELETED}::text[]))
      for no key update of r skip locked
    )
    update backend.notification_routes r set status = 'skipped', reason = pointless.reason, ${closed(sql)}
    from pointless where r.route_id = pointless.route_id and r.status in ('pending', 'retrying')`
  return result.count
}

/** pending | retrying -> skipped, for all routes that still wait for a player who leaves (R-NOTIF-4). */
export async function skipRoutesOfUser(sql: Connection, user_id: string): Promise<void> {
  await sql`
    update backend.notification_routes set status = 'skipped', reason = 'user_deleted', ${closed(sql)}
    where user_id = ${user_id} and status in ('pending', 'retrying')`
}

/** dead_lettered -> pending, due now, for another cycle of attempts, by an operator. */
export async function retryRoute(
  sql: Connection,
  route_id: string,
): Promise<{ fact: 'rearmed' | 'illegal_transition'; notification_id: string; status: RouteStatus } | null> {
  const [rearmed] = await sql<{ notification_id: string }[]>`
    update backend.notification_routes set status = 'pending', attempts = 0, next_attempt_at = now()
    where route_id = ${route_id} and status = 'dead_lettered'
    returning notification_id`
  if (rearmed) {
    await wake(sql, 'notifications/scan')
    return { fact: 'rearmed', status: 'pending', ...rearmed }
  }
  const [known] = await sql<{ notification_id: string; status: RouteStatus }[]>`
    select notification_id, status from backend.notification_routes where route_id = ${route_id}`
  return known ? { fact: 'illegal_transition', ...known } : null
}

/**
 * Deletes at most `limit` notifications that are older than `kept_ms`, the oldest first, with their routes,
 * which have all come to an end. Answers how many. The key of one that is gone may be used anew. Arrays and a
 * count force the planner to look each row up by its id.
 */
export async function deleteOldNotifications(
  sql: Connection,
  kept_ms: number,
  limit: number,
): Promise<number> {
  const result = await sql`
    with old as (
      select o.notification_id from backend.notifications o
      where o.created_at <= now() - ${kept_ms}::float8 * interval '1 millisecond' and (
        select count(*) from backend.notification_routes r
        where r.notification_id = o.notification_id and r.status in ('pending', 'retrying')) = 0
      order by o.created_at limit ${limit} for update of o skip locked
    ), routes as (
      delete from backend.notification_routes where notification_id = any(array(select notification_id from old))
    )
    delete from backend.notifications where notification_id = any(array(select notification_id from old))`
  return result.count
}
