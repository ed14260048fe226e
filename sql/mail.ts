// Delivery: pending -> sent | retrying | dead_lettered | expired | suppressed, retrying -> the same; a resend re-arms. Every
// transition of `mail_deliveries` and `mail_attempts` is in this file.
import type { Connection, Json, Origin } from '#sql/connection'
import { wake } from '#sql/jobs'

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

/** Puts a mail into the outbox and wakes the sender; both hold from the commit on. Its `Message-ID` never changes. */
export async function insertDelivery(
  sql: Connection,
  delivery: NewDelivery,
  origin: Origin,
): Promise<string> {
  const rows = await sql<{ delivery_id: string }[]>`
    with made as (select backend.uuid_v7() as id)
    insert into backend.mail_deliveries (delivery_id, kind, template, locale, time_zone, recipient, recipient_hash, params,
      sealed_params, expires_at, message_id, request_id, traceparent)
    select id, ${delivery.kind}, ${delivery.template}, ${delivery.locale}, ${delivery.time_zone}, ${delivery.recipient},
      ${delivery.recipient_hash}, ${sql.json(delivery.params)}, ${delivery.sealed_params},
      now() + ${delivery.expires_in_ms}::bigint * interval '1 millisecond',
      '<' || id || '@' || ${delivery.message_domain}::text || '>', ${origin.request_id}, ${origin.traceparent}
    from made
    returning delivery_id`
  await wake(sql, 'mail/scan')
  return rows[0]?.delivery_id ?? ''
}

export type ClaimedDelivery = {
  delivery_id: string
  attempt_no: number
  attempts_in_cycle: number
  lease_token: string
  template: string
  locale: string
  time_zone: string
  recipient: string
  params: Record<string, unknown>
  sealed_params: Uint8Array | null
  message_id: string
  request_id: string | null
  traceparent: string | null
}

/**
 * Claims due deliveries under a lease with `FOR UPDATE SKIP LOCKED` (R-MAIL-1) and writes the row of the attempt that is
 * about to be made, so that a crash in between shows. An attempt that such a crash left open ends as `unknown`.
 */
export async function claimDeliveries(
  sql: Connection,
  claim: { worker_id: string; lease_ms: number; limit: number },
): Promise<ClaimedDelivery[]> {
  return sql<ClaimedDelivery[]>`
    with due as (
      select delivery_id from backend.mail_deliveries
      where status in ('pending', 'retrying') and next_attempt_at <= now() and coalesce(lease_until <= now(), true)
        and coalesce(expires_at > now(), true)
      order by next_attempt_at limit ${claim.limit} for update skip locked
    ), lost as (
      update backend.mail_attempts a set outcome = 'unknown', finished_at = now(), error = 'the worker ended during the attempt'
      from due where a.delivery_id = due.delivery_id and a.outcome is null
    ), claimed as (
      update backend.mail_deliveries d set
        lease_token = gen_random_uuid(), leased_by = ${claim.worker_id},
        lease_until = now() + ${claim.lease_ms} * interval '1 millisecond',
        attempts_in_cycle = attempts_in_cycle + 1, attempts_total = attempts_total + 1
      from due where d.delivery_id = due.delivery_id
      returning d.*
    ), attempts as (
      insert into backend.mail_attempts (delivery_id, attempt_no) select delivery_id, attempts_total from claimed
    )
    select delivery_id, attempts_total as attempt_no, attempts_in_cycle, lease_token, template, locale, time_zone, recipient,
      params, sealed_params, message_id, request_id, traceparent
    from claimed`
}

const isClaim = (sql: Connection, delivery: ClaimedDelivery) =>
  sql`delivery_id = ${delivery.delivery_id} and lease_token = ${delivery.lease_token}`

export type AttemptResult = {
  outcome: 'sent' | 'temporary_failure' | 'permanent_failure'
  smtp_code: number | null
  error: string | null
}

async function finishAttempt(
  sql: Connection,
  delivery: ClaimedDelivery,
  result: AttemptResult,
): Promise<void> {
  await sql`
    update backend.mail_attempts
    set outcome = ${result.outcome}, finished_at = now(), smtp_code = ${result.smtp_code}, error = ${result.error}
    where delivery_id = ${delivery.delivery_id} and attempt_no = ${delivery.attempt_no} and outcome is null`
}

/** pending | retrying -> sent. Call it inside a transaction. */
export async function recordSent(
  sql: Connection,
  delivery: ClaimedDelivery,
  smtp_code: number | null,
): Promise<void> {
  await finishAttempt(sql, delivery, { outcome: 'sent', smtp_code, error: null })
  await sql`
    update backend.mail_deliveries set status = 'sent', sent_at = now(), next_attempt_at = null, last_error = null,
      sealed_params = null, lease_token = null, leased_by = null, lease_until = null
    where ${isClaim(sql, delivery)}`
}

