// The guards that say who may call. A stranger learns nothing about the shape of a valid request: guards come before
// validators. A valid credential of another kind is 403, an unknown one 401.

import type { MiddlewareHandler } from 'hono'
import { problem } from '#shared/errors'
import { audited } from '#shared/http/audited'
import { countCountry } from '#shared/http/countries'
import { findAdminCaller, findPlayer } from '#shared/http/credentials'
import type { AdminSession } from '#shared/http/credentials'
import { idempotently } from '#shared/http/idempotency'
import type { Caller } from '#sql/accounts/sessions'

/** The 401 of an API, which says how to authenticate. */
export const unauthenticated = (scheme: 'Basic' | 'Bearer') =>
  problem('unauthenticated', undefined, { headers: { 'WWW-Authenticate': `${scheme} realm="galaxy"` } })

/** The 503 of a maintenance, with what the admin who began it says. */
export const maintenance = (message: string) =>
  problem('maintenance', message === '' ? undefined : message, { headers: { 'Retry-After': '60' } })

/** Lets anyone call. It says in the endpoint's contract that this is meant. */
export function anyone(): MiddlewareHandler {
  return (_c, next) => next()
}

/** Lets a player call: a session token of an account that is neither deleted nor blocked. Sets `caller`. */
export function user(): MiddlewareHandler<{ Variables: { caller: Caller } }> {
  return async (c, next) => {
    const caller = await findPlayer(c)
    if (caller === null) throw (await findAdminCaller(c)) ? problem('forbidden') : unauthenticated('Bearer')
    if (caller.status === 'deleted') throw unauthenticated('Bearer')
    countCountry(c, caller.user_id)
    if (caller.status !== 'active') throw problem('account_blocked')
    if (caller.maintenance !== null) throw maintenance(caller.maintenance)
    c.set('caller', caller)
    return idempotently(c, `user:${caller.user_id}`, next)
  }
}

type AdminVariables = { Variables: { admin_name: string; admin_session: AdminSession | null } }

/**
 * Lets an operator call: HTTP Basic with an admin's name and password, or the token or cookie of an admin's session.
 * Sets `admin_name` and `admin_session`. An admin who must rotate the password is refused everything but `{
 * rotation: 'allowed' }` (R-START-6).
 */
export function admin(options: { rotation?: 'allowed' } = {}): MiddlewareHandler<AdminVariables> {
  return async (c, next) => {
    const caller = await findAdminCaller(c)
    if (caller === null) throw (await findPlayer(c)) ? problem('forbidden') : unauthenticated('Basic')
    const { username, session } = caller
    c.set('admin_name', username)
    c.set('admin_session', session)
    return audited(c, username, () => {
      if (caller.forged) throw problem('csrf_invalid')
      if (caller.must_rotate && options.rotation !== 'allowed') throw problem('password_rotation_required')
      return idempotently(c, `admin:${username}`, next)
    })
  }
}
