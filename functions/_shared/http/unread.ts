// Refusals of what never becomes a request that an endpoint could see, in the same words and with a request id as all others.
import { problem, problemDocument } from '#shared/errors'
import type { ErrorCode } from '#shared/errors'
import { errorFields, log } from '#shared/log'

export type Refused = { status: number; headers: Record<string, string>; body: string }

/** The answer to what cannot be read, which is logged. */
export function refuseUnread(code: ErrorCode, request_id: string, cause: unknown): Refused {
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
