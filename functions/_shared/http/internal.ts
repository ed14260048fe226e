// The guard of the internal API, which the gateway calls.
import type { MiddlewareHandler } from 'hono'
import { config } from '#shared/config'
import { problem } from '#shared/errors'
import { unauthenticated } from '#shared/http/auth'
import { bearerToken, findAdminCaller, findPlayer } from '#shared/http/credentials'
import { equalSecrets, tokenHash } from '#shared/tokens'

/** Lets the bearer of `BACKEND_INTERNAL_TOKEN` call; where none is set, nobody. */
export function internal(): MiddlewareHandler {
  return async (c, next) => {
    const expected = config().BACKEND_INTERNAL_TOKEN
    if (expected === undefined) throw unauthenticated('Bearer')
    // Of equal length whatever was given, so that the time tells nothing of the token's either.
    if (!equalSecrets(tokenHash(bearerToken(c) ?? ''), tokenHash(expected))) {
      const known = (await findPlayer(c)) ?? (await findAdminCaller(c))
      throw known ? problem('forbidden') : unauthenticated('Bearer')
    }
    await next()
  }
}
