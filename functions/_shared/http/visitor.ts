// The guard of the public API: anyone may call, so often. It fails closed, as what stands behind it would.

import type { MiddlewareHandler } from 'hono'
import { config } from '#shared/config'
import { problem } from '#shared/errors'
import { maintenance } from '#shared/http/auth'
import { clientAddress, networkOf } from '#shared/http/client'
import { pool } from '#shared/postgres'
import { countRequest } from '#sql/platform/rate_limits'
import type { Counted } from '#sql/platform/rate_limits'
import { findSwitch } from '#sql/platform/switches'

/**
 * Lets anyone call within `BACKEND_RATE_LIMIT_PUBLIC`, counted per network over all processes. Answers 503 in
 * a maintenance.
 */
export function visitor(): MiddlewareHandler {
  return async (c, next) => {
    const seen = await countVisit(clientAddress(c))
    if (seen.retry_after_s !== null) {
      throw problem('rate_limited', undefined, { headers: { 'Retry-After': String(seen.retry_after_s) } })
    }
    if (seen.maintenance !== null) throw maintenance(seen.maintenance)
    await next()
  }
}

// On the pool: a request counts, also where its transaction is rolled back. Callers without an address share
// one count.
async function countVisit(address: string | null): Promise<Counted> {
  const rate = config().BACKEND_RATE_LIMIT_PUBLIC
  if (rate.limit > 0)
    return countRequest(pool(), `public:${address === null ? 'unknown' : networkOf(address)}`, rate)
  const { enabled, message } = await findSwitch(pool(), 'maintenance')
  return { retry_after_s: null, maintenance: enabled ? (message ?? '') : null }
}
