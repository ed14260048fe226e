// Attempts at a route: claimed under a lease, and ended under the claim. pending | retrying -> published |
// retrying | dead_lettered | skipped. Transitions without a claim are in `#sql/notifications/routes`.

import type { Connection, Json } from '#sql/connection'
import type { Channel, NotificationKind } from '#sql/notifications/kinds'
import { closed } from '#sql/notifications/routes'
import type { RouteReason } from '#sql/notifications/routes'

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

/** Claims due routes under a lease with `FOR UPDATE SKIP LOCKED` (R-NOTIF-3). Each claim is one attempt. */
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
    select c.route_id, c.lease_token, c.attempts, c.channel, c.notification_id, o.kind, o.payload, o.user_id,
      o.created_at, greatest(0, extract(epoch from c.expires_at - now()) * 1000)::float8 as expires_in_ms,
      a.email, a.locale, a.time_zone, o.request_id, o.traceparent
    from claimed c join backend.notifications o on o.notification_id = c.notification_id
    left join backend.accounts a on a.user_id = o.user_id
    order by c.notification_id, c.channel`
}

const isClaim = (sql: Connection, route: ClaimedRoute) => sql`
  route_id = ${route.route_id} and lease_token = ${route.lease_token} and status in ('pending', 'retrying')`

/** Whether a claim still holds. If so, nobody else changes the route before the transaction ends. */
export async function holdRoute(sql: Connection, route: ClaimedRoute): Promise<boolean> {
  const rows = await sql`
    select from backend.notification_routes where ${isClaim(sql, route)} for no key update`
  return rows.length > 0
}

/**
 * pending | retrying -> published, in the transaction that puts the mail (`delivery_id`) or
 * the push event where it belongs.
 */
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

/** pending | retrying -> skipped, where it turns out that there is nobody to notify. */
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
      status = ${dead ? 'dead_lettered' : 'retrying'}, last_error = ${error.slice(0, 500)}, lease_token = null,
      leased_by = null, lease_until = null,
      next_attempt_at = case when ${!dead} then least(now() + ${retry_in_ms}::float8 * interval '1 millisecond',
        expires_at) end
    where ${isClaim(sql, route)}`
}
