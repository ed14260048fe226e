import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { database } from '#shared/postgres'
import { claimDeliveries, recordAttempts, releaseDeliveries } from '#sql/mail/attempts'
import type { AttemptResult, ClaimedDelivery } from '#sql/mail/attempts'
import { expireDeliveries, resendDelivery, suppressMailTo } from '#sql/mail/deliveries'
import { listAttempts } from '#sql/mail/list'
import { delivery } from '#test/kit/mail'
import { unordered } from '#test/kit/unordered'

type Result = Omit<AttemptResult, 'delivery_id' | 'attempt_no' | 'lease_token'>

const SENT: Result = {
  outcome: 'sent',
  smtp_code: 250,
  error: null,
  retry_in_ms: null,
  sealed_message: null,
}
const LATER: Result = {
  outcome: 'temporary_failure',
  smtp_code: 451,
  error: 'later',
  retry_in_ms: 60_000,
  sealed_message: Buffer.from('a message'),
}
const NEVER: Result = { ...LATER, outcome: 'permanent_failure', smtp_code: 550, retry_in_ms: null }

beforeEach(async () => {
  await database()`delete from backend.mail_attempts`
  await database()`delete from backend.mail_deliveries`
})

const CLAIM = { worker_id: 'w', lease_ms: 60_000, limit: 10 }

const claim = (lease_ms = 60_000) => claimDeliveries(database(), { ...CLAIM, lease_ms })

async function claimOne(lease_ms?: number): Promise<ClaimedDelivery> {
  const [claimed] = await claim(lease_ms)
  if (!claimed) throw new Error('nothing was claimed')
  return claimed
}

const record = (claimed: ClaimedDelivery, result: Result) =>
  recordAttempts(database(), [{ ...claimed, ...result }])

async function rowOf(delivery_id: string): Promise<Record<string, unknown>> {
  const [row] = await database()<Record<string, unknown>[]>`
    select status, attempts_in_cycle, attempts_total, next_attempt_at <= now() as due, lease_token,
      sealed_message = convert_to('a message', 'utf8') as kept, next_attempt_at = expires_at as at_its_end
    from backend.mail_deliveries where delivery_id = ${delivery_id}`
  return row ?? {}
}

const outcomes = async (delivery_id: string) =>
  (await listAttempts(database(), delivery_id)).map(({ outcome }) => outcome)

describe('a claim', () => {
  it('that is given back was never made', async () => {
    const delivery_id = await delivery()
    await releaseDeliveries(database(), await claim())
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'pending', attempts_total: 0, due: true })
    expect(await outcomes(delivery_id)).toEqual([])
    expect(await claimOne()).toMatchObject({ delivery_id, attempt_no: 1, attempts_in_cycle: 1 })
  })

  it('that somebody else has meanwhile cannot be given back', async () => {
    const delivery_id = await delivery()
    const lost = await claimOne(-1)
    await claimOne()
    await releaseDeliveries(database(), [lost])
    expect(await rowOf(delivery_id)).toMatchObject({ attempts_total: 2 })
    expect(await outcomes(delivery_id)).toEqual(['unknown', null])
  })
})

describe('claims', () => {
  it('R-MAIL-1: are of the longest overdue, so many at a time', async () => {
    const ids = [await delivery(), await delivery(), await delivery()]
    for (const [index, id] of ids.entries())
      await database()`
        update backend.mail_deliveries set next_attempt_at = now() - ${index} * interval '1 hour'
        where delivery_id = ${id}`
    const claimed: string[] = []
    while (claimed.length < ids.length) {
      const [next, ...more] = await unordered((tx) => claimDeliveries(tx, { ...CLAIM, limit: 1 }))
      expect(more).toEqual([])
      claimed.push(next?.delivery_id ?? '')
    }
    expect(claimed).toEqual(ids.toReversed())
  })

  it('are neither of what is due later nor of what is too late', async () => {
    const [later, late] = [await delivery(), await delivery()]
    await database()`
      update backend.mail_deliveries set next_attempt_at = now() + interval '1 hour' where delivery_id = ${later}`
    await database()`update backend.mail_deliveries set expires_at = now() where delivery_id = ${late}`
    expect(await claim()).toEqual([])
  })
})