/**
 * pending | retrying -> retrying after `retry_in_ms`, or -> dead_lettered where that is null: the refusal is permanent or
 * the cycle's attempts are used up (R-MAIL-2). Call it inside a transaction.
 */
export async function recordFailure(
  sql: Connection,
  delivery: ClaimedDelivery,
  result: AttemptResult,
  retry_in_ms: number | null,
): Promise<void> {
  await finishAttempt(sql, delivery, result)
  const dead = retry_in_ms === null
  await sql`
    update backend.mail_deliveries set
      status = ${dead ? 'dead_lettered' : 'retrying'},
      next_attempt_at = now() + ${retry_in_ms}::float8 * interval '1 millisecond',
      dead_lettered_at = case when ${dead} then now() end,
      last_error = ${result.error}, lease_token = null, leased_by = null, lease_until = null
    where ${isClaim(sql, delivery)}`
}

/**
 * pending | retrying -> expired, for what must never arrive late. An attempt that a dead worker left open ends as `unknown`.
 * What is dead_lettered stays so, without its secrets: past its time nobody can send it again.
 */
export async function expireDeliveries(sql: Connection): Promise<number> {
  const result = await sql`
    with expired as (
      update backend.mail_deliveries set status = 'expired', next_attempt_at = null, sealed_params = null, lease_token = null,
        leased_by = null, lease_until = null
      where status in ('pending', 'retrying') and expires_at <= now() and coalesce(lease_until <= now(), true)
      returning delivery_id
    ), lost as (
      update backend.mail_attempts a set outcome = 'unknown', finished_at = now(), error = 'the worker ended during the attempt'
      from expired where a.delivery_id = expired.delivery_id and a.outcome is null
    ), cleared as (
      update backend.mail_deliveries set sealed_params = null
      where status = 'dead_lettered' and sealed_params is not null and expires_at <= now()
    )
    select from expired`
  return result.count
}

/** pending | retrying -> suppressed, for sign-in codes to blocked accounts: they get the same answer and no mail. */
export async function suppressBlocked(sql: Connection): Promise<number> {
  const result = await sql`
    update backend.mail_deliveries d set status = 'suppressed', next_attempt_at = null, sealed_params = null
    from backend.accounts a
    where d.status in ('pending', 'retrying') and d.kind = 'auth.code' and d.lease_token is null
      and a.email = d.recipient
      and (a.status = 'banned' or (a.status = 'suspended' and coalesce(a.suspended_until > now(), true)))`
  return result.count
}

/** pending | retrying -> suppressed, for all mail to an address but sign-in codes, which it may still need. */
export async function suppressMailTo(sql: Connection, recipient: string): Promise<void> {
  await sql`
    update backend.mail_deliveries set status = 'suppressed', next_attempt_at = null, sealed_params = null
    where recipient = ${recipient} and status in ('pending', 'retrying') and kind <> 'auth.code' and lease_token is null`
}

/** pending | retrying -> suppressed, for mail of a category that its reader has switched off; a kind begins with it. */
export async function suppressUnwanted(sql: Connection): Promise<number> {
  const result = await sql`
    update backend.mail_deliveries d set status = 'suppressed', next_attempt_at = null, sealed_params = null
    from backend.accounts a join backend.notification_preferences p on p.user_id = a.user_id
    where d.status in ('pending', 'retrying') and d.lease_token is null and a.email = d.recipient
      and p.channel = 'email' and not p.enabled and p.category = split_part(d.kind, '.', 1)`
  return result.count
}

export type Resent = 'rearmed' | 'already_sent' | 'delivery_expired' | 'suppressed' | 'unknown'

/**
 * pending | retrying | dead_lettered -> pending, due now, for another cycle of attempts (R-MAIL-4); the numbers of the
 * attempts go on (R-MAIL-5).
 */
export async function resendDelivery(sql: Connection, delivery_id: string): Promise<Resent> {
  const rearmed = await sql`
    update backend.mail_deliveries set status = 'pending', attempts_in_cycle = 0, next_attempt_at = now(),
      dead_lettered_at = null, lease_token = null, leased_by = null, lease_until = null
    where delivery_id = ${delivery_id} and status in ('pending', 'retrying', 'dead_lettered')
      and coalesce(expires_at > now(), true)`
  if (rearmed.count > 0) {
    await wake(sql, 'mail/scan')
    return 'rearmed'
  }
  const delivery = await findDelivery(sql, delivery_id)
  if (!delivery) return 'unknown'
  if (delivery.status === 'sent') return 'already_sent'
  return delivery.status === 'suppressed' ? 'suppressed' : 'delivery_expired'
}

/** One delivery without its recipient's address, or null. */
export async function findDelivery(sql: Connection, delivery_id: string): Promise<DeliveryRow | null> {
  const [row] = await sql<DeliveryRow[]>`
    select ${deliveryColumns(sql)} from backend.mail_deliveries where delivery_id = ${delivery_id}`
  return row ?? null
}
