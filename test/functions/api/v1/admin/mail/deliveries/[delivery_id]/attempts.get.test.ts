import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import attempts from '#functions/api/v1/admin/mail/deliveries/[delivery_id]/attempts.get'
import { database } from '#shared/postgres'
import { resendDelivery } from '#sql/mail/deliveries'
import { call, expectProblem } from '#test/kit/call'
import { delivery, fail } from '#test/kit/mail'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const pathOf = (delivery_id: string) => `/api/v1/admin/mail/deliveries/${delivery_id}/attempts`
const ask = async (delivery_id: string) =>
  call(attempts, 'GET', pathOf(delivery_id), { basic: await anyAdmin() })

describe('200', () => {
  it('R-MAIL-3: answers no attempts before the first', async () => {
    expect(await ask(await delivery('pending'))).toMatchObject({ status: 200, body: { items: [] } })
  })

  it('R-MAIL-3, R-MAIL-5: answers the attempts of all cycles, whose numbers go on after a resend', async () => {
    const delivery_id = await delivery('retrying')
    await fail(delivery_id, null)
    await resendDelivery(database(), delivery_id)
    await fail(delivery_id, 1000)
    const answer = await ask(delivery_id)
    expect(answer.status).toBe(200)
    const times = { started_at: expect.stringMatching(/Z$/), finished_at: expect.stringMatching(/Z$/) }
    const temporary = { ...times, outcome: 'temporary_failure', smtp_code: 451, error: 'no' }
    const permanent = { ...times, outcome: 'permanent_failure', smtp_code: 550, error: 'no' }
    expect(answer.body).toEqual({
      items: [
        { attempt_no: 1, ...temporary },
        { attempt_no: 2, ...permanent },
        { attempt_no: 3, ...temporary },
      ],
    })
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

refusesAllButAdmins(attempts, 'GET', pathOf(randomUUID()))
refusesUnrotated(attempts, 'GET', pathOf(randomUUID()))
