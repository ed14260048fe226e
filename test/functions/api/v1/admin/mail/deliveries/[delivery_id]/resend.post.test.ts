import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import resend from '#functions/api/v1/admin/mail/deliveries/[delivery_id]/resend.post'
import { database } from '#shared/postgres'
import { listAttempts } from '#sql/mail/list'
import { call, expectProblem } from '#test/kit/call'
import { delivery, fail } from '#test/kit/mail'
import { adminAccount } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const pathOf = (delivery_id: string) => `/api/v1/admin/mail/deliveries/${delivery_id}/resend`
const ask = async (delivery_id: string, basic?: [string, string]) =>
  call(resend, 'POST', pathOf(delivery_id), { basic: basic ?? (await anyAdmin()) })

const REFUSED = [
  ['sent', 'already_sent'],
  ['expired', 'delivery_expired'],
  ['suppressed', 'suppressed'],
] as const

describe('202', () => {
  it.each(['pending', 'retrying', 'dead_lettered'] as const)(
    'R-MAIL-4: re-arms what is %s for another cycle, due now',
    async (status) => {
      const delivery_id = await delivery(status)
      const answer = await ask(delivery_id)
      expect(answer.status).toBe(202)
      expect(answer.body).toMatchObject({
        delivery_id,
        status: 'pending',
        attempts_in_cycle: 0,
        attempts_total: status === 'pending' ? 0 : 1,
        dead_lettered_at: null,
      })
      const [row] = await database()`
        select status, attempts_in_cycle, next_attempt_at <= now() as due, lease_token
        from backend.mail_deliveries where delivery_id = ${delivery_id}`
      expect(row).toEqual({ status: 'pending', attempts_in_cycle: 0, due: true, lease_token: null })
    },
  )

  it('R-MAIL-4: wakes the sender and writes the deed into the audit log, in one transaction', async () => {
    const basic = await adminAccount()
    const delivery_id = await delivery('dead_lettered')
    const answer = await ask(delivery_id, basic)
    const [rows] = await database()`
      select action, target, request_id, xmin::text,
        (select xmin::text from backend.mail_deliveries where delivery_id = ${delivery_id}) as delivery,
        (select xmin::text from graphile_worker._private_jobs where key = 'mail/scan') as job
      from backend.admin_audit_log where actor = ${basic[0]}`
    expect(rows).toMatchObject({
      action: 'mail.resend',
      target: delivery_id,
      request_id: answer.headers.get('x-request-id'),
      delivery: rows?.['xmin'],
      job: rows?.['xmin'],
    })
  })

  it('R-MAIL-5: the numbers of the attempts go on after a resend', async () => {
    const delivery_id = await delivery('dead_lettered')
    await ask(delivery_id)
    await fail(delivery_id, 1000)
    await ask(delivery_id)
    await fail(delivery_id, null)
    const numbers = (await listAttempts(database(), delivery_id)).map(({ attempt_no }) => attempt_no)
    expect(numbers).toEqual([1, 2, 3])
    const answer = await ask(delivery_id)
    expect(answer.body).toMatchObject({ attempts_in_cycle: 0, attempts_total: 3 })
  })
})

describe('400', () => {
  it('refuses what is not a UUID', async () => {
    expectProblem(await ask('seven'), 400, 'invalid_request', ['delivery_id'])
  })
})

describe('404', () => {
  it('refuses a delivery that is not there', async () => {
    expectProblem(await ask(randomUUID()), 404, 'not_found')
  })
})

describe('409', () => {
  it.each(REFUSED)('R-MAIL-4: refuses what is %s, which stays so', async (status, code) => {
    const basic = await adminAccount()
    const delivery_id = await delivery(status)
    expectProblem(await ask(delivery_id, basic), 409, code)
    const rows =
      await database()`select status from backend.mail_deliveries where delivery_id = ${delivery_id}`
    expect([...rows]).toEqual([{ status }])
    const audit = await database()`
      select outcome, code, target from backend.admin_audit_log where actor = ${basic[0]}`
    expect([...audit]).toEqual([{ outcome: 'refused', code, target: delivery_id }])
  })

  it('R-MAIL-4: refuses what is pending past its time', async () => {
    const delivery_id = await delivery('pending')
    await database()`
      update backend.mail_deliveries set expires_at = now() where delivery_id = ${delivery_id}`
    expectProblem(await ask(delivery_id), 409, 'delivery_expired')
  })
})

refusesAllButAdmins(resend, 'POST', pathOf(randomUUID()))
refusesUnrotated(resend, 'POST', pathOf(randomUUID()))
