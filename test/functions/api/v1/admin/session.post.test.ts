import { describe, expect, it } from 'vitest'
import deliveries from '#functions/api/v1/admin/mail/deliveries.get'
import me from '#functions/api/v1/admin/me.get'
import app from '#functions/api/v1/admin/session.post'
import { config, configure } from '#shared/config'
import { database } from '#shared/postgres'
import { tokenHash } from '#shared/tokens'
import { call, expectProblem } from '#test/kit/call'
import type { Call } from '#test/kit/call'
import { adminAccount, player } from '#test/kit/people'
import { anyAdmin, freshAdmin, refusesUnfitBodies } from '#test/kit/refusals'

const PATH = '/api/v1/admin/session'
const ask = (body: unknown, options: Call = {}) => call(app, 'POST', PATH, { body, ...options })
const logIn = ([username, password]: [string, string]) => ask({ username, password })

describe('201', () => {
  it('answers a token, the CSRF token that goes with the cookie, and the end of the session', async () => {
    const answer = await logIn(await anyAdmin())
    expect(answer.status).toBe(201)
    expect(answer.headers.get('location')).toBe(PATH)
    expect(answer.body).toEqual({
      token: expect.stringMatching(/^[\w-]{43}$/),
      csrf_token: expect.stringMatching(/^[\w-]{43}$/),
      expires_at: expect.stringMatching(/Z$/),
    })
    const lasts_ms = Date.parse(answer.body['expires_at']) - Date.now()
    expect(Math.abs(lasts_ms - config().BACKEND_ADMIN_SESSION_TTL)).toBeLessThan(60_000)
    expect((await call(me, 'GET', '/api/v1/admin/me', { token: answer.body['token'] })).status).toBe(200)
  })

  it.each([
    ['http://127.0.0.1:8080', []],
    ['https://galaxy.test', ['Secure']],
  ])('sets a cookie that no script reads, for %s', async (url, secure) => {
    const before = config()
    configure({ ...before, BACKEND_PUBLIC_URL: url })
    const answer = await logIn(await anyAdmin())
    configure(before)
    const [cookie, ...attributes] = answer.headers.get('set-cookie')?.split('; ') ?? []
    expect(cookie).toBe(`galaxy_admin_session=${answer.body['token']}`)
    const expected = ['HttpOnly', 'Max-Age=43200', 'Path=/api/v1/admin', 'SameSite=Strict', ...secure]
    expect(new Set(attributes)).toEqual(new Set(expected))
  })

  it('keeps only a hash of the token, and writes the deed into the audit log without any of it', async () => {
    const basic = await adminAccount()
    const answer = await logIn(basic)
    const [row] = await database()`
      select session_id, token_hash from backend.admin_sessions where username = ${basic[0]}`
    expect(row?.['token_hash']).toEqual(tokenHash(answer.body['token']))
    const audit = await database()`
      select action, target, outcome, after from backend.admin_audit_log where actor = ${basic[0]}`
    const after = { session_id: row?.['session_id'], network: null }
    expect([...audit]).toEqual([{ action: 'admin.sign_in', target: basic[0], outcome: 'done', after }])
  })

  it('R-START-6: works for an admin who must rotate the password, and lets nothing else happen', async () => {
    const answer = await logIn(await freshAdmin())
    expect(answer.status).toBe(201)
    const { token } = answer.body
    const refused = await call(deliveries, 'GET', '/api/v1/admin/mail/deliveries', { token })
    expectProblem(refused, 403, 'password_rotation_required')
  })

  it('gives each log-in a session of its own', async () => {
    const basic = await anyAdmin()
    const [one, other] = [await logIn(basic), await logIn(basic)]
    expect(one.body['token']).not.toBe(other.body['token'])
    expect(one.body['csrf_token']).not.toBe(other.body['csrf_token'])
  })
})

refusesUnfitBodies(({ body, ...options }) => ask(body, options), { username: 'root', password: 'x' })

describe('400', () => {
  it('names the path of each wrong member and repeats no password', async () => {
    const password = 'p'.repeat(257)
    const answer = await ask({ username: 7, password })
    expectProblem(answer, 400, 'invalid_request', ['password', 'username'])
    expect(JSON.stringify(answer.body)).not.toContain(password)
  })
})

describe('401', () => {
  it('answers the same for an unknown name, an impossible one, a wrong password and a disabled admin', async () => {
    const [disabled, password] = await adminAccount()
    await database()`update backend.admin_accounts set disabled = true where username = ${disabled}`
    const refused: [string, string][] = [
      ['no-such-admin', password],
      ['No Such Admin', password],
      [(await adminAccount())[0], 'not the password'],
      [disabled, password],
      [(await player()).display_name, ''],
    ]
    const answers = await Promise.all(refused.map(logIn))
    const documents = answers.map((answer) => {
      expectProblem(answer, 401, 'unauthenticated')
      expect(answer.headers.get('www-authenticate')).toBe('Basic realm="galaxy"')
      expect(answer.headers.get('set-cookie')).toBeNull()
      return { ...answer.body, request_id: '' }
    })
    expect(new Set(documents.map((document) => JSON.stringify(document))).size).toBe(1)
  })
})
