// Attempts at a delivery: claimed and written before the conversation with the relay, completed after it (R-MAIL-3).
// Every transition of `mail_attempts` is in this file, and what an attempt does to its delivery: pending | retrying ->
// sent | retrying | dead_lettered.

import type { Connection } from '#sql/connection'
import { ending, isKeptBack } from '#sql/mail/deliveries'

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
  sealed_message: Uint8Array | null
  message_id: string
  created_at: Date
  request_id: string | null
  traceparent: string | null
}

/**
 * Claims due deliveries under a lease with `FOR UPDATE SKIP LOCKED` (R-MAIL-1) and writes the row of the attempt that
 * is about to be made, so that a crash in between shows. An attempt that such a crash left open ends as `unknown`.
 */
export async function claimDeliveries(
  sql: Connection,
  claim: { worker_id: string; lease_ms: number; limit: number },
): Promise<ClaimedDelivery[]> {
  return sql<ClaimedDelivery[]>`
    with due as (
      select d.delivery_id from backend.mail_deliveries d
      where d.status in ('pending', 'retrying') and d.next_attempt_at <= now()
        and coalesce(d.lease_until <= now(), true)
        and coalesce(d.expires_at > now(), true) and not ${isKeptBack(sql)}
      order by d.next_attempt_at limit ${claim.limit} for update skip locked
    ), lost as (
      update backend.mail_attempts a set outcome = 'unknown', finished_at = now(),
        error = 'the worker ended during the attempt'
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
    select delivery_id, attempts_total as attempt_no, attempts_in_cycle, lease_token, template, locale,
      time_zone, recipient, params, sealed_params, sealed_message, message_id, created_at, request_id, traceparent
    from claimed`
}

export type AttemptResult = {
  delivery_id: string
  attempt_no: number
  lease_token: string
  outcome: 'sent' | 'temporary_failure' | 'permanent_failure'
  smtp_code: number | null
  error: string | null
  /** When a failed delivery is due again. Null where it is given up (R-MAIL-2). */
  retry_in_ms: number | null
  /** The compiled message, for the attempts to come. */
  sealed_message: Uint8Array | null
}

/**
 * Completes attempts and moves their deliveries: to sent, to retrying, or to dead_lettered. A failure is
 * ignored where the claim was lost, and begins the new cycle where the delivery was re-armed meanwhile. A
 * success counts also without the claim. A retry is never due after the time at which the delivery expires.
 * `(select ...)` hides the lists from the planner, which would make a new plan for each of them.
 */
export async function recordAttempts(sql: Connection, results: AttemptResult[]): Promise<void> {
  const column = <K extends keyof AttemptResult>(name: K) => results.map((result) => result[name])
  const messages = results.map(
    ({ sealed_message }) => sealed_message && Buffer.from(sealed_message).toString('hex'),
  )
  await sql`
    with given as (
      select g.*, g.outcome <> 'sent' and g.retry_in_ms is null as dead
      from unnest((select ${column('delivery_id')}::uuid[]), (select ${column('attempt_no')}::integer[]),
        (select ${column('lease_token')}::uuid[]), (select ${column('outcome')}::backend.attempt_outcome[]),
        (select ${column('smtp_code')}::integer[]),
        (select ${column('error')}::text[]), (select ${column('retry_in_ms')}::float8[]), (select ${messages}::text[]))
        as g (delivery_id, attempt_no, lease_token, outcome, smtp_code, error, retry_in_ms, message)
    ), attempts as (
      update backend.mail_attempts a
      set outcome = g.outcome, finished_at = now(), smtp_code = g.smtp_code, error = g.error
      from given g
      where a.delivery_id = g.delivery_id and a.attempt_no = g.attempt_no and coalesce(a.outcome = 'unknown', true)
    ), overtaken as (
      -- Nobody claims a mail again that was sent: another attempt at it that is never recorded would stay open.
      update backend.mail_attempts a set outcome = 'unknown', finished_at = now(),
        error = 'another attempt sent the mail'
      from given g
      where g.outcome = 'sent' and a.delivery_id = g.delivery_id and a.outcome is null
        and not exists (select from given own where own.delivery_id = a.delivery_id and own.attempt_no = a.attempt_no)
    ), sent as (
      update backend.mail_deliveries d set status = 'sent', sent_at = now(), last_error = null, ${ending(sql)}
      from given g
      where d.delivery_id = g.delivery_id and g.outcome = 'sent' and d.status in ('pending', 'retrying')
    )
    update backend.mail_deliveries d set
      status = case when d.attempts_in_cycle = 0 then d.status when g.dead then 'dead_lettered' else 'retrying' end,
      next_attempt_at = case when d.attempts_in_cycle = 0 then now() when not g.dead
        then least(now() + g.retry_in_ms * interval '1 millisecond', d.expires_at) end,
      dead_lettered_at = case when d.attempts_in_cycle > 0 and g.dead then now() end,
      last_error = g.error, sealed_message = decode(g.message, 'hex'),
      lease_token = null, leased_by = null, lease_until = null
    from given g
    where d.delivery_id = g.delivery_id and g.outcome <> 'sent' and d.status in ('pending', 'retrying')
      and d.lease_token = g.lease_token`
}

/** Gives claims back whose conversation was not begun: their attempts are taken back, and they are due as before. */
export async function releaseDeliveries(
  sql: Connection,
  claims: Pick<ClaimedDelivery, 'delivery_id' | 'attempt_no' | 'lease_token'>[],
): Promise<void> {
  await sql`
    with released as (
      update backend.mail_deliveries d set
        attempts_total = d.attempts_total - 1, attempts_in_cycle = greatest(d.attempts_in_cycle - 1, 0),
        lease_token = null, leased_by = null, lease_until = null
      from unnest(${claims.map(({ delivery_id }) => delivery_id)}::uuid[],
        ${claims.map(({ attempt_no }) => attempt_no)}::integer[],
        ${claims.map(({ lease_token }) => lease_token)}::uuid[]) as g (delivery_id, attempt_no, lease_token)
      where d.delivery_id = g.delivery_id and d.lease_token = g.lease_token and d.status in ('pending', 'retrying')
      returning d.delivery_id, g.attempt_no
    )
    delete from backend.mail_attempts a using released r
    where a.delivery_id = r.delivery_id and a.attempt_no = r.attempt_no and a.outcome is null`
}
