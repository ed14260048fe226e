// Who is at the other end, and what of the request goes with the work that it causes.
import type { Context } from 'hono'
import { currentScope } from '#shared/log'
import type { Origin } from '#sql/connection'

/** The socket's remote address, or null where the runtime does not tell. */
export function socketAddress(c: Context): string | null {
  const env = c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined
  return env?.incoming?.socket?.remoteAddress ?? null
}

/** The request that is running, as jobs, operations and mails keep it. */
export function origin(): Origin {
  const scope = currentScope()
  return { request_id: scope?.request_id ?? null, traceparent: scope?.traceparent ?? null }
}
