// Two host processes on one database, behind a proxy of ours: failed log-ins of admins are counted over both.

import { describe, expect, it } from 'vitest'
import { setting, startedHost, useInbox } from '#test/kit/host'

useInbox()

const HOME = '192.0.2.7'
const ELSEWHERE = '198.51.100.7'
const ATTACKER = '203.0.113.7'
const PASSWORD = 'the bootstrap password'

const logIn = (url: string, from: string, password: string) =>
  fetch(new URL('/api/v1/admin/session', url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': from },
    body: JSON.stringify({ username: 'root', password }),
  })

/** PUT me/password is open to the bootstrap admin; 400 says that the credentials were right. */
const useBasic = (url: string, from: string) =>
  fetch(new URL('/api/v1/admin/me/password', url), {
    method: 'PUT',
    headers: {
      Authorization: `Basic ${Buffer.from(`root:${PASSWORD}`).toString('base64')}`,
      'Content-Type': 'application/json',
      'X-Forwarded-For': from,
    },
    body: '{}',
  })

const show = (url: string, authorization: string) =>
  fetch(new URL('/api/v1/admin/me', url), { headers: { Authorization: authorization } })

describe('two hosts', () => {
  it('delay a name over both, but not for an admin who is at home or was recognised', async () => {
    const { environment, sql } = await setting({
      BACKEND_RUNTIME_DRIVER: 'none',
      BACKEND_TRUSTED_PROXY_HOPS: '1',
    })
    const first = await startedHost(environment)
    const second = await startedHost(environment)
    const hosts = [first.url, second.url]
    expect((await logIn(first.url, HOME, PASSWORD)).status).toBe(201)

    for (let n = 0; n < 5; n += 1) {
      expect((await logIn(hosts[n % 2] ?? '', ATTACKER, `guess ${n}`)).status).toBe(401)
    }
    const [counted] = await sql<{ failures: number; delayed: boolean }[]>`
      update backend.admin_throttles set blocked_until = now() + interval '1 hour'
      where key = 'name:root' returning failures, blocked_until is not null as delayed`
    expect(counted).toEqual({ failures: 5, delayed: true })
    for (const url of hosts) expect((await logIn(url, ATTACKER, 'guess 6')).status).toBe(429)

    const delayed = await logIn(second.url, ELSEWHERE, PASSWORD)
    expect(delayed.status).toBe(429)
    expect(Number(delayed.headers.get('retry-after'))).toBeGreaterThan(3500)
    expect((await useBasic(first.url, ELSEWHERE)).status).toBe(400)
    expect((await logIn(second.url, HOME, PASSWORD)).status).toBe(201)

    second.child.kill('SIGKILL')
    await second.exited
    const third = await startedHost(environment)
    expect((await logIn(third.url, ATTACKER, PASSWORD)).status).toBe(429)
  })

  it('refuse an old password and all sessions on both, as soon as it is rotated on one', async () => {
    const { environment } = await setting({ BACKEND_RUNTIME_DRIVER: 'none' })
    const [first, second] = await Promise.all([startedHost(environment), startedHost(environment)])
    const session = (await (await logIn(first.url, HOME, PASSWORD)).json()) as { token: string }
    const ways = [`Bearer ${session.token}`, `Basic ${Buffer.from(`root:${PASSWORD}`).toString('base64')}`]
    for (const way of ways)
      for (const { url } of [first, second]) expect((await show(url, way)).status).toBe(403)

    const new_password = 'vier gelbe Gummistiefel'
    const rotated = await fetch(new URL('/api/v1/admin/me/password', first.url), {
      method: 'PUT',
      headers: { Authorization: ways[0] ?? '', 'Content-Type': 'application/json' },
      body: JSON.stringify({ current_password: PASSWORD, new_password }),
    })
    expect(rotated.status).toBe(204)
    for (const way of ways)
      for (const { url } of [second, first]) expect((await show(url, way)).status).toBe(401)
    expect((await logIn(second.url, HOME, new_password)).status).toBe(201)
  })
})
