import { mkdtemp, rm } from 'node:fs/promises'
import { connect as connectTo, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { config } from '#shared/config'
import { database } from '#shared/postgres'
import { buildFunctions } from '#local/build/main'
import type { Target } from '#local/build/targets'
import { player } from '#test/kit/people'
import { serveFunction } from '#test/kit/runtimes'

const RUNTIMES: Target[] = ['node', 'bun', 'deno', 'lambda', 'workerd']
const CODES = 'api/v1/public/auth/codes.post'
const ACCOUNT = 'api/v1/user/account.get'
const PROFILE = 'api/v1/user/account.patch'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'galaxy-runtimes-'))
  for (const target of RUNTIMES) {
    const only = `{${[CODES, ACCOUNT, PROFILE].join()}}`
    await buildFunctions({ target, out: join(folder, target), only })
  }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const environment = () => ({
  BACKEND_POSTGRES_DSN: config().BACKEND_POSTGRES_DSN,
  BACKEND_SECRET_KEY: config().BACKEND_SECRET_KEY,
})

async function served(target: Target, name: string, more: Record<string, string> = environment()) {
  const program = await serveFunction(target, join(folder, target, `${name}.mjs`), more)
  onTestFinished(() => program.stop())
  return { ...program, url: new URL(`/${name.replace(/\.\w+$/, '')}`, program.url).href }
}

/** A port that takes connections and never answers. */
async function silentPort(): Promise<number> {
  const server = createServer(() => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

async function expectRefusal(response: Response, status: number, code: string): Promise<void> {
  const body = (await response.json()) as Record<string, unknown>
  expect(body).toMatchObject({ status, code })
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(response.headers.get('x-request-id')).toBe(body['request_id'])
}

describe.each(RUNTIMES)('a function alone on %s', (target) => {
  it('answers players, and again, and refuses strangers', async () => {
    const { url } = await served(target, ACCOUNT)
    const { token, user_id } = await player()
    for (let round = 0; round < 3; round += 1) {
      const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}` } })
      expect(answer.status).toBe(200)
      expect(await answer.json()).toMatchObject({ user_id })
    }
    await expectRefusal(await fetch(url), 401, 'unauthenticated')
    await expectRefusal(await fetch(`${url}/`), 404, 'not_found')
    const other = await fetch(url, { method: 'DELETE' })
    expect(other.headers.get('allow')).toBe('GET')
    await expectRefusal(other, 405, 'method_not_allowed')
  })

  it('answers requests that come together, each its own caller', async () => {
    const { url } = await served(target, ACCOUNT)
    const players = await Promise.all(Array.from({ length: 12 }, () => player()))
    const answers = await Promise.all(
      players.map(async ({ token }) => {
        const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}` } })
        return ((await answer.json()) as { user_id: string }).user_id
      }),
    )
    expect(answers).toEqual(players.map(({ user_id }) => user_id))
  })

  it('changes what is kept, and enqueues work', async () => {
    const { url } = await served(target, CODES)
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' } }
    const email = `${target}@players.test`
    const answer = await fetch(url, { ...init, body: JSON.stringify({ email }) })
    expect(answer.status).toBe(202)
    const { challenge_id } = (await answer.json()) as { challenge_id: string }
    const kept = await database()`
      select from backend.auth_challenges where challenge_id = ${challenge_id}`
    expect(kept.length).toBe(1)
  })

  it('answers 503 where a variable is missing, and its log names it and no value', async () => {
    const { BACKEND_SECRET_KEY } = environment()
    const { url, output } = await served(target, ACCOUNT, {
      BACKEND_SECRET_KEY,
      BACKEND_SESSION_IDLE_TTL: 'soon',
    })
    await expectRefusal(await fetch(url), 503, 'misconfigured')
    expect(output()).toContain('BACKEND_POSTGRES_DSN is required and not set')
    expect(output()).toContain('BACKEND_SESSION_IDLE_TTL must be a duration')
    expect(output()).not.toContain('soon')
  })

  it('answers 503 in time where the database is away, or silent', async () => {
    const { token } = await player()
    const silent = await silentPort()
    const limit = { BACKEND_HTTP_REQUEST_TIMEOUT: '2s' }
    for (const dsn of [
      'postgres://nobody@127.0.0.1:9/nowhere',
      `postgres://nobody@127.0.0.1:${silent}/nowhere`,
    ]) {
      const { url } = await served(target, ACCOUNT, { ...environment(), ...limit, BACKEND_POSTGRES_DSN: dsn })
      const begun = performance.now()
      const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}` } })
      await expectRefusal(answer, 503, 'unavailable')
      expect(performance.now() - begun).toBeLessThan(5000)
    }
  })

  it('answers 413 to a huge body, declared or not', async () => {
    const { url } = await served(target, CODES, { ...environment(), BACKEND_HTTP_MAX_BODY_BYTES: '2000' })
    const headers = { 'Content-Type': 'application/json' }
    const body = JSON.stringify({ email: 'x'.repeat(5000) })
    const declared = await fetch(url, { method: 'POST', headers, body })
    expect(declared.status).toBe(413)
    await expectRefusal(declared, 413, 'body_too_large')
    const parts = new Blob([body]).stream()
    const init = { method: 'POST', headers, body: parts, duplex: 'half' } as RequestInit
    await expectRefusal(await fetch(url, init), 413, 'body_too_large')
  })
})

// An HTTP API hands a Lambda function a request that is whole.
describe.each(RUNTIMES.filter((target) => target !== 'lambda'))('a slow client of %s', (target) => {
  it('answers 408 to a body that does not end', async () => {
    const { url } = await served(target, CODES, { ...environment(), BACKEND_HTTP_REQUEST_TIMEOUT: '1s' })
    const { hostname, port, pathname } = new URL(url)
    const socket = connectTo(Number(port), hostname)
    onTestFinished(() => void socket.destroy())
    const head =
      `POST ${pathname} HTTP/1.1\r\nHost: localhost\r\n` +
      'Content-Type: application/json\r\nContent-Length: 20\r\n\r\n{'
    socket.write(head)
    let received = ''
    for await (const chunk of socket) {
      received += String(chunk)
      if (received.includes('request_timeout')) break
    }
    expect(received).toMatch(/^HTTP\/1\.1 408 /)
  })
})
