// Idempotency-Key: a POST that is sent again acts once. The handler runs in one transaction with the answer it
// gives, so that a process killed anywhere leaves both or none. A client that then asks again gets the answer,
// or a first try.

import type { Context, Next } from 'hono'
import type { StatusCode } from 'hono/utils/http-status'
import { config } from '#shared/config'
import { problem } from '#shared/errors'
import { transaction } from '#shared/postgres'
import { requestFingerprint, seal, unseal } from '#shared/tokens'
import type { Connection } from '#sql/connection'
import { findAnswer, insertAnswer, lockKey } from '#sql/platform/idempotency'
import type { CallerKey, KeptAnswer } from '#sql/platform/idempotency'

const TAKES_KEYS = /^\/api\/v1\/(user|admin)\//
const KEY = /^[!-~]{1,255}$/
// Their answers hold the secrets of admins, which are stored nowhere.
const NEVER = /^\/api\/v1\/admin\/(session|admins\/[^/]+\/reset-password)$/

/** Whether the requests of an endpoint may carry an Idempotency-Key. */
export const isRepeatable = (method: string, path: string): boolean =>
  method === 'POST' && TAKES_KEYS.test(path) && !NEVER.test(path)

/**
 * Rolls back a transaction whose answer is sent but not stored, because it is not true for ever: 5xx, 401 and
 * 429.
 */
class NotStored extends Error {}

const isStored = (status: number): boolean => status < 500 && status !== 401 && status !== 429

/**
 * Runs what comes after a guard, or answers again what it answered to this caller under the same key: 422 where that
 * was another request, 409 while it still runs.
 */
export async function idempotently(c: Context, caller: string, next: Next): Promise<Response | void> {
  const key = c.req.header('idempotency-key')
  if (key === undefined || !isRepeatable(c.req.method, c.req.path)) return next()
  if (!KEY.test(key)) {
    const errors = [{ path: 'Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters' }]
    throw problem('invalid_request', undefined, { errors })
  }
  const fingerprint = await fingerprintOf(c)
  try {
    return await transaction((tx) => runOnce(tx, c, { caller, key }, fingerprint, next))
  } catch (error) {
    if (error instanceof NotStored) return
    // The commit failed, so what the handler answered is not true, nor is where it says that something stands.
    c.res = undefined
    c.finalized = false
    c.header('Location', undefined)
    throw error
  }
}

async function runOnce(
  tx: Connection,
  c: Context,
  key: CallerKey,
  fingerprint: Buffer,
  next: Next,
): Promise<Response | void> {
  if (!(await lockKey(tx, key)))
    throw problem('idempotency_running', undefined, { headers: { 'Retry-After': '1' } })
  const stored = await findAnswer(tx, key)
  if (stored) {
    if (!fingerprint.equals(stored.fingerprint)) throw problem('idempotency_mismatch')
    return answerAgain(c, stored)
  }
  await next()
  if (!isStored(c.res.status)) throw new NotStored()
  await insertAnswer(tx, key, { fingerprint, ...(await answerOf(c.res)) })
}

async function fingerprintOf(c: Context): Promise<Buffer> {
  const { pathname, search } = new URL(c.req.url)
  const body = new Uint8Array(await c.req.arrayBuffer())
  return requestFingerprint(config().BACKEND_SECRET_KEY, `${c.req.method} ${pathname}${search}`, body)
}

async function answerOf(res: Response): Promise<Omit<KeptAnswer, 'fingerprint'>> {
  const body = res.body === null ? null : await res.clone().text()
  // A request id is its own request's.
  const { 'x-request-id': _request_id, ...headers } = Object.fromEntries(res.headers)
  return {
    status: res.status,
    headers,
    sealed_body: body === null ? null : seal(config().BACKEND_SECRET_KEY, body),
  }
}

function answerAgain(c: Context, { status, headers, sealed_body }: KeptAnswer): Response {
  const body = sealed_body === null ? null : (unseal(config().BACKEND_SECRET_KEY, sealed_body) as string)
  return c.newResponse(body, status as StatusCode, { ...headers, 'Idempotent-Replayed': 'true' })
}
