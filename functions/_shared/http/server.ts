// The duties of a Node server beside its endpoints: bounded patience, and refusals of bytes that never become
// a request, in the same words and with a request id as all others.

import type { IncomingMessage, Server } from 'node:http'
import { createServer, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener, RequestError } from '@hono/node-server'
import type { PartialConfig } from '#shared/config'
import { problem, problemDocument } from '#shared/errors'
import type { ErrorCode } from '#shared/errors'
import { REQUEST_ID } from '#shared/http/endpoint'
import { errorFields, log } from '#shared/log'

type Fetch = (request: Request, env?: object) => Response | Promise<Response>

/**
 * A server in front of `fetch`, not listening yet: a slow client is cut, headers are small, every refusal is a problem.
 */
export function nodeServer(
  fetch: Fetch,
  { BACKEND_HTTP_REQUEST_TIMEOUT: requestTimeout }: PartialConfig,
): Server {
  const patience = {
    requestTimeout,
    headersTimeout: Math.min(10_000, requestTimeout),
    connectionsCheckingInterval: 1000,
    maxHeaderSize: 8192,
  }
  const listener = getRequestListener(fetch, { errorHandler: refuseUnfit })
  const server = createServer(patience, (incoming, outgoing) => void listener(incoming, outgoing))
  server.on('clientError', refuseBroken)
  return server
}

const CODES: Record<string, ErrorCode> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'body_too_large',
}

function refuse(code: ErrorCode, request_id: string, cause: unknown) {
  const refusal = problem(code)
  log.info('request refused', { request_id, code, status: refusal.status, cause: errorFields(cause) })
  const headers = {
    'Content-Type': 'application/problem+json',
    'X-Request-Id': request_id,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  }
  return { status: refusal.status, headers, body: JSON.stringify(problemDocument(refusal, request_id)) }
}

// No request could be made of what came, or a handler failed outside of every frame.
function refuseUnfit(error: unknown): Response {
  const code = error instanceof RequestError ? 'malformed_request' : 'internal_error'
  const { status, headers, body } = refuse(code, crypto.randomUUID(), error)
  return new Response(body, { status, headers })
}

// The request in flight on a socket, as Node holds it. Its own handler of these errors reads the same.
type Busy = Duplex & { _httpMessage?: { headersSent: boolean; req?: IncomingMessage } | null }

// The request is no HTTP, too slow or has too large headers. Where an answer is on its way already, another
// would garble it.
function refuseBroken(error: NodeJS.ErrnoException, socket: Busy): void {
  const message = socket._httpMessage
  if (error.code === 'ECONNRESET' || !socket.writable || message?.headersSent) {
    socket.destroy()
    return
  }
  const given = message?.req?.headers['x-request-id']
  const request_id = typeof given === 'string' && REQUEST_ID.test(given) ? given : crypto.randomUUID()
  const { status, headers, body } = refuse(CODES[error.code ?? ''] ?? 'malformed_request', request_id, error)
  const all = { ...headers, 'Content-Length': Buffer.byteLength(body), Connection: 'close' }
  const head = Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n${body}`, () => socket.destroy())
}
