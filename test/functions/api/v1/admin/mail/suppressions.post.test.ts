import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import resend from '#functions/api/v1/admin/mail/deliveries/[delivery_id]/resend.post'
import suppress from '#functions/api/v1/admin/mail/suppressions.post'
import { database } from '#shared/postgres'
import { claimDeliveries } from '#sql/mail/attempts'
import { suppressDeliveries } from '#sql/mail/deliveries'
import { call, expectProblem } from '#test/kit/call'
import type { Call } from '#test/kit/call'
import { delivery, hashOf } from '#test/kit/mail'
import { adminAccount } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnfitBodies, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/mail/suppressions'
const ask = async (options: Call) => call(suppress, 'POST', PATH, { basic: await anyAdmin(), ...options })
const address = () => `${randomUUID()}@mail.test`
const reason = 'they asked us to'

/** A delivery of a kind that is not for security. */
async function news(recipient: string, status: Parameters<typeof delivery>[0] = 'pending'): Promise<string> {
  const delivery_id = await delivery(status, recipient)
  await database()`update backend.mail_deliveries set kind = 'game.started' where delivery_id = ${delivery_id}`
  return delivery_id
}

async function statusOf(delivery_id: string): Promise<string> {
  const [row] = await database()<{ status: string }[]>`
    select status from backend.mail_deliveries where delivery_id = ${delivery_id}`
  return row?.status ?? 'gone'
}

const claimedNow = async () => {
  await suppressDeliveries(database())
  const claims = await claimDeliveries(database(), { worker_id: 'w', lease_ms: 60_000, limit: 100 })
  return claims.map(({ delivery_id }) => delivery_id)
}

describe('201', () => {
  it('puts an address on the list and stops what waits for it, but sign-in codes', async () => {
    const email = address()
    const basic = await adminAccount()
    const waiting = [await news(email), await news(email, 'retrying')]
    const [code, others, dead] = [
      await delivery('pending', email),
      await news(address()),
      await news(email, 'dead_lettered'),
    ]
    const answer = await ask({ basic, body: { email: email.toUpperCase(), reason } })
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({
      recipient_hash: hashOf(email),
      reason,
      security_too: false,
      created_by: basic[0],
      created_at: expect.stringMatching(/Z$/),
    })
    expect(answer.headers.get('location')).toBe(`${PATH}/${hashOf(email)}`)
    for (const id of waiting) expect(await statusOf(id)).toBe('suppressed')
    expect(await Promise.all([code, others, dead].map(statusOf))).toEqual([
      'pending',
      'pending',
      'dead_lettered',
    ])
    const audit = await database()`
      select action, target, after from backend.admin_audit_log where actor = ${basic[0]}`
    expect([...audit]).toEqual([
      { action: 'mail.suppress', target: hashOf(email), after: { reason, security_too: false, stopped: 2 } },
    ])
  })

  it('keeps what comes later from being sent, and what is dead from being resent', async () => {
    const email = address()
    const dead = await news(email, 'dead_lettered')
    expect((await ask({ body: { recipient_hash: hashOf(email), reason } })).status).toBe(201)
    const [later, code] = [await news(email), await delivery('pending', email)]
    const claimed = await claimedNow()
    expect(claimed).toContain(code)
    expect(claimed).not.toContain(later)
    expect(await statusOf(later)).toBe('suppressed')
    const again = await call(resend, 'POST', `/api/v1/admin/mail/deliveries/${dead}/resend`, {
      basic: await anyAdmin(),
    })
    expectProblem(again, 409, 'suppressed')
    expect(await statusOf(dead)).toBe('dead_lettered')
  })

  it('stops sign-in codes where it is for security mail too', async () => {
    const email = address()
    const code = await delivery('pending', email)
    await ask({ body: { email, reason, security_too: true } })
    expect(await statusOf(code)).toBe('suppressed')
    const later = await delivery('pending', email)
    expect(await claimedNow()).not.toContain(later)
  })
})

describe('200', () => {
  it('changes what is said of a recipient who is on the list', async () => {
    const email = address()
    await ask({ body: { email, reason } })
    const answer = await ask({ body: { email, reason: 'it bounces', security_too: true } })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      recipient_hash: hashOf(email),
      reason: 'it bounces',
      security_too: true,
    })
  })
})

describe('400', () => {
  it('names each wrong member', async () => {
    const body = { email: 'nobody', recipient_hash: 'F', reason: ' ', security_too: 1 }
    const paths = ['email', 'reason', 'recipient_hash', 'security_too']
    expectProblem(await ask({ body }), 400, 'invalid_request', paths)
  })

  it('wants either an address or a hash', async () => {
    const email = address()
    for (const body of [{ reason }, { reason, email, recipient_hash: hashOf(email) }])
      expectProblem(await ask({ body }), 400, 'invalid_request')
  })
})

refusesUnfitBodies(ask, { email: 'ada@mail.test', reason })
refusesAllButAdmins(suppress, 'POST', PATH)
refusesUnrotated(suppress, 'POST', PATH)
