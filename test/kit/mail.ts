// Mails as tests need them: deliveries in every status, made by the verbs of
// `sql/mail/deliveries`, and the code that was mailed.

import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import { config } from '#shared/config'
import { database } from '#shared/postgres'
import { recipientHash, unseal } from '#shared/tokens'
import { insertAccount } from '#sql/accounts/accounts'
import { claimDeliveries, recordAttempts } from '#sql/mail/attempts'
import type { ClaimedDelivery } from '#sql/mail/attempts'
import { expireDeliveries, insertDelivery, suppressDeliveries } from '#sql/mail/deliveries'
import type { DeliveryStatus } from '#sql/mail/deliveries'

const secret = () => config().BACKEND_SECRET_KEY

/** The stored stand-in for an address. */
export const hashOf = (email: string): string => recipientHash(secret(), email)

/** A delivery in a status, as the verbs of the outbox bring it there. */
export async function delivery(
  status: DeliveryStatus = 'pending',
  recipient = `${randomUUID()}@mail.test`,
): Promise<string> {
  const delivery_id = await insertDelivery(
    database(),
    {
      kind: 'auth.code',
      template: 'auth.code',
      locale: 'en',
      time_zone: 'UTC',
      recipient,
      recipient_hash: hashOf(recipient),
      params: {},
      sealed_params: null,
      expires_in_ms: status === 'expired' ? -1000 : 600_000,
      message_domain: 'galaxy.test',
    },
    { request_id: 'a-request', traceparent: null },
  )
  if (status === 'retrying') await fail(delivery_id, 60_000)
  if (status === 'dead_lettered') await fail(delivery_id, null)
  if (status === 'sent') {
    const claimed = await claim(delivery_id)
    const result = { outcome: 'sent', smtp_code: 250, error: null, retry_in_ms: null } as const
    await recordAttempts(database(), [{ ...claimed, ...result, sealed_message: null }])
  }
  if (status === 'expired') await expireDeliveries(database())
  if (status === 'suppressed') {
    await bannedAccount(recipient)
    await suppressDeliveries(database())
  }
  return delivery_id
}

/**
 * Makes an attempt at a delivery that the relay refuses; it is tried again after
 * `retry_in_ms`, or never where that is null.
 */
export async function fail(delivery_id: string, retry_in_ms: number | null): Promise<void> {
  const claimed = await claim(delivery_id)
  const outcome = retry_in_ms === null ? 'permanent_failure' : 'temporary_failure'
  const result = { outcome, smtp_code: retry_in_ms === null ? 550 : 451, error: 'no', retry_in_ms } as const
  await recordAttempts(database(), [{ ...claimed, ...result }])
}

async function claim(delivery_id: string): Promise<ClaimedDelivery> {
  // The longest overdue is claimed first.
  await database()`
    update backend.mail_deliveries set next_attempt_at = '2000-01-01' where delivery_id = ${delivery_id}`
  const [claimed] = await claimDeliveries(database(), { worker_id: 'a-test', lease_ms: 60_000, limit: 1 })
  if (claimed?.delivery_id !== delivery_id) throw new Error('another delivery was claimed')
  return claimed
}

async function bannedAccount(email: string): Promise<void> {
  const display_name = `b${randomUUID().slice(0, 8)}`
  const account = { email, display_name, locale: 'en', time_zone: 'UTC', declared_country: null }
  await insertAccount(database(), account)
  await database()`update backend.accounts set status = 'banned' where email = ${email}`
}

/** The code of the newest mail to an address, opened as the sender opens it. */
export async function mailedCode(email: string): Promise<string> {
  const [row] = await database()<{ sealed_params: Uint8Array }[]>`
    select sealed_params from backend.mail_deliveries
    where recipient = ${email} order by delivery_id desc limit 1`
  if (!row) throw new Error(`no mail to ${email}`)
  return v.parse(v.object({ code: v.string() }), unseal(secret(), row.sealed_params)).code
}
