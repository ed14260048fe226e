import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import unsuppress from '#functions/api/v1/admin/mail/suppressions/[recipient_hash].delete'
import { database } from '#shared/postgres'
import { claimDeliveries } from '#sql/mail/attempts'
import { suppressDeliveries } from '#sql/mail/deliveries'
import { insertSuppression } from '#sql/mail/suppressions'
import { call, expectProblem } from '#test/kit/call'
import { delivery, hashOf } from '#test/kit/mail'
import { adminAccount } from '#test/kit/people'
import { anyAdmin, refusesAllButAdmins, refusesUnrotated } from '#test/kit/refusals'

const pathOf = (recipient_hash: string) => `/api/v1/admin/mail/suppressions/${recipient_hash}`
const ask = async (recipient_hash: string, basic?: [string, string]) =>
  call(unsuppress, 'DELETE', pathOf(recipient_hash), { basic: basic ?? (await anyAdmin()) })
const said = { reason: 'a reason', security_too: true, created_by: 'root' }

describe('204', () => {
  it('takes a recipient off the list: what comes is sent again, what was suppressed stays so', async () => {
    const email = `${randomUUID()}@mail.test`
    const recipient_hash = hashOf(email)
    const basic = await adminAccount()
    await insertSuppression(database(), { recipient_hash, ...said })
    const before = await delivery('pending', email)
    await suppressDeliveries(database())
    expect((await ask(recipient_hash, basic)).status).toBe(204)
    const after = await delivery('pending', email)
    const claims = await claimDeliveries(database(), { worker_id: 'w', lease_ms: 60_000, limit: 100 })
    const ids = claims.map(({ delivery_id }) => delivery_id)
    expect(ids).toContain(after)
    expect(ids).not.toContain(before)
    const audit = await database()`
      select action, target, before from backend.admin_audit_log where actor = ${basic[0]}`
    expect([...audit]).toMatchObject([{ action: 'mail.unsuppress', target: recipient_hash, before: said }])
    expectProblem(await ask(recipient_hash), 404, 'not_found')
  })
})

describe('400', () => {
  it('refuses what is no hash', async () => {
    expectProblem(await ask('seven'), 400, 'invalid_request', ['recipient_hash'])
  })
})

describe('404', () => {
  it('refuses a recipient who is not on the list', async () => {
    expectProblem(await ask(hashOf(randomUUID())), 404, 'not_found')
  })
})

refusesAllButAdmins(unsuppress, 'DELETE', pathOf(hashOf('x')))
refusesUnrotated(unsuppress, 'DELETE', pathOf(hashOf('x')))
