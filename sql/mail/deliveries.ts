// Delivery: pending -> sent | retrying | dead_lettered | expired | suppressed, retrying -> the same. A resend
// re-arms it. Every transition of `mail_deliveries` is here, but those that an attempt makes, which are in
// `#sql/mail/attempts`.

import { only } from '#sql/connection'
import type { Connection, Fragment, Json, Origin } from '#sql/connection'
import { wake } from '#sql/jobs'
import { NOTIFICATION_KINDS } from '#sql/notifications/kinds'

export type DeliveryStatus = 'pending' | 'retrying' | 'sent' | 'dead_lettered' | 'expired' | 'suppressed'

export type DeliveryRow = {
  delivery_id: string
  kind: string
  template: string
  locale: string
  recipient_hash: string
  status: DeliveryStatus
  attempts_in_cycle: number
  attempts_total: number
  next_attempt_at: Date | null
  last_error: string | null
  created_at: Date
  sent_at: Date | null
  dead_lettered_at: Date | null
  message_id: string
}

/** The columns of a delivery that lists show. */
export const deliveryColumns = (sql: Connection) => sql`
  delivery_id, kind, template, locale, recipient_hash, status, attempts_in_cycle, attempts_total, next_attempt_at,
  last_error, created_at, sent_at, dead_lettered_at, message_id`

export type NewDelivery = {
  kind: string
  template: string
  locale: string
  time_zone: string
  recipient: string
  recipient_hash: string
  params: Json
  sealed_params: Uint8Array | null
  expires_in_ms: number | null
  message_domain: string
}

/**
 * Puts a mail into the outbox and wakes the sender. Both hold from the commit on. Its `Message-ID` never
 * changes.
 */
export async function insertDelivery(
  sql: Connection,
  delivery: NewDelivery,
  origin: Origin,
): Promise<string> {
  const rows = await sql<{ delivery_id: string }[]>`
    with made as (select backend.uuid_v7() as id)
    insert into backend.mail_deliveries (delivery_id, kind, template, locale, time_zone, recipient,
      recipient_hash, params, sealed_params, expires_at, message_id, request_id, traceparent)
    select id, ${delivery.kind}, ${delivery.template}, ${delivery.locale}, ${delivery.time_zone}, ${delivery.recipient},
      ${delivery.recipient_hash}, ${sql.json(delivery.params)}, ${delivery.sealed_params},
      now() + ${delivery.expires_in_ms}::bigint * interval '1 millisecond',
      '<' || id || '@' || ${delivery.message_domain}::text || '>', ${origin.request_id}, ${origin.traceparent}
    from made
    returning delivery_id`
  await wake(sql, 'mail/scan')
  return only(rows[0]).delivery_id
}

/**
 * The columns that a delivery clears when it ends: its due time, its claim, and the contents that only its
 * reader may read.
 */
export const ending = (sql: Connection): Fragment => sql`
  next_attempt_at = null, sealed_params = null, sealed_message = null, lease_token = null, leased_by = null,
  lease_until = null`

/** Waits, and no sender is at it. */
const waiting = (sql: Connection): Fragment => sql`
  d.status in ('pending', 'retrying') and coalesce(d.lease_until <= now(), true)`

/** Closes the attempts that dead workers left open at deliveries which just ended. */
const closeLost = (sql: Connection): Fragment => sql`
  update backend.mail_attempts a set outcome = 'unknown', finished_at = now(),
    error = 'the worker ended during the attempt'
  from ended where a.delivery_id = ended.delivery_id and a.outcome is null`

/**
 * pending | retrying -> expired, for what must never arrive late. An attempt that a dead worker left open ends as
 * `unknown`. What is dead_lettered stays so, without its secrets: past its time nobody can send it again.
 */
export async function expireDeliveries(sql: Connection): Promise<number> {
  const result = await sql`
    with ended as (
      update backend.mail_deliveries d set status = 'expired', ${ending(sql)}
      where ${waiting(sql)} and d.expires_at <= now()
      returning d.delivery_id
    ), lost as (${closeLost(sql)}), cleared as (
      update backend.mail_deliveries set sealed_params = null, sealed_message = null
      where status = 'dead_lettered' and num_nonnulls(sealed_params, sealed_message) > 0 and expires_at <= now()
    )
    select from ended`
  return result.count
}

// Kinds that a player gets whatever they have switched off.
const SECURITY = Object.entries(NOTIFICATION_KINDS).flatMap(([kind, { category }]) =>
  category === 'security' ? [kind] : [],
)

/**
 * Whether a delivery `d` is withheld from its reader: by the list of suppressions, as a sign-in code to a
 * blocked account, who gets the same answer and no mail, or as mail of a category that its reader has switched
 * off (a kind begins with it).
 */
export const isKeptBack = (sql: Connection): Fragment => sql`
  (backend.is_suppressed(d.recipient_hash, d.kind)
  or d.kind = 'auth.code' and exists (
    select from backend.accounts a where a.email = d.recipient
      and (a.status = 'banned' or (a.status = 'suspended' and coalesce(a.suspended_until > now(), true))))
  or exists (
    select from backend.accounts a join backend.notification_preferences p on p.user_id = a.user_id
    where a.email = d.recipient and p.channel = 'email' and not p.enabled and p.category = split_part(d.kind, '.', 1)
      and d.kind <> all(${SECURITY}::text[])))`

