// Sends the outbox (R-MAIL-1): claims due deliveries in batches under a lease, hands each to the relay, records the attempt.
// At least once: a crash between the relay's 250 and the commit sends again, under the same Message-ID. Retries belong to
// the rows (`next_attempt_at`), not to the job.
import { config } from '#shared/config'
import { errorFields, inScope, log } from '#shared/log'
import { renderMail } from '#shared/mail_templates'
import { mailRetryDelay } from '#shared/retry'
import { sendMail } from '#shared/smtp'
import type { SendResult } from '#shared/smtp'
import { loop } from '#shared/task'
import { unseal } from '#shared/tokens'
import type { Pool } from '#sql/connection'
import {
  claimDeliveries,
  expireDeliveries,
  recordFailure,
  recordSent,
  suppressBlocked,
  suppressUnwanted,
} from '#sql/mail'
import type { ClaimedDelivery } from '#sql/mail'

const LEASE_MS = 90_000
const BATCH = 50

export default loop(
  () => config().BACKEND_MAIL_WORKER_INTERVAL,
  async ({ sql, worker_id, signal }) => {
    await expireDeliveries(sql)
    await suppressBlocked(sql)
    await suppressUnwanted(sql)
    while (!signal.aborted) {
      const deliveries = await claimDeliveries(sql, { worker_id, lease_ms: LEASE_MS, limit: BATCH })
      if (deliveries.length === 0) return
      await Promise.all(deliveries.map((delivery) => deliver(sql, delivery)))
    }
  },
)

function deliver(sql: Pool, delivery: ClaimedDelivery): Promise<void> {
  return inScope({ request_id: delivery.request_id ?? delivery.delivery_id, task: 'mail/scan' }, async () => {
    const result = await attempt(delivery)
    const { delivery_id, attempt_no } = delivery
    log.info('mail attempt', {
      delivery_id,
      attempt_no,
      outcome: result.outcome,
      smtp_code: result.smtp_code,
    })
    await sql.begin((tx) => record(tx, delivery, result))
  })
}

async function attempt(delivery: ClaimedDelivery): Promise<SendResult> {
  const { template, recipient, message_id, sealed_params } = delivery
  try {
    const secret = sealed_params && unseal(config().BACKEND_SECRET_KEY ?? '', sealed_params)
    const rendered = await renderMail(
      template,
      { ...delivery.params, ...(secret as object | null) },
      delivery,
    )
    return await sendMail({ ...rendered, recipient, message_id })
  } catch (error) {
    log.error('mail not rendered', { template, ...errorFields(error) })
    return {
      outcome: 'permanent_failure',
      smtp_code: null,
      error: `the template ${template} could not be rendered`,
    }
  }
}

async function record(
  tx: Parameters<typeof recordSent>[0],
  delivery: ClaimedDelivery,
  result: SendResult,
): Promise<void> {
  if (result.outcome === 'sent') return recordSent(tx, delivery, result.smtp_code)
  const permanent = result.outcome === 'permanent_failure'
  const delay_ms = permanent
    ? null
    : mailRetryDelay(delivery.attempts_in_cycle, config().BACKEND_MAIL_MAX_ATTEMPTS)
  return recordFailure(tx, delivery, result, delay_ms)
}
