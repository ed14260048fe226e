import { beforeEach, describe, expect, it } from 'vitest'
import purge from '#jobs/mail/purge'
import { config, configure } from '#shared/config'
import { database, pool } from '#shared/postgres'
import type { DeliveryStatus } from '#sql/mail/deliveries'
import { delivery } from '#test/kit/mail'

const DAY_MS = 86_400_000
const given = config()

const run = (signal = new AbortController().signal) =>
  purge.run({}, { sql: pool(), worker_id: 'w', signal, driver: null })

/** A delivery of an age, with contents. */
async function aged(status: DeliveryStatus, days: number): Promise<string> {
  const delivery_id = await delivery(status)
  await database()`
    update backend.mail_deliveries set params = '{"a": 1}', created_at = created_at - ${days} * interval '1 day',
      sent_at = sent_at - ${days} * interval '1 day', dead_lettered_at = dead_lettered_at - ${days} * interval '1 day'
    where delivery_id = ${delivery_id}`
  return delivery_id
}

async function keeps(delivery_id: string): Promise<{ recipient: boolean; params: boolean; status: string }> {
  const [row] = await database()<{ recipient: boolean; params: boolean; status: string }[]>`
    select recipient is not null as recipient, params <> '{}' as params, status from backend.mail_deliveries
    where delivery_id = ${delivery_id}`
  if (!row) throw new Error('the delivery is gone')
  return row
}

async function left(): Promise<number | undefined> {
  const [row] = await database()<{ count: number }[]>`
    select count(*)::int as count from backend.mail_deliveries where recipient is not null`
  return row?.count
}

beforeEach(async () => {
  configure({ ...given, BACKEND_MAIL_RETENTION: 30 * DAY_MS })
  await database()`delete from backend.mail_attempts`
  await database()`delete from backend.mail_deliveries`
})

describe('mail/purge', () => {
  it.each(['sent', 'expired', 'suppressed'] as const)(
    'takes recipient and contents from what is %s longer than the retention, and keeps the row',
    async (status) => {
      const [old, young] = [await aged(status, 31), await aged(status, 29)]
      await run()
      await run()
      expect(await keeps(old)).toEqual({ recipient: false, params: false, status })
      expect(await keeps(young)).toEqual({ recipient: true, params: true, status })
    },
  )

  it.each(['pending', 'retrying', 'dead_lettered'] as const)(
    'leaves what may still be sent: %s',
    async (status) => {
      const old = await aged(status, 400)
      await run()
      expect(await keeps(old)).toEqual({ recipient: true, params: true, status })
    },
  )

  it('goes on until nothing old is left, and stops when the process does', async () => {
    const first = await aged('sent', 31)
    await database()`
      insert into backend.mail_deliveries (kind, template, locale, time_zone, recipient, recipient_hash,
        message_id, status, next_attempt_at, sent_at)
      select kind, template, locale, time_zone, recipient, recipient_hash, message_id, status, null, sent_at
      from backend.mail_deliveries, generate_series(1, 1500) where delivery_id = ${first}`
    await run(AbortSignal.abort())
    expect(await left()).toBe(1501)
    await run()
    expect(await left()).toBe(0)
  })
})
