import * as v from 'valibot'
import { afterEach, describe, expect, it } from 'vitest'
import { config, configure } from '#shared/config'
import { problem } from '#shared/errors'
import { endpoint, refusalOf } from '#shared/http/endpoint'
import { valid } from '#shared/http/valid'
import { closeDatabases, database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'

const given = config()
const hello = endpoint().get('/hello', (c) => c.json({ hello: 'world' }))
const echo = endpoint().post('/echo', valid('json', v.looseObject({})), (c) => c.json({ taken: true }))

const send = (bytes: number) =>
  call(echo, 'POST', '/echo', { body: JSON.stringify({ a: 'x'.repeat(bytes - 8) }) })

afterEach(() => configure(given))

describe('X-Request-Id', () => {
  it('is taken where it is 1 to 128 of the allowed characters', async () => {
    for (const id of ['a', 'A.b_c-9', 'x'.repeat(128)]) {
      const answer = await call(hello, 'GET', '/hello', { headers: { 'X-Request-Id': id } })
      expect(answer.headers.get('x-request-id')).toBe(id)
    }
  })

  it('is made where it is missing or something else', async () => {
    for (const id of [undefined, '', 'x'.repeat(129), 'a b', 'a/b', '{"a":1}', 'é']) {
      const headers = id === undefined ? {} : { 'X-Request-Id': id }
      const answer = await call(hello, 'GET', '/hello', { headers })
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    }
  })

  it('stands in the problem document', async () => {
    const answer = await call(hello, 'GET', '/elsewhere', { headers: { 'X-Request-Id': 'mine' } })
    expectProblem(answer, 404, 'not_found')
    expect(answer.body['request_id']).toBe('mine')
  })
})

describe('headers', () => {
  it('forbids sniffing and storing, on answers and on refusals', async () => {
    for (const path of ['/hello', '/elsewhere']) {
      const { headers } = await call(hello, 'GET', path)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-powered-by')).toBeNull()
    }
  })

  it('keeps what an endpoint says about storing', async () => {
    const app = endpoint().get('/kept', (c) => c.text('', 200, { 'Cache-Control': 'max-age=60' }))
    expect((await call(app, 'GET', '/kept')).headers.get('cache-control')).toBe('max-age=60')
  })
})

describe('a refusal that is thrown', () => {
  it('is answered with its headers and members', async () => {
    const app = endpoint().get('/refused', () => {
      throw problem('rate_limited', 'Slowly.', { headers: { 'Retry-After': '7' }, members: { left: 0 } })
    })
    const answer = await call(app, 'GET', '/refused')
    expectProblem(answer, 429, 'rate_limited')
    expect(answer.body).toMatchObject({ detail: 'Slowly.', left: 0 })
    expect(answer.headers.get('retry-after')).toBe('7')
  })
})

describe('400', () => {
  it('refuses an array where an object is taken', async () => {
    for (const body of [[], [1], [{}]]) {
      expectProblem(await call(echo, 'POST', '/echo', { body }), 400, 'invalid_request', [''])
    }
    expect((await call(echo, 'POST', '/echo', { body: {} })).status).toBe(200)
  })
})

describe('400 for what PostgreSQL cannot keep', () => {
  it('names the path of U+0000 and of half a surrogate pair, in values and in names', async () => {
    const body = '{"a":"x\\u0000","b":{"c":["fit","\\ud800"]},"d":{"\\u0000":1},"e":"\\ud83d\\ude80"}'
    const answer = await call(echo, 'POST', '/echo', { body })
    expectProblem(answer, 400, 'invalid_request', ['a', 'b.c.1', 'd'])
    expect((await call(echo, 'POST', '/echo', { body: { e: '🚀' } })).status).toBe(200)
  })

  it('takes a deep body apart without exhausting the stack', async () => {
    const body = `{"a":${'['.repeat(100_000)}"\\u0000"${']'.repeat(100_000)}}`
    expect((await call(echo, 'POST', '/echo', { body })).status).toBe(400)
  })
})

describe('413', () => {
  it('refuses a body beyond BACKEND_HTTP_MAX_BODY_BYTES, and takes one of that size', async () => {
    configure({ ...given, BACKEND_HTTP_MAX_BODY_BYTES: 2048 })
    expect((await send(2048)).status).toBe(200)
    expectProblem(await send(2049), 413, 'body_too_large')
  })

  it('refuses by the announced length, before it reads the body', async () => {
    configure({ ...given, BACKEND_HTTP_MAX_BODY_BYTES: 2048 })
    const announced = { body: {}, headers: { 'Content-Length': '2049' } }
    expectProblem(await call(echo, 'POST', '/echo', announced), 413, 'body_too_large')
  })
})

describe('500', () => {
  it('tells nothing but the request id', async () => {
    const app = endpoint().get('/broken', () => {
      throw new Error('the secret of the inside')
    })
    const answer = await call(app, 'GET', '/broken')
    expectProblem(answer, 500, 'internal_error')
    expect(JSON.stringify(answer.body)).not.toContain('secret')
  })

  it('is what a wrong statement becomes', async () => {
    const app = endpoint().get('/broken', async (c) => c.json(await database()`select nothing_like_this`))
    const answer = await call(app, 'GET', '/broken')
    expectProblem(answer, 500, 'internal_error')
    expect(JSON.stringify(answer.body)).not.toContain('nothing_like_this')
  })
})

describe('503', () => {
  const ask = endpoint().get('/ask', async (c) => c.json(await database()`select 1 as one`))

  it('asks to come again where the database is away, and works when it is back', async () => {
    await closeDatabases()
    configure({ ...given, BACKEND_POSTGRES_DSN: 'postgres://nobody@127.0.0.1:9/nowhere' })
    const answer = await call(ask, 'GET', '/ask')
    expectProblem(answer, 503, 'unavailable')
    expect(answer.headers.get('retry-after')).toBe('5')
    expect(JSON.stringify(answer.body)).not.toContain('127.0.0.1')
    await closeDatabases()
    configure(given)
    expect((await call(ask, 'GET', '/ask')).status).toBe(200)
  })

  it('asks to come again where a statement takes too long', async () => {
    await closeDatabases()
    configure({ ...given, BACKEND_POSTGRES_STATEMENT_TIMEOUT: 50 })
    const app = endpoint().get('/slow', async (c) => c.json(await database()`select pg_sleep(10)::text`))
    expectProblem(await call(app, 'GET', '/slow'), 503, 'unavailable')
    await closeDatabases()
  })

  it('asks to come again where the time of a request is over', async () => {
    configure({ ...given, BACKEND_HTTP_REQUEST_TIMEOUT: 30 })
    const never = Promise.withResolvers<Response>()
    const app = endpoint().get('/never', () => never.promise)
    const answer = await call(app, 'GET', '/never')
    expectProblem(answer, 503, 'unavailable')
    expect(answer.headers.get('retry-after')).toBe('5')
    never.resolve(new Response())
  })

  it('is not what an unknown error becomes', () => {
    expect(refusalOf(new Error('anything')).status).toBe(500)
    expect(refusalOf('a text').status).toBe(500)
  })
})

describe('408', () => {
  it('answers a body that does not end in time, whatever serves', async () => {
    configure({ ...config(), BACKEND_HTTP_REQUEST_TIMEOUT: 100 })
    const endless = new ReadableStream({ start: (to) => to.enqueue(new TextEncoder().encode('{')) })
    const headers = { 'Content-Type': 'application/json' }
    const init = { method: 'POST', headers, body: endless, duplex: 'half' }
    const answer = await echo.fetch(new Request('http://localhost/echo', init as RequestInit))
    expect(answer.status).toBe(408)
    expect(await answer.json()).toMatchObject({ code: 'request_timeout' })
  })
})
