// A program that calls a built Lambda function as the service does: each HTTP request becomes an event of an HTTP API
// (payload 2.0, as `fixtures/api_gateway_v2.json`), and the function's result an answer.

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'

type Result = {
  statusCode: number
  headers?: Record<string, string>
  cookies?: string[]
  body: string
  isBase64Encoded: boolean
}

const example = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/api_gateway_v2.json'), 'utf8'),
) as { requestContext: { http: object } }

const { handler } = (await import(process.argv[2] ?? '')) as { handler: (event: object) => Promise<Result> }

async function eventOf(request: IncomingMessage): Promise<object> {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
  const { cookie, ...headers } = Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values]) => [name, values?.join(',') ?? '']),
  )
  const body = await buffer(request)
  const method = request.method ?? 'GET'
  const sourceIp = request.socket.remoteAddress ?? ''
  return {
    ...example,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    ...(cookie !== undefined && { cookies: cookie.split('; ') }),
    headers,
    requestContext: {
      ...example.requestContext,
      http: { ...example.requestContext.http, method, path: pathname, sourceIp },
    },
    ...(body.length > 0 && { body: body.toString('base64') }),
    isBase64Encoded: body.length > 0,
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { statusCode, headers, cookies, body, isBase64Encoded } = await handler(await eventOf(request))
  if (cookies && cookies.length > 0) response.setHeader('Set-Cookie', cookies)
  response.writeHead(statusCode, headers)
  response.end(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'))
}

const server = createServer((request, response) => void answer(request, response))
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ msg: 'ready', serves: [], port })}\n`)
})