/** pending | retrying -> suppressed, for deliveries that are due and withheld from their reader. */
export async function suppressDeliveries(sql: Connection): Promise<number> {
  return suppress(sql, sql`d.next_attempt_at <= now() and ${isKeptBack(sql)}`)
}

/** pending | retrying -> suppressed, for all mail to an address but sign-in codes, which it may still need. */
export async function suppressMailTo(sql: Connection, recipient: string): Promise<void> {
  await suppress(sql, sql`d.recipient = ${recipient} and d.kind <> 'auth.code'`)
}

/** pending | retrying -> suppressed, for deliveries to a recipient on the list, due or not. */
export async function suppressListed(sql: Connection, recipient_hash: string): Promise<number> {
  return suppress(
    sql,
    sql`d.recipient_hash = ${recipient_hash} and backend.is_suppressed(d.recipient_hash, d.kind)`,
  )
}

async function suppress(sql: Connection, which: Fragment): Promise<number> {
  const result = await sql`
    with ended as (
      update backend.mail_deliveries d set status = 'suppressed', ${ending(sql)}
      where ${waiting(sql)} and ${which}
      returning d.delivery_id
    ), lost as (${closeLost(sql)})
    select from ended`
  return result.count
}

export type Resent = 'rearmed' | 'already_sent' | 'delivery_expired' | 'suppressed' | 'unknown'

/**
 * pending | retrying | dead_lettered -> pending, due now, for another cycle of attempts (R-MAIL-4). The
 * numbers of the attempts go on (R-MAIL-5). The same function serves operators in psql.
 */
export async function resendDelivery(sql: Connection, delivery_id: string): Promise<Resent> {
  const rows = await sql<{ resent: Resent }[]>`select backend.resend_mail(${delivery_id}) as resent`
  const { resent } = only(rows[0])
  if (resent === 'rearmed') await wake(sql, 'mail/scan')
  return resent
}

export type DeadLetterFilter = {
  kind?: string | undefined
  template?: string | undefined
  recipient_hash?: string | undefined
  dead_lettered_after?: string | undefined
  dead_lettered_before?: string | undefined
}

/**
 * dead_lettered -> pending, due now, for the oldest `limit` that the filter names; answers how many. What has expired
 * or is suppressed by now stays dead.
 */
export async function resendDeadLetters(
  sql: Connection,
  filter: DeadLetterFilter,
  limit: number,
): Promise<number> {
  const { kind, template, recipient_hash, dead_lettered_after, dead_lettered_before } = filter
  const result = await sql`
    with dead as (
      select d.delivery_id from backend.mail_deliveries d
      where d.status = 'dead_lettered' and coalesce(d.expires_at > now(), true)
        and not backend.is_suppressed(d.recipient_hash, d.kind)
        ${kind === undefined ? sql`` : sql`and d.kind = ${kind}`}
        ${template === undefined ? sql`` : sql`and d.template = ${template}`}
        ${recipient_hash === undefined ? sql`` : sql`and d.recipient_hash = ${recipient_hash}`}
        ${dead_lettered_after === undefined ? sql`` : sql`and d.dead_lettered_at >= ${dead_lettered_after}`}
        ${dead_lettered_before === undefined ? sql`` : sql`and d.dead_lettered_at < ${dead_lettered_before}`}
      order by d.dead_lettered_at limit ${limit} for update skip locked
    )
    update backend.mail_deliveries d set status = 'pending', attempts_in_cycle = 0, next_attempt_at = now(),
      dead_lettered_at = null
    from dead where d.delivery_id = dead.delivery_id`
  if (result.count > 0) await wake(sql, 'mail/scan')
  return result.count
}

/**
 * Deletes recipient and contents of at most `limit` mails that are over since `kept_ms`. Answers of how many.
 */
export async function forgetOldMail(sql: Connection, kept_ms: number, limit: number): Promise<number> {
  const result = await sql`
    with old as (
      select delivery_id from backend.mail_deliveries
      where status in ('sent', 'expired', 'suppressed') and recipient is not null
        and coalesce(sent_at, created_at) <= now() - ${kept_ms}::float8 * interval '1 millisecond'
      order by coalesce(sent_at, created_at) limit ${limit} for update skip locked
    )
    update backend.mail_deliveries d set recipient = null, params = '{}', ${ending(sql)}
    from old where d.delivery_id = old.delivery_id`
  return result.count
}

/** One delivery without its recipient's address, or null. */
export async function findDelivery(sql: Connection, delivery_id: string): Promise<DeliveryRow | null> {
  const [row] = await sql<DeliveryRow[]>`
    select ${deliveryColumns(sql)} from backend.mail_deliveries where delivery_id = ${delivery_id}`
  return row ?? null
}

/**
 * Replaces the address of a purged account in its mail, and empties the mail. What waits to be sent is a code that
 * somebody has just asked for: it goes to the address, and to a new account.
 */
export async function pseudonymiseDeliveries(
  sql: Connection,
  email: string,
  pseudonym: string,
): Promise<void> {
  await sql`
    update backend.mail_deliveries set recipient = ${pseudonym}, params = '{}', sealed_params = null,
      sealed_message = null, last_error = null,
      recipient_hash = left(encode(sha256(${pseudonym}::text::bytea), 'hex'), 32)
    where recipient = ${email} and status not in ('pending', 'retrying')`
}
