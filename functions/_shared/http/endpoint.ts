// The frame of every endpoint: request id and log scope, bounded body and time, headers, and every error as a problem
// document. An endpoint file adds its guards and its handler.

import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'
import { timeout } from 'hono/timeout'
import { Hono } from 'hono/tiny'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { config } from '#shared/config'
import { Problem, problem, problemDocument } from '#shared/errors'
import { errorFields, inScope, log } from '#shared/log'
import { meterRequest } from '#shared/metrics'
import { isDatabaseAway } from '#shared/postgres'
import { newTraceparent, startSpan, validTraceparent } from '#shared/telemetry'
import type { Span } from '#shared/telemetry'

export type EndpointEnv = { Variables: { request_id: string } }

/** The form of a request id, so that it can stand anywhere. */
export const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'])

const scope: MiddlewareHandler<EndpointEnv> = (c, next) => {
  const given = c.req.header('x-request-id')
  const request_id = given !== undefined && REQUEST_ID.test(given) ? given : crypto.randomUUID()
  c.set('request_id', request_id)
  // Before the answer is made: headers that are added to one that is made cost it a copy.
  c.header('X-Request-Id', request_id)
  c.header('X-Content-Type-Options', 'nosniff')
  c.header('Cache-Control', 'no-store')
  const parent = validTraceparent(c.req.header('traceparent'))
  const span = requestSpan(c, parent, request_id)
  return inScope({ request_id, traceparent: span?.traceparent ?? newTraceparent(parent) }, async () => {
    const started = performance.now()
    await next()
    const { status } = c.res
    const route = routePath(c, -1)
    const duration_ms = Math.round((performance.now() - started) * 10) / 10
    log.info('request', { method: methodOf(c), route, status, duration_ms })
    meterRequest(methodOf(c), route, status, duration_ms)
    span?.set({ 'http.response.status_code': status })
    if (status >= 500) span?.fail(c.error instanceof Problem ? c.error.code : String(status))
    span?.end()
  })
}

// An unknown method is any text.
const methodOf = (c: Context): string => (METHODS.has(c.req.method) ? c.req.method : '_OTHER')

// Neither the path nor the query: a calendar's token stands in one.
function requestSpan(c: Context, parent: string | null, request_id: string): Span | null {
  const method = methodOf(c)
  const route = routePath(c, -1)
  return startSpan({
    name: `${method === '_OTHER' ? 'HTTP' : method} ${route}`,
    kind: 'server',
    parent,
    attributes: {
      'http.request.method': method,
      'http.route': route,
      'url.scheme': c.req.url.startsWith('https:') ? 'https' : 'http',
      'galaxy.request_id': request_id,
    },
  })
}

const TOO_SLOW = new HTTPException(408)

// The whole body is read before any handler runs, so that the time of a slow client is not the handler's.
const bounded: MiddlewareHandler<EndpointEnv> = async (c, next) => {
  if (c.req.raw.body && c.req.method !== 'GET' && c.req.method !== 'HEAD') {
    const limit = bodyLimit({
      maxSize: config().BACKEND_HTTP_MAX_BODY_BYTES,
      onError: () => {
        throw problem('body_too_large')
      },
    })
    const arrival = timeout(config().BACKEND_HTTP_REQUEST_TIMEOUT, TOO_SLOW)
    await arrival(c, async () => void (await limit(c, async () => void (await c.req.arrayBuffer()))))
  }
  await next()
}

const timely: MiddlewareHandler<EndpointEnv> = (c, next) =>
  timeout(config().BACKEND_HTTP_REQUEST_TIMEOUT)(c, next)

/**
 * The refusal that an error becomes: itself, 408 where the body was too slow, 503 where the database is away or
 * time ran out, else an opaque 500.
 */
export function refusalOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error === TOO_SLOW) return problem('request_timeout')
  if (isDatabaseAway(error) || error instanceof HTTPException) {
    return problem('unavailable', undefined, { headers: { 'Retry-After': '5' }, cause: error })
  }
  return problem('internal_error', undefined, { cause: error })
}

function answerRefusal(error: Error, c: Context<EndpointEnv>): Response {
  const refusal = refusalOf(error)
  if (refusal.status >= 500) log.error(refusal.code, errorFields(refusal.cause ?? refusal))
  const document = problemDocument(refusal, c.get('request_id'))
  return c.body(JSON.stringify(document), refusal.status as ContentfulStatusCode, {
    'Content-Type': 'application/problem+json',
    ...refusal.options.headers,
  })
}

/** A Hono app with the frame of an endpoint. Add exactly one method and path to it. */
export function endpoint(): Hono<EndpointEnv> {
  const app = new Hono<EndpointEnv>()
  app.onError(answerRefusal)
  app.notFound((c) => answerRefusal(problem('not_found'), c))
  app.use(scope, bounded, timely)
  return app
}