describe('what is recorded', () => {
  it('keeps the message for the next attempt, and no retry falls behind the expiry', async () => {
    const delivery_id = await delivery()
    await record(await claimOne(), { ...LATER, retry_in_ms: 86_400_000 })
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'retrying', kept: true, at_its_end: true })
    await database()`
      update backend.mail_deliveries set next_attempt_at = now() where delivery_id = ${delivery_id}`
    expect(Buffer.from((await claimOne()).sealed_message ?? []).toString()).toBe('a message')
  })

  it('of a failure is ignored where the claim was lost', async () => {
    const delivery_id = await delivery()
    const lost = await claimOne(-1)
    const held = await claimOne()
    await record(lost, NEVER)
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'pending', lease_token: held.lease_token })
    expect(await outcomes(delivery_id)).toEqual(['permanent_failure', null])
  })

  it('of a mail that was sent holds, whoever has the claim', async () => {
    const delivery_id = await delivery()
    const lost = await claimOne(-1)
    const held = await claimOne()
    await record(lost, SENT)
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'sent', lease_token: null })
    // Its holder may be gone for good: no attempt stays open.
    expect(await outcomes(delivery_id)).toEqual(['sent', 'unknown'])
    await record(held, NEVER)
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'sent' })
    expect(await outcomes(delivery_id)).toEqual(['sent', 'permanent_failure'])
  })

  it('stays as it is, and takes nothing of an end back', async () => {
    const delivery_id = await delivery()
    const claimed = await claimOne()
    await record(claimed, LATER)
    await record(claimed, NEVER)
    expect(await outcomes(delivery_id)).toEqual(['temporary_failure'])
    const [row] =
      await database()`select last_error from backend.mail_deliveries where delivery_id = ${delivery_id}`
    expect(row).toEqual({ last_error: 'later' })
    await database()`update backend.mail_deliveries set expires_at = now() where delivery_id = ${delivery_id}`
    await expireDeliveries(database())
    await record(claimed, SENT)
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'expired' })
  })

  it('of two attempts at one mail at once is what became of each', async () => {
    const delivery_id = await delivery()
    const lost = await claimOne(-1)
    const held = await claimOne()
    await database()`update backend.mail_attempts set outcome = null, finished_at = null`
    await recordAttempts(database(), [
      { ...lost, ...NEVER },
      { ...held, ...SENT },
    ])
    expect(await outcomes(delivery_id)).toEqual(['permanent_failure', 'sent'])
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'sent' })
  })

  it('takes results of many deliveries, of every kind, in one statement', async () => {
    const ids = [await delivery(), await delivery(), await delivery()]
    const claims = await claim()
    const results = [SENT, LATER, NEVER]
    const of = (id: string) => claims.find(({ delivery_id }) => delivery_id === id)
    await recordAttempts(
      database(),
      ids.map((id, index) => ({ ...(of(id) as ClaimedDelivery), ...(results[index] ?? SENT) })),
    )
    const statuses = await Promise.all(ids.map(async (id) => (await rowOf(id))['status']))
    expect(statuses).toEqual(['sent', 'retrying', 'dead_lettered'])
  })
})

describe('a resend during an attempt', () => {
  it('R-MAIL-4: leaves the attempt alone: it is sent once', async () => {
    const delivery_id = await delivery()
    const claimed = await claimOne()
    expect(await resendDelivery(database(), delivery_id)).toBe('rearmed')
    expect(await claim()).toEqual([])
    await record(claimed, SENT)
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'sent' })
  })

  it.each([
    ['for now', LATER],
    ['for good', NEVER],
  ])('R-MAIL-4: begins its cycle where that one fails %s', async (_how, result) => {
    const delivery_id = await delivery()
    const claimed = await claimOne()
    await resendDelivery(database(), delivery_id)
    await record(claimed, result)
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'pending', attempts_in_cycle: 0, due: true })
    expect(await claimOne()).toMatchObject({ attempt_no: 2, attempts_in_cycle: 1 })
  })
})

type Step = 'claim' | 'die' | 'sent' | 'later' | 'never' | 'release' | 'resend' | 'expire' | 'suppress'
const STEPS: Step[] = ['claim', 'die', 'sent', 'later', 'never', 'release', 'resend', 'expire', 'suppress']
const ENDED = ['sent', 'expired', 'suppressed']

describe('any history', () => {
  it('R-MAIL-5: numbers attempts without a gap, keeps a due time while it waits, never leaves an end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { maxLength: 14 }), async (steps) => {
        const recipient = `${crypto.randomUUID()}@mail.test`
        const delivery_id = await delivery('pending', recipient)
        await database()`
          update backend.mail_deliveries set kind = 'game.started' where delivery_id = ${delivery_id}`
        const claims: ClaimedDelivery[] = []
        let ended: unknown
        for (const step of steps) {
          const held = claims.at(-1)
          if (step === 'claim' || step === 'die') {
            await database()`
              update backend.mail_deliveries set next_attempt_at = now() where status = 'retrying'`
            claims.push(...(await claim(step === 'die' ? -1 : 60_000)))
          } else if (step === 'resend') await resendDelivery(database(), delivery_id)
          else if (step === 'expire') {
            await database()`
              update backend.mail_deliveries set expires_at = now() where coalesce(lease_until <= now(), true)`
            await expireDeliveries(database())
          } else if (step === 'suppress') await suppressMailTo(database(), recipient)
          else if (held && step === 'release') await releaseDeliveries(database(), [held])
          else if (held) await record(held, { sent: SENT, later: LATER, never: NEVER }[step as 'sent'])
          const row = await rowOf(delivery_id)
          const attempts = await listAttempts(database(), delivery_id)
          expect(attempts.map(({ attempt_no }) => attempt_no)).toEqual(attempts.map((_, index) => index + 1))
          expect(row['attempts_total']).toBe(attempts.length)
          expect(row['due'] !== null).toBe(['pending', 'retrying'].includes(String(row['status'])))
          expect(row['status']).toBe(ended ?? row['status'])
          if (ENDED.includes(String(row['status']))) ended = row['status']
        }
        await database()`delete from backend.mail_attempts`
        await database()`delete from backend.mail_deliveries`
      }),
      { numRuns: 60 },
    )
  })
})
