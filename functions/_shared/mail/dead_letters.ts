// Notifies operators when more mail dies than should.

import type { Connection, Origin } from '#sql/connection'
import { countDeadLetters } from '#sql/mail/list'
import { NOTIFICATION_KINDS } from '#sql/notifications/kinds'
import { submitNotifications } from '#sql/notifications/routes'

const KIND = 'mail.dead_letter_growth'

// A dead mail to the operators themselves is not counted: their own address is what does not work.
const FOR_ADMINS = Object.entries(NOTIFICATION_KINDS).flatMap(([kind, { category }]) =>
  category === 'admin' ? [kind] : [],
)

/**
 * Notifies the operators where `least` mails have died since the last such notification, or within a day. It does so
 * at most once an hour, also where several callers check at once: each key follows the one before. Answers whether
 * there was something to notify.
 */
export async function notifyDeadLetters(
  sql: Connection,
  least: number,
  admins_reachable: boolean,
  origin: Origin,
): Promise<boolean> {
  const growth = await countDeadLetters(sql, { notified_as: KIND, except: FOR_ADMINS })
  const { dead_letters, since, last_id, notified_lately } = growth
  if (notified_lately || dead_letters < least) return false
  const payload = { dead_letters, since: since.toISOString() }
  const intent = {
    kind: KIND,
    idempotency_key: `after/${last_id ?? 'none'}`,
    user_id: null,
    payload,
  } as const
  await submitNotifications(sql, [intent], origin, admins_reachable)
  return true
}
