import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import show from '#functions/api/v1/admin/mail/deliveries/[delivery_id].get'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import { delivery, hashOf } from '#test/kit/mail'
import { adminAccount } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const PATH = '/api/v1/admin/mail/deliveries'

describe('200', () => {
  it('R-MAIL-3: answers the delivery with the address, and writes that look into the audit log', async () => {
    const basic = await adminAccount()
    const email = `${randomUUID()}@mail.test`
    const delivery_id = await delivery('retrying', email)
    const answer = await call(show, 'GET', `${PATH}/${delivery_id}`, { basic })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      delivery_id,
      recipient: email,
      recipient_hash: hashOf(email),
      status: 'retrying',
      attempts_in_cycle: 1,
      attempts_total: 1,
      last_error: 'no',
    })
    expect(Object.keys(answer.body).filter((name) => /params|lease/.test(name))).toEqual([])
    const audit = await database()`
      select action, target, request_id from backend.admin_audit_log where actor = ${basic[0]}`
    expect([...audit]).toEqual([
      {
        action: 'mail.show_recipient',
        target: delivery_id,
        request_id: answer.headers.get('x-request-id'),
      },
    ])
  })
})

describe('400', () => {
  it('refuses what is not a UUID', async () => {
    const answer = await call(show, 'GET', `${PATH}/seven`, { basic: await anyAdmin() })
    expectProblem(answer, 400, 'invalid_request', ['delivery_id'])
  })
})

describe('404', () => {
  it('refuses a delivery that is not there, and writes nothing into the audit log', async () => {
    const basic = await adminAccount()
    expectProblem(await call(show, 'GET', `${PATH}/${randomUUID()}`, { basic }), 404, 'not_found')
    expect(await database()`select from backend.admin_audit_log where actor = ${basic[0]}`).toHaveLength(0)
  })
})

refusesAllButAdmins(show, 'GET', `${PATH}/${randomUUID()}`)
refusesUnrotated(show, 'GET', `${PATH}/${randomUUID()}`)
