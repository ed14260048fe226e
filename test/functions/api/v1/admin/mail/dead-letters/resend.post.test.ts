import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import resend from '#functions/api/v1/admin/mail/dead-letters/resend.post'
import { database } from '#shared/postgres'
import { insertSuppression } from '#sql/mail/suppressions'
import { call, expectProblem } from '#test/kit/call'
import type { Call } from '#test/kit/call'
import { delivery, fail, hashOf } from '#test/kit/mail'
import { adminAccount } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnfitBodies, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/mail/dead-letters/resend'
const ask = async (options: Call) => call(resend, 'POST', PATH, { basic: await anyAdmin(), ...options })
const address = () => `${randomUUID()}@mail.test`

beforeEach(async () => {
  await database()`delete from backend.mail_attempts`
  await database()`delete from backend.mail_deliveries`
})

async function pending(): Promise<string[]> {
  const rows = await database()<{ delivery_id: string }[]>`
    select delivery_id from backend.mail_deliveries
    where status = 'pending' and attempts_in_cycle = 0 and attempts_total = 1 and next_attempt_at <= now()
      and dead_lettered_at is null
    order by delivery_id`
  return rows.map(({ delivery_id }) => delivery_id)
}

const dead = (recipient = address()) => delivery('dead_lettered', recipient)

describe('202', () => {
  it('R-MAIL-4: re-arms all dead letters and nothing else; the numbers of the attempts go on', async () => {
    const ids = [await dead(), await dead(), await dead()]
    for (const status of ['retrying', 'sent', 'expired', 'suppressed'] as const) await delivery(status)
    const answer = await ask({ body: {} })
    expect([answer.status, answer.body]).toEqual([202, { resent: 3 }])
    expect(await pending()).toEqual(ids.toSorted())
    await fail(ids[0] ?? '', 1000)
    const attempts = await database()<{ attempt_no: number }[]>`
      select attempt_no from backend.mail_attempts where delivery_id = ${ids[0] ?? ''} order by attempt_no`
    expect(attempts.map(({ attempt_no }) => attempt_no)).toEqual([1, 2])
  })

  it('R-MAIL-4: re-arms what the filter names', async () => {
    const email = address()
    const [mine, other, old] = [await dead(email), await dead(), await dead()]
    await database()`
      update backend.mail_deliveries set dead_lettered_at = now() - interval '2 days', kind = 'game.started'
      where delivery_id = ${old}`
    const day_ago = new Date(Date.now() - 86_400_000).toISOString()
    for (const nothing of [
      { kind: 'game.finished' },
      { template: 'game.started' },
      { kind: 'game.started', dead_lettered_after: day_ago },
      { recipient_hash: hashOf(email), dead_lettered_before: day_ago },
    ])
      expect((await ask({ body: nothing })).body).toEqual({ resent: 0 })
    expect((await ask({ body: { recipient_hash: hashOf(email) } })).body).toEqual({ resent: 1 })
    expect(await pending()).toEqual([mine])
    expect((await ask({ body: { dead_lettered_before: day_ago, kind: 'game.started' } })).body).toEqual({
      resent: 1,
    })
    const after = { dead_lettered_after: day_ago, template: 'auth.code' }
    expect((await ask({ body: after })).body).toEqual({ resent: 1 })
    expect(await pending()).toEqual([mine, other, old].toSorted())
  })

  it('takes the oldest first, up to the limit', async () => {
    const ids = [await dead(), await dead(), await dead()]
    expect((await ask({ body: { limit: 2 } })).body).toEqual({ resent: 2 })
    expect(await pending()).toEqual(ids.slice(0, 2).toSorted())
  })

  it('leaves dead what has expired or is suppressed', async () => {
    const [late, unwanted] = [address(), address()]
    const expired = await dead(late)
    await dead(unwanted)
    await database()`update backend.mail_deliveries set expires_at = now() where delivery_id = ${expired}`
    const said = { reason: 'a reason', security_too: true, created_by: 'root' }
    await insertSuppression(database(), { recipient_hash: hashOf(unwanted), ...said })
    expect((await ask({ body: {} })).body).toEqual({ resent: 0 })
  })

  it('wakes the sender and writes the deed into the audit log, in one transaction', async () => {
    const basic = await adminAccount()
    const delivery_id = await dead()
    const answer = await ask({ basic, body: { kind: 'auth.code' } })
    const [row] = await database()`
      select action, after, request_id, xmin::text,
        (select xmin::text from backend.mail_deliveries where delivery_id = ${delivery_id}) as delivery,
        (select xmin::text from graphile_worker._private_jobs where key = 'mail/scan') as job
      from backend.admin_audit_log where actor = ${basic[0]}`
    expect(row).toMatchObject({
      action: 'mail.resend_dead_letters',
      after: { kind: 'auth.code', limit: 1000, resent: 1 },
      request_id: answer.headers.get('x-request-id'),
      delivery: row?.['xmin'],
      job: row?.['xmin'],
    })
  })
})

describe('400', () => {
  it('names each wrong member', async () => {
    const body = {
      kind: 'A kind',
      template: '',
      recipient_hash: 'F',
      dead_lettered_after: '2026-02-30T00:00:00Z',
      dead_lettered_before: 'yesterday',
      limit: 0,
    }
    expectProblem(await ask({ body }), 400, 'invalid_request', Object.keys(body))
  })
})

refusesUnfitBodies(ask, {})
refusesAllButAdmins(resend, 'POST', PATH)
refusesUnrotated(resend, 'POST', PATH)
