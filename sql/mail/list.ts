// Questions about the outbox. They change nothing. The transitions are in `#sql/mail/deliveries`.

import { only } from '#sql/connection'
import type { Connection } from '#sql/connection'
import { equals, filtered, readSlice } from '#sql/list'
import type { Slice, Window } from '#sql/list'
import { deliveryColumns } from '#sql/mail/deliveries'
import type { DeliveryRow, DeliveryStatus } from '#sql/mail/deliveries'

/** The recipient's address of a delivery, null once it is forgotten. The caller audits that it was read. */
export async function findRecipient(sql: Connection, delivery_id: string): Promise<string | null> {
  const [row] = await sql<{ recipient: string | null }[]>`
    select recipient from backend.mail_deliveries where delivery_id = ${delivery_id}`
  return row?.recipient ?? null
}

/** Deliveries, newest first. */
export function listDeliveries(
  sql: Connection,
  filter: { status?: DeliveryStatus | undefined; recipient_hash?: string | undefined },
  window: Window,
): Promise<Slice<DeliveryRow>> {
  const id = 'delivery_id'
  const rows = filtered(
    sql,
    id,
    ['recipient_hash', filter.recipient_hash, 'text'],
    ['status', filter.status, 'backend.delivery_status'],
  )
  return readSlice(
    sql,
    { columns: deliveryColumns(sql), from: sql`backend.mail_deliveries`, id, ...rows },
    window,
  )
}

export type AttemptRow = {
  attempt_no: number
  started_at: Date
  finished_at: Date | null
  outcome: 'sent' | 'temporary_failure' | 'permanent_failure' | 'unknown' | null
  smtp_code: number | null
  error: string | null
}

/** The attempts of a delivery over its whole history, in their order (R-MAIL-5). */
export async function listAttempts(sql: Connection, delivery_id: string): Promise<AttemptRow[]> {
  return sql<AttemptRow[]>`
    select attempt_no, started_at, finished_at, outcome, smtp_code, error from backend.mail_attempts
    where delivery_id = ${delivery_id} order by attempt_no`
}

export type DeadLetterGrowth = {
  dead_letters: number
  since: Date
  /** The last notification of it, of any age. */
  last_id: string | null
  /** Whether that is younger than an hour. */
  notified_lately: boolean
}

/** Counts what died, but for kinds `except`, since the last notification of kind `notified_as`, or within a day. */
export async function countDeadLetters(
  sql: Connection,
  { notified_as, except }: { notified_as: string; except: readonly string[] },
): Promise<DeadLetterGrowth> {
  const [row] = await sql<DeadLetterGrowth[]>`
    with last as (
      select notification_id, created_at from backend.notifications
      where ${equals(sql, 'kind', notified_as, 'text')} order by kind, notification_id desc limit 1
    ), begun as (
      select greatest(now() - interval '1 day', (select created_at from last)) as since
    )
    select since, (select notification_id from last) as last_id,
      coalesce((select created_at > now() - interval '1 hour' from last), false) as notified_lately,
      (select count(*)::int from backend.mail_deliveries d
        where d.status = 'dead_lettered' and d.dead_lettered_at > since
          and d.kind <> all(${except}::text[])) as dead_letters
    from begun`
  return only(row)
}
