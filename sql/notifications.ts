// Route: pending -> published | retrying | dead_lettered | skipped, retrying -> the same, dead_lettered -> pending by an
// operator. Every transition of `notification_routes` is in this file.
import type { Connection, Json, Origin } from '#sql/connection'
import { wake } from '#sql/jobs'
import { NOTIFICATION_KINDS } from '#sql/notification_kinds'
import type { Channel, Intent, NotificationKind } from '#sql/notification_kinds'

export type RouteStatus = 'pending' | 'published' | 'retrying' | 'dead_lettered' | 'skipped'
export type RouteReason = 'no_recipient' | 'user_deleted' | 'preference_off' | 'superseded' | 'expired'

/** The legal transitions; a test walks every pair of states. */
export const ROUTE_TRANSITIONS: Record<RouteStatus, readonly RouteStatus[]> = {
  pending: ['published', 'retrying', 'dead_lettered', 'skipped'],
  retrying: ['published', 'retrying', 'dead_lettered', 'skipped'],
  published: [],
  dead_lettered: ['pending'],
  skipped: [],
}

export type Submitted = { fact: 'created' | 'existing' | 'conflict'; notification_id: string }

// Kinds that a deleted account is still told.
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
 * Keeps intents and one row per route of each (R-NOTIF-1), skips the open routes that they make stale, and wakes the loop;
 * all of it in one statement, in the caller's transaction. A kind and key that are there already stay as they are:
 * `existing`, or `conflict` where the payload or the reader is another. Answers stand in the order of the intents.
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
        user_id uuid, payload jsonb, subject text, channels text[], ttl_ms float8, stale_at timestamptz, supersedes text[],
        reason backend.route_reason)
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
      insert into backend.notification_routes (notification_id, user_id, subject, channel, status, reason, next_attempt_at,
        expires_at)
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
    const found = known.find((each) => each.n === n)
    return { fact: found?.same ? 'existing' : 'conflict', notification_id: found?.notification_id ?? '' }
  })
}

async function findSame(sql: Connection, wanted: ReturnType<typeof routed>[]) {
  return sql<{ n: number; notification_id: string; same: boolean }[]>`
    select w.n, o.notification_id, o.payload = w.payload and o.user_id is not distinct from w.user_id as same
    from jsonb_to_recordset(${sql.json(wanted)}) as w (n int, kind text, idempotency_key text, user_id uuid,
      payload jsonb)
    join backend.notifications o using (kind, idempotency_key)`
}

const closed = (sql: Connection) =>
  sql`next_attempt_at = null, lease_token = null, leased_by = null, lease_until = null`

/**
 * pending | retrying -> skipped, for the routes that are due and lead nowhere any more: their time is over, their reader is
 * deleted, or has switched the category off on the channel. Answers how many.
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
        and p.category = (select k.category from jsonb_to_recordset(${sql.json(categories)}) as k (kind text, category text)
          where k.kind = o.kind)
      where r.status in ('pending', 'retrying') and r.next_attempt_at <= now() and coalesce(r.lease_until <= now(), true)
        and (r.expires_at <= now() or p.user_id is not null or a.status = 'deleted' and o.kind <> all(${TO_DELETED}::text[]))
      for no key update of r skip locked
    )
    update backend.notification_routes r set status = 'skipped', reason = pointless.reason, ${closed(sql)}
    from pointless where r.route_id = pointless.route_id and r.status in ('pending', 'retrying')`
  return result.count
}

/** pending | retrying -> skipped, for all that still waits to be told to a player who leaves (R-NOTIF-4). */
export async function skipRoutesOfUser(sql: Connection, user_id: string): Promise<void> {
  await sql`
    update backend.notification_routes set status = 'skipped', reason = 'user_deleted', ${closed(sql)}
    where user_id = ${user_id} and status in ('pending', 'retrying')`
}

export type ClaimedRoute = {
  route_id: string
  lease_token: string
  attempts: number
  channel: Channel
  expires_in_ms: number | null
  notification_id: string
  kind: NotificationKind
  payload: Json
  user_id: string | null
  /** The reader, null for the admin channel. */
  email: string | null
  locale: string | null
  time_zone: string | null
  created_at: Date
  request_id: string | null
  traceparent: string | null
}

/** Claims due routes under a lease with `FOR UPDATE SKIP LOCKED` (R-NOTIF-3); each claim is one attempt. */
export async function claimRoutes(
  sql: Connection,
  claim: { worker_id: string; lease_ms: number; limit: number },
): Promise<ClaimedRoute[]> {
  return sql<ClaimedRoute[]>`
    with due as (
      select route_id from backend.notification_routes
      where status in ('pending', 'retrying') and next_attempt_at <= now() and coalesce(lease_until <= now(), true)
      order by next_attempt_at limit ${claim.limit} for no key update skip locked
    ), claimed as (
      update backend.notification_routes r set
        lease_token = gen_random_uuid(), leased_by = ${claim.worker_id},
        lease_until = now() + ${claim.lease_ms} * interval '1 millisecond', attempts = r.attempts + 1
      from due where r.route_id = due.route_id
      returning r.*
    )
    select c.route_id, c.lease_token, c.attempts, c.channel, c.notification_id, o.kind, o.payload, o.user_id, o.created_at,
      greatest(0, extract(epoch from c.expires_at - now()) * 1000)::float8 as expires_in_ms,
      a.email, a.locale, a.time_zone, o.request_id, o.traceparent
    from claimed c join backend.notifications o on o.notification_id = c.notification_id
    left join backend.accounts a on a.user_id = o.user_id
    order by c.notification_id, c.channel`
}

const isClaim = (sql: Connection, route: ClaimedRoute) => sql`
  route_id = ${route.route_id} and lease_token = ${route.lease_token} and status in ('pending', 'retrying')`

/** Whether a claim still holds; then nobody else changes the route before the transaction ends. */
export async function holdRoute(sql: Connection, route: ClaimedRoute): Promise<boolean> {
  const rows = await sql`
    select from backend.notification_routes where ${isClaim(sql, route)} for no key update`
  return rows.length > 0
}

/** pending | retrying -> published, in the transaction that puts the mail (`delivery_id`) or the push event where it belongs. */
export async function publishRoute(
  sql: Connection,
  route: ClaimedRoute,
  delivery_id: string | null,
): Promise<void> {
  await sql`
    update backend.notification_routes set status = 'published', delivery_id = ${delivery_id}, published_at = now(),
      last_error = null, ${closed(sql)}
    where ${isClaim(sql, route)}`
}

/** pending | retrying -> skipped, where it turns out that there is nobody to tell. */
export async function skipRoute(sql: Connection, route: ClaimedRoute, reason: RouteReason): Promise<void> {
  await sql`
    update backend.notification_routes set status = 'skipped', reason = ${reason}, ${closed(sql)}
    where ${isClaim(sql, route)}`
}

/** pending | retrying -> retrying after `retry_in_ms`, or -> dead_lettered where that is null. */
export async function failRoute(
  sql: Connection,
  route: ClaimedRoute,
  error: string,
  retry_in_ms: number | null,
): Promise<void> {
  const dead = retry_in_ms === null
  await sql`
    update backend.notification_routes set
      status = ${dead ? 'dead_lettered' : 'retrying'}, last_error = ${error.slice(0, 500)}, lease_token = null, leased_by = null,
      lease_until = null,
      next_attempt_at = case when ${!dead} then least(now() + ${retry_in_ms}::float8 * interval '1 millisecond', expires_at) end
    where ${isClaim(sql, route)}`
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
