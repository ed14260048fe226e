import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import deliveries from '#functions/api/v1/admin/mail/deliveries.get'
import resend from '#functions/api/v1/admin/mail/deliveries/[delivery_id]/resend.post'
import me from '#functions/api/v1/admin/me.get'
import password from '#functions/api/v1/admin/me/password.put'
import session from '#functions/api/v1/admin/session.post'
import { database } from '#shared/postgres'
import { adminSession, cookieOf } from '#test/kit/admins'
import { call, expectProblem } from '#test/kit/call'
import type { Call } from '#test/kit/call'
import { delivery } from '#test/kit/mail'
import { adminAccount, nobody, player } from '#test/kit/people'

let basic: [string, string]
beforeAll(async () => {
  basic = await adminAccount()
})

const resendPath = (delivery_id: string) => `/api/v1/admin/mail/deliveries/${delivery_id}/resend`
const RESEND = 'POST /api/v1/admin/mail/deliveries/:delivery_id/resend'
const askResend = (delivery_id: string, options: Call) =>
  call(resend, 'POST', resendPath(delivery_id), options)

async function written(request_id: string | null): Promise<unknown[]> {
  const rows = await database()`
    select actor, action, target, outcome, code, before, after from backend.admin_audit_log
    where request_id = ${request_id} order by audit_id`
  return [...rows]
}
const refusal = (action: string, target: string, code: string) => ({
  actor: basic[0],
  action,
  target,
  outcome: 'refused',
  code,
  before: null,
  after: null,
})

describe('a refusal', () => {
  it.each([
    ['409', () => delivery('sent'), 'already_sent'],
    ['404', () => Promise.resolve(randomUUID()), 'not_found'],
    ['400', () => Promise.resolve('no id'), 'invalid_request'],
  ])('of status %s is written with its code and the ids of its path', async (_status, make, code) => {
    const id = await make()
    const answer = await askResend(encodeURIComponent(id), { basic })
    expect(answer.body['code']).toBe(code)
    expect(await written(answer.headers.get('x-request-id'))).toEqual([refusal(RESEND, id, code)])
  })

  it('of a forged request is written, and one of an admin who must rotate the password', async () => {
    const headers = cookieOf(await adminSession(basic[0]))
    const forged = await askResend(randomUUID(), { headers })
    expect(await written(forged.headers.get('x-request-id'))).toMatchObject([{ code: 'csrf_invalid' }])
    await database()`update backend.admin_accounts set must_rotate = true where username = ${basic[0]}`
    const unrotated = await askResend(randomUUID(), { basic })
    await database()`update backend.admin_accounts set must_rotate = false where username = ${basic[0]}`
    expect(await written(unrotated.headers.get('x-request-id'))).toMatchObject([
      { actor: basic[0], code: 'password_rotation_required' },
    ])
  })

  it('holds nothing of the body, and - where the path names nothing', async () => {
    const body = { current_password: 'my own secret', new_password: 'another secret of mine' }
    const answer = await call(password, 'PUT', '/api/v1/admin/me/password', { basic, body })
    expectProblem(answer, 400, 'invalid_request', ['current_password'])
    const rows = await written(answer.headers.get('x-request-id'))
    expect(rows).toContainEqual(refusal('PUT /api/v1/admin/me/password', '-', 'invalid_request'))
    expect(JSON.stringify(rows)).not.toMatch(/secret/)
  })

  it('is written once, also where the request is sent again under its key', async () => {
    const id = await delivery('sent')
    const headers = { 'Idempotency-Key': randomUUID() }
    const first = await askResend(id, { basic, headers })
    const again = await askResend(id, { basic, headers })
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expectProblem(first, 409, 'already_sent')
    const rows = await database()`select from backend.admin_audit_log where target = ${id}`
    expect(rows).toHaveLength(1)
  })

  it('is written for a key that was used for another request', async () => {
    const headers = { 'Idempotency-Key': randomUUID() }
    await askResend(await delivery('sent'), { basic, headers })
    const answer = await askResend(randomUUID(), { basic, headers })
    expectProblem(answer, 422, 'idempotency_mismatch')
    expect(await written(answer.headers.get('x-request-id'))).toMatchObject([
      { code: 'idempotency_mismatch' },
    ])
  })

  it('bears an id that cannot be kept without what cannot be kept', async () => {
    const answer = await askResend(`a%00${'b'.repeat(300)}`, { basic })
    expect(await written(answer.headers.get('x-request-id'))).toMatchObject([
      { target: `a${'b'.repeat(198)}` },
    ])
  })

  it('is not written where nothing was to change, nor where it was done, nor for a stranger or a player', async () => {
    const path = '/api/v1/admin/mail/deliveries?page=0'
    const answers = [
      await call(deliveries, 'GET', path, { basic }),
      await askResend(randomUUID(), {}),
      await askResend(randomUUID(), { token: 'unknown' }),
      await askResend(randomUUID(), { token: (await player()).token }),
      await call(me, 'GET', '/api/v1/admin/me', { basic: ['No Possible Name', 'x'] }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([400, 401, 401, 403, 401])
    for (const answer of answers) expect(await written(answer.headers.get('x-request-id'))).toEqual([])
    const done = await askResend(await delivery('pending'), { basic })
    expect(await written(done.headers.get('x-request-id'))).toMatchObject([
      { action: 'mail.resend', outcome: 'done', code: null },
    ])
  })
})

describe('a log-in that fails', () => {
  it('is written with its name and network, and nothing of the password, whichever way it came', async () => {
    const [username, secret] = nobody()
    const address = '192.0.2.77'
    const body = { username, password: secret }
    const answers = [
      await call(me, 'GET', '/api/v1/admin/me', { basic: [username, secret], address }),
      await call(session, 'POST', '/api/v1/admin/session', { body, address }),
    ]
    for (const answer of answers) {
      const rows = await written(answer.headers.get('x-request-id'))
      const after = { network: '192.0.2.0/24' }
      const row = { actor: username, target: username, outcome: 'refused', before: null, after }
      expect(rows).toEqual([{ ...row, action: 'admin.sign_in', code: 'unauthenticated' }])
    }
  })

  it('is written once for each delay that refuses more', async () => {
    const [username, secret] = nobody()
    await database()`
      insert into backend.admin_throttles (key, failures, blocked_until)
      values (${`name:${username}`}, 9, now() + interval '1 minute')`
    for (let n = 0; n < 3; n += 1) {
      const answer = await call(me, 'GET', '/api/v1/admin/me', { basic: [username, secret] })
      expectProblem(answer, 429, 'rate_limited')
      const codes = n === 0 ? [{ actor: username, code: 'rate_limited' }] : []
      expect(await written(answer.headers.get('x-request-id'))).toMatchObject(codes)
    }
  })
})
