// The recipients who get no mail, by the stored hash of the address. Every change of `mail_suppressions` is in
// this file. Its effect on deliveries is in `#sql/mail/deliveries`.

import { only } from '#sql/connection'
import type { Connection } from '#sql/connection'
import { filtered, readSlice } from '#sql/list'
import type { Slice, Window } from '#sql/list'

export type SuppressionRow = {
  recipient_hash: string
  suppression_id: string
  reason: string
  security_too: boolean
  created_by: string
  created_at: Date
}

const columns = (sql: Connection) =>
  sql`recipient_hash, suppression_id, reason, security_too, created_by, created_at`

/**
 * Suppresses a recipient. One who is on the list already stays there with the new note. `added` tells them
 * apart.
 */
export async function insertSuppression(
  sql: Connection,
  suppression: Pick<SuppressionRow, 'recipient_hash' | 'reason' | 'security_too' | 'created_by'>,
): Promise<SuppressionRow & { added: boolean }> {
  const { recipient_hash, reason, security_too, created_by } = suppression
  const rows = await sql<(SuppressionRow & { added: boolean })[]>`
    insert into backend.mail_suppressions (recipient_hash, reason, security_too, created_by)
    values (${recipient_hash}, ${reason}, ${security_too}, ${created_by})
    on conflict (recipient_hash) do update
      set reason = excluded.reason, security_too = excluded.security_too, created_by = excluded.created_by
    returning ${columns(sql)}, xmax = 0 as added`
  return only(rows[0])
}

/** Takes a recipient off the list. Null where they are not on it. */
export async function deleteSuppression(
  sql: Connection,
  recipient_hash: string,
): Promise<SuppressionRow | null> {
  const [row] = await sql<SuppressionRow[]>`
    delete from backend.mail_suppressions where recipient_hash = ${recipient_hash} returning ${columns(sql)}`
  return row ?? null
}

/** The list, newest first. */
export function listSuppressions(
  sql: Connection,
  filter: { recipient_hash?: string | undefined },
  window: Window,
): Promise<Slice<SuppressionRow>> {
  const id = 'suppression_id'
  const rows = filtered(sql, id, ['recipient_hash', filter.recipient_hash, 'text'])
  return readSlice(sql, { columns: columns(sql), from: sql`backend.mail_suppressions`, id, ...rows }, window)
}
