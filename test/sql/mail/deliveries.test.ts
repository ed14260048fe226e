// What becomes of deliveries beside attempts: which of them wait, end, are kept from their reader,
// are sent again or are forgotten.

import { beforeEach, describe, expect, it } from 'vitest'
import { database } from '#shared/postgres'
import { claimDeliveries } from '#sql/mail/attempts'
import {
  expireDeliveries,
  forgetOldMail,
  resendDeadLetters,
  resendDelivery,
  suppressDeliveries,
  suppressListed,
  suppressMailTo,
} from '#sql/mail/deliveries'
import { insertSuppression } from '#sql/mail/suppressions'
import { switchOff, updatePreferences } from '#sql/notifications/preferences'
import { delivery, hashOf } from '#test/kit/mail'
import { player } from '#test/kit/people'
import { unordered } from '#test/kit/unordered'

const DAY_MS = 86_400_000

beforeEach(async () => {
  await database()`delete from backend.mail_attempts`
  await database()`delete from backend.mail_deliveries`
})

/** Writes these columns of a delivery. */
const put = (delivery_id: string, set: string) =>
  database().unsafe(`update backend.mail_deliveries set ${set} where delivery_id = '${delivery_id}'`)

const columnOf = async (delivery_id: string, column: string): Promise<unknown> => {
  const [row] = await database().unsafe<{ found: unknown }[]>(
    `select ${column} as found from backend.mail_deliveries where delivery_id = '${delivery_id}'`,
  )
  return row?.found
}

const statusOf = (delivery_id: string) => columnOf(delivery_id, 'status::text')

/** A mail of this kind to a player, which is due. */
async function mailTo(email: string, kind: string): Promise<string> {
  const delivery_id = await delivery('pending', email)
  await put(delivery_id, `kind = '${kind}'`)
  return delivery_id
}

const hold = (limit = 100) => claimDeliveries(database(), { worker_id: 'w', lease_ms: 60_000, limit })

const block = (user_id: string, set: string) =>
  database().unsafe(`update backend.accounts set ${set} where user_id = '${user_id}'`)

const isWoken = async () => {
  const rows = await database()`
    select from graphile_worker.jobs where task_identifier = 'mail/scan' and run_at <= now()`
  return rows.length > 0
}

describe('a mail that a sender is at', () => {
  it.each([
    ['does not expire', 'expires_at = now()', expireDeliveries],
    ['is not suppressed', "kind = 'game.started'", suppressDeliveries],
  ])('%s, until its lease is over', async (_what, set, end) => {
    const { email, user_id } = await player()
    const delivery_id = await mailTo(email, 'game.started')
    await hold()
    await put(delivery_id, set)
    await switchOff(database(), user_id, { category: 'game', channel: 'email' })
    expect(await end(database())).toBe(0)
    expect(await statusOf(delivery_id)).toBe('pending')
    await put(delivery_id, 'lease_until = now()')
    expect(await end(database())).toBe(1)
  })
})

describe('the secrets of a dead mail', () => {
  it('are there until its time is over', async () => {
    const delivery_id = await delivery('dead_lettered')
    await put(delivery_id, "sealed_message = '\\x01'")
    await expireDeliveries(database())
    expect(await columnOf(delivery_id, 'sealed_message is not null')).toBe(true)
    await put(delivery_id, 'expires_at = now()')
    await expireDeliveries(database())
    expect(await columnOf(delivery_id, 'sealed_message is null')).toBe(true)
    expect(await statusOf(delivery_id)).toBe('dead_lettered')
  })
})

