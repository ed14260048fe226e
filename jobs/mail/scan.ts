// Sends the outbox (R-MAIL-1): claims due deliveries in batches under a lease, hands each to the relay, records the
// attempt. At least once: a crash between the relay's 250 and the commit sends again, under the same Message-ID.
// Retries belong to the rows (`next_attempt_at`), not to the job.

import { batcher } from '#shared/concurrency/batcher'
import { startWorkerPool } from '#shared/concurrency/worker_pool'
import type { WorkerPool } from '#shared/concurrency/worker_pool'
import { config } from '#shared/config'
import { errorFields, log } from '#shared/log'
import type { SendResult } from '#shared/mail/relay_reply'
import { compileMail, CONNECTIONS, sendMail } from '#shared/mail/smtp'
import { meterDeliveries, meterMailAttempt } from '#shared/metrics'
import { renderMail } from '#shared/notifications/mail_templates'
import { askedRetryDelay } from '#shared/retry'
import { loop } from '#shared/task'
import { inTask } from '#shared/telemetry'
import { seal, unseal } from '#shared/tokens'
import type { Pool } from '#sql/connection'
import { claimDeliveries, recordAttempts, releaseDeliveries } from '#sql/mail/attempts'
import type { AttemptResult, ClaimedDelivery } from '#sql/mail/attempts'
import { expireDeliveries, suppressDeliveries } from '#sql/mail/deliveries'

const BATCH = 50
// Some record their attempts while others talk to the relay.
const LANES = 2 * CONNECTIONS
// A claim that is not begun in time is given back. The rest of its lease is for a connection and the conversation.
const BEGIN_WITHIN_MS = 20_000
const LEASE_MS = 120_000
// While PostgreSQL is away, results are stored here to be recorded later. Otherwise the mails would be sent again.
const RECORD_FOR_MS = 30_000
const RECORD_AGAIN_MS = 500

let sending: WorkerPool | null = null

export default loop(
  () => config().BACKEND_MAIL_WORKER_INTERVAL,
  async ({ sql, worker_id, signal }) => {
    meterDeliveries('expired', await expireDeliveries(sql))
    meterDeliveries('suppressed', await suppressDeliveries(sql))
    // A process sends once at a time. A run that overlaps makes the one before check again.
    if (sending) return sending.checkAgain()
    const record = batcher((results: AttemptResult[]) => recordAll(sql, results))
    sending = startWorkerPool(
      LANES,
      {
        claim: () => claimDeliveries(sql, { worker_id, lease_ms: LEASE_MS, limit: BATCH }),
        release: (claims) => releaseDeliveries(sql, claims),
        begin_within_ms: BEGIN_WITHIN_MS,
        signal,
      },
      (delivery) => inTask('mail/scan', delivery, async () => record(await attempt(delivery)), 'send mail'),
    )
    await sending.done.finally(() => (sending = null))
  },
)

async function attempt(delivery: ClaimedDelivery): Promise<AttemptResult> {
  const { delivery_id, attempt_no, recipient } = delivery
  const message = await messageOf(delivery)
  const result = message ? await sendMail({ recipient, message }) : notRendered(delivery)
  meterMailAttempt(result.outcome)
  log.info('mail attempt', { delivery_id, attempt_no, outcome: result.outcome, smtp_code: result.smtp_code })
  return resultOf(delivery, message, result)
}

const notRendered = ({ template }: ClaimedDelivery): SendResult => ({
  outcome: 'permanent_failure',
  smtp_code: null,
  error: `the template ${template} could not be rendered`,
  retry_after_ms: null,
})

// The bytes of the attempt before. The first attempt makes them.
async function messageOf(delivery: ClaimedDelivery): Promise<Buffer | null> {
  const { template, sealed_params, sealed_message } = delivery
  const key = config().BACKEND_SECRET_KEY
  try {
    if (sealed_message) return Buffer.from(String(unseal(key, sealed_message)))
    const secret = sealed_params && unseal(key, sealed_params)
    const params = { ...delivery.params, ...(secret as object | null) }
    return await compileMail({ ...delivery, ...(await renderMail(template, params, delivery)) })
  } catch (error) {
    log.error('mail not rendered', { template, ...errorFields(error) })
    return null
  }
}

function resultOf(delivery: ClaimedDelivery, message: Buffer | null, result: SendResult): AttemptResult {
  const { delivery_id, attempt_no, lease_token, attempts_in_cycle } = delivery
  const { BACKEND_MAIL_MAX_ATTEMPTS, BACKEND_SECRET_KEY } = config()
  const { outcome, smtp_code } = result
  const base = { delivery_id, attempt_no, lease_token, outcome, smtp_code }
  if (result.outcome === 'sent') return { ...base, error: null, retry_in_ms: null, sealed_message: null }
  const again = result.outcome === 'temporary_failure'
  const { error, retry_after_ms } = result
  const retry_in_ms = again
    ? askedRetryDelay(attempts_in_cycle, BACKEND_MAIL_MAX_ATTEMPTS, retry_after_ms)
    : null
  const sealed_message = message && seal(BACKEND_SECRET_KEY, message.toString())
  return { ...base, error, retry_in_ms, sealed_message }
}

const isDead = ({ outcome, retry_in_ms }: AttemptResult): boolean =>
  outcome !== 'sent' && retry_in_ms === null

async function recordAll(sql: Pool, results: AttemptResult[]): Promise<void> {
  const give_up = performance.now() + RECORD_FOR_MS
  for (;;) {
    try {
      await recordAttempts(sql, results)
      meterDeliveries('sent', results.filter(({ outcome }) => outcome === 'sent').length)
      meterDeliveries('dead_lettered', results.filter(isDead).length)
      return
    } catch (error) {
      if (performance.now() > give_up) throw error
      log.warn('attempts not recorded yet', errorFields(error))
      await new Promise((resolve) => setTimeout(resolve, RECORD_AGAIN_MS))
    }
  }
}
