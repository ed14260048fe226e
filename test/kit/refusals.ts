// The refusals that many endpoints share, as one suite each; an endpoint's own test file adds what is its own.

import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { database } from '#shared/postgres'
import { insertBootstrapAdmin } from '#sql/admins/admins'
import { adminSession, cookieOf, signedCookieOf } from '#test/kit/admins'
import { call, expectProblem } from '#test/kit/call'
import type { Answer, Call } from '#test/kit/call'
import { adminAccount, hashOf, nobody, player } from '#test/kit/people'

type App = Parameters<typeof call>[0]

/** An admin with the password of the first boot, which must be rotated, as name and password. */
export async function freshAdmin(): Promise<[string, string]> {
  const name = `fresh-${randomUUID().slice(0, 8)}`
  const password = 'the password of the first boot'
  await insertBootstrapAdmin(database(), name, await hashOf(password))
  return [name, password]
}

let any: Promise<[string, string]> | undefined

/** An admin whom the tests of a file share, since each password costs an Argon2 or two. */
export function anyAdmin(): Promise<[string, string]> {
  any ??= adminAccount()
  return any
}

/** The suites 401 and 403 of an endpoint of the admin API: none of these callers learns what a valid request is. */
export function refusesAllButAdmins(app: App, method: string, path: string): void {
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: '{ rubbish' }
  const ask = (options: Call) => call(app, method, path, { ...body, ...options })

  describe('401', () => {
    it('refuses a caller without credentials', async () => {
      const answer = await ask({})
      expectProblem(answer, 401, 'unauthenticated')
      expect(answer.headers.get('www-authenticate')).toBe('Basic realm="galaxy"')
    })

    it('refuses unknown credentials of every kind', async () => {
      const [name] = await anyAdmin()
      const unknown: Call[] = [
        { basic: nobody() },
        { basic: [name, 'not the password'] },
        { basic: ['no\u0000body', 'correct horse battery staple'] },
        { token: 'unknown' },
        { headers: cookieOf('unknown') },
        { headers: { Authorization: 'Basic %%%' } },
        { headers: { Authorization: 'Basic' } },
      ]
      for (const options of unknown) {
        const answer = await ask(options)
        expectProblem(answer, 401, 'unauthenticated')
        expect(answer.headers.get('www-authenticate')).toBe('Basic realm="galaxy"')
      }
    })

    it('refuses a disabled admin at once', async () => {
      const basic = await adminAccount()
      const token = await adminSession(basic[0])
      const ways: Call[] = [{ basic }, { headers: signedCookieOf(token) }, { token }]
      for (const way of ways.slice(0, 2)) expect((await ask(way)).status).not.toBe(401)
      await database()`update backend.admin_accounts set disabled = true where username = ${basic[0]}`
      for (const way of ways) expectProblem(await ask(way), 401, 'unauthenticated')
    })
  })

  describe('403', () => {
    it("refuses a player's token", async () => {
      expectProblem(await ask({ token: (await player()).token }), 403, 'forbidden')
    })
  })

  // Who only reads needs no token.
  if (method !== 'GET') refusesForgedCookies(ask)
}

function refusesForgedCookies(ask: (options: Call) => Promise<Answer>): void {
  describe('403 csrf_invalid', () => {
    it('refuses a cookie without the CSRF token of its session', async () => {
      const [name] = await anyAdmin()
      const [token, other] = [await adminSession(name), await adminSession(name)]
      const { 'X-CSRF-Token': foreign = '' } = signedCookieOf(other)
      for (const csrf of ['', 'rubbish', foreign]) {
        const headers = { ...cookieOf(token), 'X-CSRF-Token': csrf }
        expectProblem(await ask({ headers }), 403, 'csrf_invalid')
      }
      expectProblem(await ask({ headers: cookieOf(token) }), 403, 'csrf_invalid')
    })
  })
}

/** The suite of an admin who must rotate the password first. */
export function refusesUnrotated(app: App, method: string, path: string): void {
  describe('403 password_rotation_required', () => {
    it('R-START-6: refuses an admin who must rotate the password', async () => {
      const basic = await freshAdmin()
      for (const way of [{ basic }, { token: await adminSession(basic[0]) }]) {
        expectProblem(await call(app, method, path, way), 403, 'password_rotation_required')
      }
    })
  })
}

/** The suites of an endpoint that takes JSON; `ask` calls it as somebody who may. */
export function refusesUnfitBodies(ask: (options: Call) => Promise<Answer>, good: object): void {
  describe('400', () => {
    it('refuses what is not JSON', async () => {
      for (const body of ['', '{', 'null,', '{"a":1}}']) {
        expectProblem(await ask({ body }), 400, 'malformed_json')
      }
    })

    it('refuses what is not an object', async () => {
      for (const body of ['null', '1', '"text"', '[]']) {
        expectProblem(await ask({ body }), 400, 'invalid_request')
      }
    })

    it('refuses a member that it does not know, and does not repeat its value', async () => {
      const answer = await ask({ body: { ...good, surprise: 'a value of mine' } })
      expectProblem(answer, 400, 'invalid_request', ['surprise'])
      expect(JSON.stringify(answer.body)).not.toContain('a value of mine')
    })
  })

  describe('415', () => {
    it('refuses another content type', async () => {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
        const answer = await ask({ body: JSON.stringify(good), headers: { 'Content-Type': type } })
        expectProblem(answer, 415, 'unsupported_media_type')
      }
    })
  })
}
