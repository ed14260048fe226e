// X-Request-Id: on every answer, and in everything that a request leaves behind.

import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { config, configure } from '#shared/config'
import { router } from '#shared/http/router'
import { setLogLevel } from '#shared/log'
import { inScope } from '#shared/log'
import { closeDatabases, database, transaction } from '#shared/postgres'
import { beginDraining } from '#shared/readiness'
import { wake } from '#sql/jobs'
import { updateSwitch } from '#sql/platform/switches'
import { loadRoutes } from '#local/tree'
import { call, expectProblem } from '#test/kit/call'
import type { Call } from '#test/kit/call'
import { engineVersion, player } from '#test/kit/people'

const given = config()
const app = router(await loadRoutes())
const CODES = '/api/v1/public/auth/codes'

afterEach(async () => {
  configure(given)
  vi.restoreAllMocks()
  setLogLevel('error')
})

const set = (enabled: boolean) =>
  transaction((tx) => updateSwitch(tx, { name: 'maintenance', enabled, message: null }, 'root'))

/** Asks twice, with an id and without: the code of both refusals, which carry one. */
async function refused(method: string, path: string, options: Call = {}): Promise<string> {
  const headers = { ...options.headers, 'X-Request-Id': 'mine.and_only-mine' }
  const taken = await call(app, method, path, { ...options, headers })
  const { status, code } = taken.body
  expectProblem(taken, status, code)
  expect(taken.body['request_id']).toBe('mine.and_only-mine')
  const made = await call(app, method, path, options)
  expectProblem(made, status, code)
  expect(made.body['request_id']).toMatch(/^[0-9a-f-]{36}$/)
  return code
}

describe('a refusal', () => {
  it('carries the id, whatever it is', async () => {
    const { token } = await player()
    const json = { 'Content-Type': 'application/json' }
    expect(await refused('POST', CODES, { body: {} })).toBe('invalid_request')
    expect(await refused('POST', CODES, { body: '{' })).toBe('malformed_json')
    expect(await refused('GET', '/api/v1/user/games')).toBe('unauthenticated')
    expect(await refused('GET', '/api/v1/admin/me', { token })).toBe('forbidden')
    expect(await refused('GET', `/api/v1/user/games/${randomUUID()}`, { token })).toBe('not_found')
    expect(await refused('GET', '/nothing')).toBe('not_found')
    expect(await refused('PATCH', '/healthz')).toBe('method_not_allowed')
    expect(
      await refused('POST', CODES, {
        body: '{}',
        headers: { 'Content-Type': 'text/plain' },
      }),
    ).toBe('unsupported_media_type')
    const announced = String(given.BACKEND_HTTP_MAX_BODY_BYTES + 1)
    expect(
      await refused('POST', CODES, {
        body: '{}',
        headers: { ...json, 'Content-Length': announced },
      }),
    ).toBe('body_too_large')
    expect(
      await refused('POST', CODES, {
        body: ' '.repeat(given.BACKEND_HTTP_MAX_BODY_BYTES + 1),
        headers: json,
      }),
    ).toBe('body_too_large')
  })

  it('carries the id of a 429', async () => {
    configure({ ...given, BACKEND_RATE_LIMIT_PUBLIC: { limit: 1, window_ms: 60_000 } })
    await call(app, 'POST', CODES, { body: {} })
    expect(await refused('POST', CODES, { body: {} })).toBe('rate_limited')
  })

  it('carries the id of a 503 in a maintenance', async () => {
    await set(true)
    expect(await refused('POST', CODES, { body: {} })).toBe('maintenance')
    await set(false)
  })

  it('carries the id of a 503 without the database', async () => {
    await closeDatabases()
    configure({ ...given, BACKEND_POSTGRES_DSN: 'postgres://nobody@127.0.0.1:9/nowhere' })
    expect(await refused('POST', CODES, { body: {} })).toBe('unavailable')
    await closeDatabases()
  })
})

describe('what a request leaves behind', () => {
  it('is under its id: the mail, the job that sends it, and every line of the log', async () => {
    const request_id = `left-${randomUUID()}`
    const email = `${randomUUID()}@players.test`
    const lines: Record<string, unknown>[] = []
    setLogLevel('info')
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
      if (typeof line === 'string' && line.startsWith('{')) lines.push(JSON.parse(line))
      return true
    })
    const headers = { 'X-Request-Id': request_id }
    const answer = await call(app, 'POST', CODES, { body: { email }, headers })
    vi.restoreAllMocks()

    expect(answer.status).toBe(202)
    expect(lines.map(({ msg }) => msg)).toEqual(['sign-in code asked for', 'request'])
    for (const line of lines) expect(line['request_id']).toBe(request_id)
    // R-OTEL-4, with the exporters off.
    expect(lines[0]?.['otel_trace_id']).toMatch(/^[0-9a-f]{32}$/)
    for (const line of lines) {
      expect(line['otel_trace_id']).toBe(lines[0]?.['otel_trace_id'])
      expect(line['otel_span_id']).toMatch(/^[0-9a-f]{16}$/)
    }
    const mails = await database()`
      select request_id from backend.mail_deliveries where recipient = ${email}`
    expect(mails).toEqual([{ request_id }])
    const traceparent = expect.stringMatching(`^00-${String(lines[0]?.['otel_trace_id'])}-[0-9a-f]{16}-01$`)
    expect(await payloadOf('mail/scan')).toEqual({ request_id, traceparent })
  })

  it('is under the id of its own where it sent none that can be one', async () => {
    const { token } = await player()
    const version = await engineVersion()
    const headers = { 'X-Request-Id': 'not an id' }
    const body = {
      name: 'A war of stars',
      visibility: 'private',
      engine_version: version,
      min_players: 1,
      max_players: 4,
      turn_schedule: { kind: 'interval', every: '24h' },
    }
    const made = await call(app, 'POST', '/api/v1/user/games', { token, body })
    const path = `/api/v1/user/games/${made.body['game_id']}/open-enrollment`
    const opened = await call(app, 'POST', path, { token, headers })
    expect(opened.status).toBe(200)
    expect(await payloadOf('lobby/expire')).toMatchObject({
      request_id: opened.headers.get('x-request-id'),
    })
  })

  it('goes on in what a task causes, and is absent where nobody asked', async () => {
    await inScope({ request_id: 'of-a-task', task: 'mail/scan' }, () =>
      transaction((tx) => wake(tx, 'runtime/sweep')),
    )
    expect(await payloadOf('runtime/sweep')).toEqual({ request_id: 'of-a-task' })
    await transaction((tx) => wake(tx, 'runtime/sweep'))
    expect(await payloadOf('runtime/sweep')).toEqual({})
    await database()`select backend.wake('runtime/sweep')`
    expect(await payloadOf('runtime/sweep')).toEqual({})
  })
})

async function payloadOf(key: string): Promise<unknown> {
  const [row] = await database()<{ payload: unknown }[]>`
    select payload from graphile_worker._private_jobs where key = ${key}`
  return row?.payload
}

// The last one: a process that drains never comes back.
describe('a process that drains', () => {
  it('carries the id in its 503', async () => {
    beginDraining()
    expect(await refused('GET', '/api/v1/user/games')).toBe('unavailable')
  })
})
