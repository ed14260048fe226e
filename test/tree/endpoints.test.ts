// What must hold for every endpoint, read from the tree: a new file is under these tests without being named here.

import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { config, configure } from '#shared/config'
import { isRepeatable } from '#shared/http/idempotency'
import { router } from '#shared/http/router'
import { transaction } from '#shared/postgres'
import { updateSwitch } from '#sql/platform/switches'
import { CHECKOUT, endpointOf, importEndpoint, listEndpoints, loadMigrations, loadRoutes } from '#local/tree'
import type { EndpointFile } from '#local/tree'
import { call, expectProblem } from '#test/kit/call'
import { adminAccount, nobody, player } from '#test/kit/people'

/** Whom a stranger may call. This list only shrinks. */
const PUBLIC = new Set([
  'GET /healthz',
  'GET /readyz',
  'POST /api/v1/admin/session',
  'POST /api/v1/public/auth/codes',
  'POST /api/v1/public/auth/sessions',
  'GET /api/v1/public/calendar/:token',
  'GET /api/v1/public/mail/unsubscribe/:token',
  'POST /api/v1/public/mail/unsubscribe/:token',
])

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const AN_ID = '018f0000-0000-7000-8000-000000000000'
const VALUES: Record<string, string> = { ':version': '1.0.0', ':turn': '1' }

