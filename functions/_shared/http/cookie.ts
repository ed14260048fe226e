// The cookie of an admin's session, for consoles in a browser: out of reach of scripts, and sent to the admin API only.

import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { config } from '#shared/config'

const NAME = 'galaxy_admin_session'
// Browsers store no cookie for longer.
const MAX_AGE_S = 400 * 86_400

const attributes = () => ({
  httpOnly: true,
  secure: URL.parse(config().BACKEND_PUBLIC_URL)?.protocol !== 'http:',
  sameSite: 'Strict' as const,
  path: '/api/v1/admin',
})

/** The session token in a request's cookie, or null. */
export const sessionCookie = (c: Context): string | null => getCookie(c, NAME) ?? null

/** Answers with the cookie of a session that ends after `ttl_ms`. */
export function setSessionCookie(c: Context, token: string, ttl_ms: number): void {
  setCookie(c, NAME, token, { ...attributes(), maxAge: Math.min(Math.floor(ttl_ms / 1000), MAX_AGE_S) })
}

/** Takes the cookie away. */
export function clearSessionCookie(c: Context): void {
  deleteCookie(c, NAME, attributes())
}