describe('what is kept from its reader', () => {
  it.each([
    ['banned', "status = 'banned'", true],
    ['suspended', "status = 'suspended'", true],
    ['suspended for a while', "status = 'suspended', suspended_until = now() + interval '1 hour'", true],
    ['suspended until just now', "status = 'suspended', suspended_until = now()", false],
    ['active', "status = 'active'", false],
  ])('a code to an account that is %s', async (_what, set, kept) => {
    const { email, user_id } = await player()
    const delivery_id = await delivery('pending', email)
    const other = await mailTo(email, 'game.started')
    await block(user_id, set)
    const claimed = (await hold()).map((each) => each.delivery_id)
    expect(claimed.includes(delivery_id)).toBe(!kept)
    expect(claimed).toContain(other)
    await put(delivery_id, 'lease_until = now()')
    expect(await suppressDeliveries(database())).toBe(kept ? 1 : 0)
  })

  it('mail of a category that is switched off, but for security, and not where it is the other channel', async () => {
    const { email, user_id } = await player()
    const game = await mailTo(email, 'game.started')
    const security = await mailTo(email, 'account.deleted')
    await updatePreferences(database(), user_id, [
      { category: 'game', channel: 'push', enabled: false },
      { category: 'game', channel: 'email', enabled: true },
      { category: 'account', channel: 'email', enabled: false },
    ])
    expect(await suppressDeliveries(database())).toBe(0)
    await switchOff(database(), user_id, { category: 'game', channel: 'email' })
    const claimed = (await hold()).map(({ delivery_id }) => delivery_id)
    expect(claimed).toEqual([security])
    expect(await suppressDeliveries(database())).toBe(1)
    expect(await statusOf(game)).toBe('suppressed')
  })

  it('is left alone until it is due, unless the list has its reader', async () => {
    const { email, user_id } = await player()
    const delivery_id = await mailTo(email, 'game.started')
    await put(delivery_id, "next_attempt_at = now() + interval '1 hour'")
    await switchOff(database(), user_id, { category: 'game', channel: 'email' })
    expect(await suppressDeliveries(database())).toBe(0)
    const recipient_hash = hashOf(email)
    expect(await suppressListed(database(), recipient_hash)).toBe(0)
    await insertSuppression(database(), {
      recipient_hash,
      reason: 'no',
      security_too: false,
      created_by: 'root',
    })
    expect(await suppressListed(database(), recipient_hash)).toBe(1)
  })

  it('is all mail to an address but codes', async () => {
    const { email } = await player()
    const [code, other] = [await delivery('pending', email), await mailTo(email, 'game.started')]
    const stranger = await mailTo((await player()).email, 'game.started')
    await suppressMailTo(database(), email)
    expect([await statusOf(code), await statusOf(other), await statusOf(stranger)]).toEqual([
      'pending',
      'suppressed',
      'pending',
    ])
  })
})

describe('R-MAIL-4: a resend', () => {
  it('wakes the sender where it has re-armed something, and only there', async () => {
    const [sent, dead] = [await delivery('sent'), await delivery('dead_lettered')]
    const waiting = await delivery()
    await database()`delete from graphile_worker._private_jobs`
    expect(await resendDelivery(database(), sent)).toBe('already_sent')
    expect(await resendDeadLetters(database(), { kind: 'game.started' }, 10)).toBe(0)
    expect(await isWoken()).toBe(false)
    expect(await resendDeadLetters(database(), {}, 10)).toBe(1)
    expect(await isWoken()).toBe(true)
    await database()`delete from graphile_worker._private_jobs`
    expect(await resendDelivery(database(), waiting)).toBe('rearmed')
    expect(await isWoken()).toBe(true)
    expect(await columnOf(dead, 'dead_lettered_at is null and next_attempt_at <= now()')).toBe(true)
  })

  it('of many takes the oldest, from a time on and before another one', async () => {
    const ids = [
      await delivery('dead_lettered'),
      await delivery('dead_lettered'),
      await delivery('dead_lettered'),
    ]
    const times = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z'] as const
    for (const [index, time] of times.toReversed().entries())
      await put(ids[index] ?? '', `dead_lettered_at = '${time}'`)
    const between = { dead_lettered_after: times[1], dead_lettered_before: times[2] }
    expect(await resendDeadLetters(database(), between, 10)).toBe(1)
    expect(await statusOf(ids[1] ?? '')).toBe('pending')
    expect(await unordered((tx) => resendDeadLetters(tx, {}, 1))).toBe(1)
    expect(await statusOf(ids[2] ?? '')).toBe('pending')
  })

  it('of many leaves dead what has expired, and what is suppressed', async () => {
    const [expired, suppressed] = [await delivery('dead_lettered'), await delivery('dead_lettered')]
    await put(expired, 'expires_at = now()')
    const recipient_hash = String(await columnOf(suppressed, 'recipient_hash'))
    await insertSuppression(database(), {
      recipient_hash,
      reason: 'no',
      security_too: true,
      created_by: 'root',
    })
    expect(await resendDeadLetters(database(), {}, 10)).toBe(0)
  })
})

describe('old mail', () => {
  it('is forgotten the oldest first, so many at a time', async () => {
    const ids = [await delivery('sent'), await delivery('sent'), await delivery('sent')]
    for (const [index, id] of ids.entries()) await put(id, `sent_at = now() - interval '${2 + index} days'`)
    expect(await unordered((tx) => forgetOldMail(tx, DAY_MS, 2))).toBe(2)
    const forgotten = await Promise.all(ids.map((id) => columnOf(id, 'recipient is null')))
    expect(forgotten).toEqual([false, true, true])
    expect(await forgetOldMail(database(), DAY_MS, 2)).toBe(1)
    expect(await forgetOldMail(database(), DAY_MS, 2)).toBe(0)
  })
})
