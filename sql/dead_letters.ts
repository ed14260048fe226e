// Whether mail dies more than it should, and that operators are told so.

import type { Connection, Origin } from '#sql/connection'
import { only } from '#sql/connection'
import { equals } from '#sql/list'
import { NOTIFICATION_KINDS } from '#sql/notifications/kinds'
import { submitNotifications } from '#sql/notifications/routes'

const KIND = 'mail.dead_letter_growth'

// What goes to the operators tells nobody anything by its death: their own address is what does not work.
const FOR_ADMINS = Object.entries(NOTIFICATION_KINDS).flatMap(([kind, { category }]) =>
  category === 'admin' ? [kind] : [],
)

type Growth = { dead_letters: number; since: Date; last_id: string | null; told_lately: boolean }

/**
 * Tells the operators where `least` mails have died since they were told last, or within a day; at most once an hour, also by
 * several that look at once: each key follows the one before. Answers whether there was something to tell.
 */
export async function tellDeadLetters(
  sql: Connection,
  least: number,
  admins_reachable: boolean,
  origin: Origin,
): Promise<boolean> {
  const rows = await sql<Growth[]>`
    with told as (
      select notification_id, created_at from backend.notifications
      where ${equals(sql, 'kind', KIND, 'text')} order by kind, notification_id desc limit 1
    ), begun as (
      select greatest(now() - interval '1 day', (select created_at from told)) as since
    )
    select since, (select notification_id from told) as last_id,
      coalesce((select created_at > now() - interval '1 hour' from told), false) as told_lately,
      (select count(*)::int from backend.mail_deliveries d
        where d.status = 'dead_lettered' and d.dead_lettered_at > since and d.kind <> all(${FOR_ADMINS}::text[])) as dead_letters
    from begun`
  const { dead_letters, since, last_id, told_lately } = only(rows[0])
  if (told_lately || dead_letters < least) return false
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
