// The mail of a notification on its way into the outbox.

import { config } from '#shared/config'
import { recipientHash } from '#shared/tokens'
import type { Connection, Json, Origin } from '#sql/connection'
import { insertDelivery } from '#sql/mail/deliveries'
import type { NotificationKind } from '#sql/notifications/kinds'

export type MailReader = {
  /** Null for who has no account: an invited address, the operators. */
  user_id: string | null
  email: string
  locale: string
  time_zone: string
}

export type NotificationMail = { kind: NotificationKind; payload: Json; expires_in_ms: number | null }

/** Puts the mail into the outbox and answers its id. The mail is rendered when it is sent. */
export function mailNotification(
  sql: Connection,
  { user_id, email, locale, time_zone }: MailReader,
  { kind, payload, expires_in_ms }: NotificationMail,
  origin: Origin,
): Promise<string> {
  const { BACKEND_SECRET_KEY, BACKEND_PUBLIC_URL } = config()
  const delivery = {
    kind,
    template: kind,
    locale,
    time_zone,
    recipient: email,
    recipient_hash: recipientHash(BACKEND_SECRET_KEY, email),
    params: { payload, user_id },
    sealed_params: null,
    expires_in_ms: expires_in_ms === null ? null : Math.ceil(expires_in_ms),
    message_domain: new URL(BACKEND_PUBLIC_URL).hostname,
  }
  return insertDelivery(sql, delivery, origin)
}

/** Whether the admin channel leads anywhere (R-NOTIF-5). */
export const adminsReachable = (): boolean => config().BACKEND_NOTIFICATION_ADMIN_EMAIL !== undefined
