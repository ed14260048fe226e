// A server as broken clients meet it: bytes on a socket, not requests.

import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { config, configure } from '#shared/config'
import { endpoint } from '#shared/http/endpoint'
import { router } from '#shared/http/router'
import { nodeServer } from '#shared/http/server'
import { valid } from '#shared/http/valid'

const hello = endpoint().get('/hello', (c) => c.json({ hello: 'world' }))
const echo = endpoint().post('/echo', valid('json', v.looseObject({})), (c) => c.json({ taken: true }))
const stream = endpoint().get('/stream', (c) =>
  c.body(
    new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('begun')),
    }),
  ),
)
const app = router([
  { method: 'GET', path: '/hello', fetch: hello.fetch },
  { method: 'POST', path: '/echo', fetch: echo.fetch },
  { method: 'GET', path: '/stream', fetch: stream.fetch },
])

let server: ReturnType<typeof nodeServer>
let port: number

async function listen(settings = config()): Promise<void> {
  server = nodeServer(app.fetch, settings)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
}

beforeEach(() => listen())
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

/** Everything that comes back until the server ends the connection; each `[seen, bytes]` is sent once that was seen. */
function send(bytes: string, ...then: [seen: string, bytes: string][]): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    let received = ''
    let looked = 0
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString()
      const [seen, more] = then[0] ?? []
      if (seen === undefined || !received.includes(seen, looked)) return
      looked = received.length
      then.shift()
      socket.write(more ?? '')
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(received))
  })
}

/** Expects one answer: the problem document of a code, complete, with what every answer carries. */
function expectRefusal(received: string, status: number, code: string): string {
  const [head = '', body = ''] = received.split('\r\n\r\n')
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  const headers = new Headers(
    head
      .split('\r\n')
      .slice(1)
      .map((line): [string, string] => [line.split(': ')[0] ?? '', line.split(': ')[1] ?? '']),
  )
  expect(headers.get('content-type')).toBe('application/problem+json')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('content-length')).toBe(String(Buffer.byteLength(body)))
  const document = JSON.parse(body) as Record<string, unknown>
  expect(document).toMatchObject({ status, code, request_id: headers.get('x-request-id') })
  return String(document['request_id'])
}

const MADE = /^[0-9a-f-]{36}$/

describe('400', () => {
  it('answers what is no HTTP', async () => {
    for (const bytes of [
      'nonsense\r\n\r\n',
      'GET /hello HTTP/9.9\r\n\r\n',
      'GET /hello HTTP/1.1\r\na b: c\r\n\r\n',
    ])
      expect(expectRefusal(await send(bytes), 400, 'malformed_request')).toMatch(MADE)
  })

  it('answers what makes no URL', async () => {
    for (const bytes of [
      'GET /hello HTTP/1.1\r\nHost: a/b\r\nConnection: close\r\n\r\n',
      'GET \\hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    ])
      expect(expectRefusal(await send(bytes), 400, 'malformed_request')).toMatch(MADE)
  })
})

describe('405', () => {
  it('answers methods that a request cannot have elsewhere', async () => {
    const received = await send('TRACE /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    expect(expectRefusal(received, 405, 'method_not_allowed')).toMatch(MADE)
  })
})

describe('408', () => {
  beforeEach(async () => {
    server.close()
    await listen({ ...config(), BACKEND_HTTP_REQUEST_TIMEOUT: 200 })
  })

  it('answers a client that never ends its headers', async () => {
    expect(expectRefusal(await send('GET /hello HTTP/1.1\r\nHo'), 408, 'request_timeout')).toMatch(MADE)
  })

  it('answers a client that never ends its body, under its own id', async () => {
    // The handler waits longer than the server does.
    configure({ ...config(), BACKEND_HTTP_REQUEST_TIMEOUT: 15_000 })
    const head =
      'POST /echo HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: mine\r\nContent-Type: application/json\r\n'
    const received = await send(`${head}Content-Length: 10\r\n\r\n{`)
    expect(expectRefusal(received, 408, 'request_timeout')).toBe('mine')
  })
})

describe('431', () => {
  it('answers headers that are too large', async () => {
    const received = await send(`GET /hello HTTP/1.1\r\nX-Long: ${'x'.repeat(9000)}\r\n\r\n`)
    expect(expectRefusal(received, 431, 'headers_too_large')).toMatch(MADE)
  })
})

describe('an answer that is on its way', () => {
  it('is cut rather than followed by another', async () => {
    const received = await send('GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n', [
      'begun',
      'nonsense\r\n\r\n',
    ])
    expect(received).toContain('HTTP/1.1 200')
    expect(received).not.toContain('malformed_request')
  })

  it('is not disturbed where it was complete: the connection serves on', async () => {
    const hello_request = 'GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n'
    const received = await send(hello_request, ['world"}', hello_request], ['world"}', 'nonsense\r\n\r\n'])
    expect(received.match(/HTTP\/1.1 200/g)).toHaveLength(2)
    expect(received).toContain('HTTP/1.1 400')
    expect(received).toContain('malformed_request')
  })
})
