// Notifications with the ends of their routes, as operators see them. Nothing here changes anything.

import type { Connection, Json } from '#sql/connection'
import { filtered, readSlice, sliceOf } from '#sql/list'
import type { Before, Slice, Window } from '#sql/list'
import type { Channel } from '#sql/notifications/kinds'
import type { RouteReason, RouteStatus } from '#sql/notifications/routes'

type RouteRow = {
  route_id: string
  channel: Channel
  status: RouteStatus
  reason: RouteReason | null
  attempts: number
  next_attempt_at: Date | null
  expires_at: Date | null
  published_at: Date | null
  last_error: string | null
  delivery_id: string | null
}

export type NotificationRow = {
  notification_id: string
  kind: string
  idempotency_key: string
  user_id: string | null
  payload: Json
  created_at: Date
  read_at: Date | null
  routes: RouteRow[]
}

const columns = (sql: Connection) =>
  sql`notification_id, kind, idempotency_key, user_id, payload, created_at, read_at`

async function withRoutes(
  sql: Connection,
  notifications: Omit<NotificationRow, 'routes'>[],
): Promise<NotificationRow[]> {
  const ids = notifications.map(({ notification_id }) => notification_id)
  const rows = await sql<(RouteRow & { notification_id: string })[]>`
    select notification_id, route_id, channel, status, reason, attempts, next_attempt_at, expires_at, published_at,
      last_error, delivery_id
    from backend.notification_routes where notification_id = any(${ids}::uuid[]) order by channel`
  const routes = Map.groupBy(rows, ({ notification_id }) => notification_id)
  return notifications.map((each) => ({
    ...each,
    routes: (routes.get(each.notification_id) ?? []).map(({ notification_id: _of, ...route }) => route),
  }))
}

/** One notification with its routes, or null. */
export async function findNotification(
  sql: Connection,
  notification_id: string,
): Promise<NotificationRow | null> {
  const found = await sql<Omit<NotificationRow, 'routes'>[]>`
    select ${columns(sql)} from backend.notifications where notification_id = ${notification_id}`
  return (await withRoutes(sql, found))[0] ?? null
}

/** Notifications with their routes, newest first. */
export async function listNotifications(
  sql: Connection,
  filter: { kind?: string | undefined; user_id?: string | undefined },
  window: Window,
): Promise<Slice<NotificationRow>> {
  const id = 'notification_id'
  const rows = filtered(sql, id, ['user_id', filter.user_id, 'uuid'], ['kind', filter.kind, 'text'])
  const listed = await readSlice<Omit<NotificationRow, 'routes'>>(
    sql,
    { columns: columns(sql), from: sql`backend.notifications`, id, ...rows },
    window,
  )
  return { ...listed, items: await withRoutes(sql, listed.items) }
}

/** Notifications with a route that was given up, newest first. */
export async function listDeadLetters(sql: Connection, window: Window): Promise<Slice<NotificationRow>> {
  const ids = (before: Before) => sql`
    select distinct notification_id as id from backend.notification_routes
    where status = 'dead_lettered' ${before('notification_id')} order by notification_id desc`
  const list = {
    columns: columns(sql),
    from: sql`backend.notifications`,
    where: sql`true`,
    id: 'notification_id',
    ids,
  }
  const listed = await sliceOf<Omit<NotificationRow, 'routes'>>(sql, list, window)
  return { ...listed, items: await withRoutes(sql, listed.items) }
}
