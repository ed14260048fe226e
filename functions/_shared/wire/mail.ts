// Mail deliveries on the wire.

import * as v from 'valibot'
import type { DeliveryRow } from '#sql/mail/deliveries'
import type { SuppressionRow } from '#sql/mail/suppressions'

/** The stored stand-in for an address. */
export const RecipientHash = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, 'must be 32 hex digits'))

export const DeliveryStatus = v.picklist([
  'pending',
  'retrying',
  'sent',
  'dead_lettered',
  'expired',
  'suppressed',
])

/** A delivery as operators see it in lists: without the recipient's address. */
export const Delivery = v.object({
  delivery_id: v.string(),
  kind: v.string(),
  template: v.string(),
  locale: v.string(),
  recipient_hash: v.string(),
  status: DeliveryStatus,
  attempts_in_cycle: v.number(),
  attempts_total: v.number(),
  next_attempt_at: v.nullable(v.string()),
  last_error: v.nullable(v.string()),
  created_at: v.string(),
  sent_at: v.nullable(v.string()),
  dead_lettered_at: v.nullable(v.string()),
  message_id: v.string(),
})

/** The path of one delivery. */
export const DeliveryParams = v.object({ delivery_id: v.pipe(v.string(), v.uuid('must be a UUID')) })

const iso = (time: Date | null): string | null => time?.toISOString() ?? null

/** A row of `mail_deliveries` as it is answered. */
export const deliveryAnswer = (row: DeliveryRow): v.InferInput<typeof Delivery> => ({
  ...row,
  next_attempt_at: iso(row.next_attempt_at),
  created_at: row.created_at.toISOString(),
  sent_at: iso(row.sent_at),
  dead_lettered_at: iso(row.dead_lettered_at),
})

/** A recipient who gets no mail. With `security_too` no sign-in codes either. */
export const Suppression = v.object({
  recipient_hash: v.string(),
  reason: v.string(),
  security_too: v.boolean(),
  created_by: v.string(),
  created_at: v.string(),
})

/** A row of `mail_suppressions` as it is answered. */
export const suppressionAnswer = (row: SuppressionRow): v.InferInput<typeof Suppression> => {
  const { recipient_hash, reason, security_too, created_by, created_at } = row
  return { recipient_hash, reason, security_too, created_by, created_at: created_at.toISOString() }
}
