// The notifications that a player reads in the app: unread -> read. The routes of a notification are in
// `#sql/notifications/routes`.

import type { Connection, Json } from '#sql/connection'
import { only } from '#sql/connection'
import { equals, EXACT_TOTAL, readSlice } from '#sql/list'
import type { Slice, Window } from '#sql/list'

export type InboxRow = {
  notification_id: string
  kind: string
  payload: Json
  created_at: Date
  read_at: Date | null
}

const columns = (sql: Connection) => sql`notification_id, kind, payload, created_at, read_at`

/** A player's notifications, newest first. */
export function listInbox(sql: Connection, user_id: string, window: Window): Promise<Slice<InboxRow>> {
  const list = {
    columns: columns(sql),
    from: sql`backend.notifications`,
    where: equals(sql, 'user_id', user_id, 'uuid'),
    order: sql`user_id, notification_id desc`,
    id: 'notification_id',
  }
  return readSlice(sql, list, window)
}

/** How many a player has not read, counted as far as totals are. */
export async function countUnread(sql: Connection, user_id: string): Promise<number> {
  const [row] = await sql<{ unread: number }[]>`
    select count(*)::int as unread from (
      select from backend.notifications where user_id = ${user_id} and read_at is null limit ${EXACT_TOTAL}) n`
  return only(row).unread
}

/**
 * unread -> read, for one of a player's notifications. One that was read already retains its time. Null where
 * there is none such.
 */
export async function markRead(
  sql: Connection,
  user_id: string,
  notification_id: string,
): Promise<InboxRow | null> {
  const [row] = await sql<InboxRow[]>`
    update backend.notifications set read_at = coalesce(read_at, now())
    where notification_id = ${notification_id} and user_id = ${user_id}
    returning ${columns(sql)}`
  return row ?? null
}

/** unread -> read, for all that a player has. */
export async function markAllRead(sql: Connection, user_id: string): Promise<number> {
  const result = await sql`
    update backend.notifications set read_at = now() where user_id = ${user_id} and read_at is null`
  return result.count
}

/**
 * Deletes the contents of a player's notifications, and the player's name in those of others. The rows and
 * their routes stay (R-NOTIF-4).
 */
export async function pseudonymiseInbox(sql: Connection, user_id: string, alias: string): Promise<void> {
  await sql`update backend.notifications set payload = '{}' where user_id = ${user_id} and payload <> '{}'`
  await sql`
    update backend.notifications set payload = payload || jsonb_build_object('alias', ${alias}::text)
    where about_user_id = ${user_id}`
}