const endpoints = await listEndpoints()
const app = router(await loadRoutes())
const given = config()
const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`
const guarded = endpoints.filter((endpoint) => !PUBLIC.has(nameOf(endpoint)))
const visited = endpoints.filter(({ path }) => path.startsWith('/api/v1/public/'))
const repeatable = guarded.filter(({ method, path }) => isRepeatable(method, path))
const named = (list: EndpointFile[]) =>
  list.map((endpoint): [string, EndpointFile] => [nameOf(endpoint), endpoint])

/** The path with parameters that look valid. */
const filled = (path: string) => path.replaceAll(/:\w+/g, (name) => VALUES[name] ?? AN_ID)
/**
 * Whether a path with parameters leads to the endpoint of a pattern: `/games/add-time`
 * looks like a game of that id too.
 */
const matches = (pattern: string, path: string) =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`).test(path)
const schemeOf = (path: string) => (path.startsWith('/api/v1/admin/') ? 'Basic' : 'Bearer')
/** How a file begins its endpoint, as `get(PATH`. */
const begunIn = (text: string) => /\bendpoint\(\)\.(\w+\(\s*\w*)/.exec(text)?.[1]?.replace(/\s/g, '')
const bodyOf = (method: string, body: unknown) => (method === 'GET' || method === 'DELETE' ? {} : { body })

/** An address that only the tests of one endpoint call from. */
const addressOf = (method: string, path: string) =>
  `10.0.0.${1 + visited.findIndex((endpoint) => endpoint.method === method && endpoint.path === path)}`

const switchMaintenance = (enabled: boolean) =>
  transaction((tx) => updateSwitch(tx, { name: 'maintenance', enabled, message: 'Back at noon.' }, 'root'))

let token: string
let basic: [string, string]

beforeAll(async () => {
  token = (await player()).token
  basic = await adminAccount()
})

describe('the tree', () => {
  it('has endpoints and migrations', async () => {
    expect(endpoints.length).toBeGreaterThan(30)
    expect((await loadMigrations())[0]?.name).toBe('00001_init.sql')
  })

  it('has every endpoint of the public list', () => {
    const names = endpoints.map(nameOf)
    expect([...PUBLIC].filter((name) => !names.includes(name))).toEqual([])
  })

  it('reads the route from the name', () => {
    const file = 'api/v1/user/games/[game_id]/turns/[turn].get.ts'
    const path = '/api/v1/user/games/:game_id/turns/:turn'
    expect(endpointOf(file)).toEqual({ file, method: 'GET', path })
    expect(endpointOf('api/v1/helper.ts')).toBeNull()
  })
})

describe.each(named(endpoints))('%s', (_name, endpoint) => {
  const { file, method, path } = endpoint

  it('serves exactly the method and path of its name', async () => {
    const { default: own } = await importEndpoint(endpoint)
    const served = own.routes.filter((route) => route.method !== 'ALL').map(nameOf)
    expect([...new Set(served)], `Serve the route that the name functions/${file} says.`).toEqual([
      `${method} ${path}`,
    ])
  })

  it('names its literal path once, as PATH', async () => {
    const text = await readFile(join(CHECKOUT, 'functions', file), 'utf8')
    const form = [`const PATH = '${path}'`, `endpoint().${method.toLowerCase()}(PATH, ...)`]
    const has_form = text.includes(`\n${form[0]}\n`) && begunIn(text) === `${method.toLowerCase()}(PATH`
    expect(has_form, `write ${form.join(' and ')} in functions/${file}`).toBe(true)
  })

  it('answers by its replies, so that the compiler checks the body', async () => {
    const text = await readFile(join(CHECKOUT, 'functions', file), 'utf8')
    const unchecked = /\bc\.(?:json|text|html|newResponse)\(|\bnew Response\(/.exec(text)?.[0] ?? null
    const advice = 'write const reply = replies<typeof Replies>() and reply(c, 200, body)'
    expect(unchecked, `${advice} in functions/${file}`).toBeNull()
  })

  it('has its mirrored test', async () => {
    const test = `test/functions/${file.replace(/\.ts$/, '.test.ts')}`
    await expect(access(join(CHECKOUT, test)), `Write ${test}.`).resolves.toBeUndefined()
  })

  it('answers with X-Request-Id, nosniff and no-store', async () => {
    const options = { headers: { 'X-Request-Id': 'tree' }, ...bodyOf(method, '{ rubbish') }
    const { headers } = await call(app, method, filled(path), options)
    expect(headers.get('x-request-id')).toBe('tree')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-powered-by')).toBeNull()
  })

  it('refuses other methods with 405 and Allow', async () => {
    const allowed = METHODS.filter((other) =>
      endpoints.some((e) => e.method === other && matches(e.path, filled(path))),
    )
    for (const other of METHODS.filter((name) => !allowed.includes(name))) {
      const answer = await call(app, other, filled(path))
      expectProblem(answer, 405, 'method_not_allowed')
      expect(answer.headers.get('allow')).toBe(allowed.join(', '))
    }
  })
})

describe.each(named(guarded))('%s', (_name, { method, path }) => {
  it('refuses a stranger with 401, who learns nothing about a valid request', async () => {
    const bodies = [{}, '{ rubbish', { surprise: true }]
    for (const body of bodies) {
      const answer = await call(app, method, filled(path), bodyOf(method, body))
      expectProblem(answer, 401, 'unauthenticated')
      expect(answer.headers.get('www-authenticate')).toBe(`${schemeOf(path)} realm="galaxy"`)
    }
    const wrong = await call(app, method, path.replaceAll(/:\w+/g, '%20'), bodyOf(method, '{ rubbish'))
    expectProblem(wrong, 401, 'unauthenticated')
  })

  it('refuses unknown credentials with 401', async () => {
    const strangers = [{ token: 'unknown' }, { basic: nobody() }]
    for (const stranger of strangers) {
      const answer = await call(app, method, filled(path), { ...stranger, ...bodyOf(method, '{ rubbish') })
      expectProblem(answer, 401, 'unauthenticated')
    }
  })

  it('refuses the wrong role with 403', async () => {
    const other = schemeOf(path) === 'Basic' ? { token } : { basic }
    const answer = await call(app, method, filled(path), { ...other, ...bodyOf(method, '{ rubbish') })
    expectProblem(answer, 403, 'forbidden')
  })
})

describe.each(named(repeatable))('%s', (_name, { method, path }) => {
  it('answers again what it answered under the same Idempotency-Key', async () => {
    const who = schemeOf(path) === 'Basic' ? { basic } : { token }
    const ask = (body: object) =>
      call(app, method, filled(path), {
        ...who,
        body,
        headers: { 'Idempotency-Key': nameOf({ method, path }).replaceAll(/[^!-~]/g, '_') },
      })
    const first = await ask({})
    const again = await ask({})
    expect([again.status, again.text]).toEqual([first.status, first.text])
    expect(first.headers.get('idempotent-replayed')).toBeNull()
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expectProblem(await ask({ another: 'body' }), 422, 'idempotency_mismatch')
  })
})

describe.each(named(visited))('%s', (_name, { method, path }) => {
  afterEach(() => configure(given))

  it('refuses with 429 and Retry-After whoever calls too often, before it looks at the request', async () => {
    configure({ ...given, BACKEND_RATE_LIMIT_PUBLIC: { limit: 1, window_ms: 60_000 } })
    const options = { address: addressOf(method, path), ...bodyOf(method, '{ rubbish') }
    expect((await call(app, method, filled(path), options)).status).not.toBe(429)
    const answer = await call(app, method, filled(path), options)
    expectProblem(answer, 429, 'rate_limited')
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(50)
  })

  it('refuses with 503 in a maintenance, and says what the admin says', async () => {
    await switchMaintenance(true)
    const answer = await call(app, method, filled(path), bodyOf(method, '{ rubbish'))
    await switchMaintenance(false)
    expectProblem(answer, 503, 'maintenance')
    expect(answer.body['detail']).toBe('Back at noon.')
    expect(answer.headers.get('retry-after')).toBe('60')
  })
})

describe('routing', () => {
  it('a literal path beats a parameter, for every endpoint', async () => {
    const routes = endpoints.map(({ method, path }) => ({
      method,
      path,
      fetch: () => Response.json({ path }),
    }))
    const told = router(routes.toReversed())
    for (const { method, path } of endpoints) {
      expect((await call(told, method, filled(path))).body['path']).toBe(path)
    }
  })

  it('refuses unknown paths with 404, with X-Request-Id, nosniff and no-store', async () => {
    for (const path of ['/', '/api', '/api/v1/user/gamez', '/api/v1/admin/', '/_shared/config', '/readyz/']) {
      const answer = await call(app, 'GET', path)
      expectProblem(answer, 404, 'not_found')
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.headers.get('cache-control')).toBe('no-store')
    }
  })
})
