// The guard of the internal API, which the gateway calls.

import type { MiddlewareHandler } from 'hono'
import { config } from '#shared/config'
import { problem } from '#shared/errors'
import { unauthenticated } from '#shared/http/auth'
import { bearerToken, findAdminCaller, findPlayer } from '#shared/http/credentials'
import { equalSecrets, tokenHash } from '#shared/tokens'

/** Whether a token is `BACKEND_INTERNAL_TOKEN`. Where none is set, no token is. */
export function isInternalToken(given: string): boolean {
  const expected = config().BACKEND_INTERNAL_TOKEN
  // Both are of equal length, so that the time does not show the length of the token either.
  return expected !== undefined && equalSecrets(tokenHash(given), tokenHash(expected))
}

/** Lets the bearer of `BACKEND_INTERNAL_TOKEN` call. Where none is set, nobody may. */
export function internal(): MiddlewareHandler {
  return async (c, next) => {
    if (config().BACKEND_INTERNAL_TOKEN === undefined) throw unauthenticated('Bearer')
    if (!isInternalToken(bearerToken(c) ?? '')) {
      const known = (await findPlayer(c)) ?? (await findAdminCaller(c))
      throw known ? problem('forbidden') : unauthenticated('Bearer')
    }
    await next()
  }
}
