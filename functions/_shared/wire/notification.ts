// Notifications on the wire: as a player reads them, and with the ends of their routes as operators do.

import * as v from 'valibot'
import { iso } from '#shared/wire/time'
import type { InboxRow } from '#sql/notifications/inbox'
import type { NotificationRow } from '#sql/notifications/list'

/** A notification as its reader sees it. */
export const InboxItem = v.object({
  notification_id: v.string(),
  kind: v.string(),
  payload: v.unknown(),
  created_at: v.string(),
  read_at: v.nullable(v.string()),
})

/** A row of an inbox as it is answered. */
export const inboxAnswer = (row: InboxRow): v.InferInput<typeof InboxItem> => ({
  ...row,
  created_at: row.created_at.toISOString(),
  read_at: iso(row.read_at),
})

const Route = v.object({
  route_id: v.string(),
  channel: v.picklist(['push', 'email']),
  status: v.picklist(['pending', 'published', 'retrying', 'dead_lettered', 'skipped']),
  reason: v.nullable(v.picklist(['no_recipient', 'user_deleted', 'preference_off', 'superseded', 'expired'])),
  attempts: v.number(),
  next_attempt_at: v.nullable(v.string()),
  expires_at: v.nullable(v.string()),
  published_at: v.nullable(v.string()),
  last_error: v.nullable(v.string()),
  delivery_id: v.nullable(v.string()),
})

/** A notification as operators see it. */
export const Notification = v.object({
  notification_id: v.string(),
  kind: v.string(),
  idempotency_key: v.string(),
  user_id: v.nullable(v.string()),
  payload: v.unknown(),
  created_at: v.string(),
  read_at: v.nullable(v.string()),
  routes: v.array(Route),
})

/** The path of one notification. */
export const NotificationParams = v.object({
  notification_id: v.pipe(v.string(), v.uuid('must be a UUID')),
})

/** A notification with its routes as it is answered. */
export const notificationAnswer = (row: NotificationRow): v.InferInput<typeof Notification> => ({
  ...row,
  created_at: row.created_at.toISOString(),
  read_at: iso(row.read_at),
  routes: row.routes.map((route) => ({
    ...route,
    next_attempt_at: iso(route.next_attempt_at),
    expires_at: iso(route.expires_at),
    published_at: iso(route.published_at),
  })),
})
