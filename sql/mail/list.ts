// Questions about the outbox. They change nothing; the transitions are in `#sql/mail/deliveries`.

import type { Connection } from '#sql/connection'
import { filtered, readSlice } from '#sql/list'
import type { Slice, Window } from '#sql/list'
import { deliveryColumns } from '#sql/mail/deliveries'
import type { DeliveryRow, DeliveryStatus } from '#sql/mail/deliveries'

/** The recipient's address of a delivery, null once it is forgotten: a look that is audited by whoever takes it. */
export async function findRecipient(sql: Connection, delivery_id: string): Promise<string | null> {
  const [row] = await sql<{ recipient: string | null }[]>`
    select recipient from backend.mail_deliveries where delivery_id = ${delivery_id}`
  return row?.recipient ?? null
}

/** Deliveries, newest first. */
export function listDeliveries(
  sql: Connection,
  filter: { status: DeliveryStatus | null; recipient_hash: string | null },
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
