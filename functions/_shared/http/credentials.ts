// The credentials of a request: a player's token, or an admin's name and password, session token or cookie.

import type { Context } from 'hono'
import { callerOf } from '#shared/auth/callers'
import { config } from '#shared/config'
import { sessionCookie } from '#shared/http/cookie'
import { logIn } from '#shared/http/log_in'
import { database } from '#shared/postgres'
import { csrfToken, equalSecrets, tokenHash } from '#shared/tokens'
import type { Caller } from '#sql/accounts/sessions'
import type { AdminRow } from '#sql/admins/admins'
import { findSessionAdmin } from '#sql/admins/sessions'

/** The session by which an admin calls. */
export type AdminSession = { session_id: string; token: string; expires_at: Date }

/**
 * An admin who calls. `session` is null for HTTP Basic, `forged` says that a cookie came without its CSRF
 * token.
 */
export type AdminCaller = {
  username: string
  must_rotate: boolean
  session: AdminSession | null
  forged: boolean
}

const secretKey = () => config().BACKEND_SECRET_KEY

function credential(c: Context, scheme: 'basic' | 'bearer'): string | null {
  const [given, value] = c.req.header('authorization')?.split(' ') ?? []
  return given?.toLowerCase() === scheme && value ? value : null
}

/** The bearer token of a request, or null. */
export const bearerToken = (c: Context): string | null => credential(c, 'bearer')

/** The player behind the bearer token of a request, or null. */
export function findPlayer(c: Context): Promise<Caller | null> {
  const token = bearerToken(c)
  return token === null ? Promise.resolve(null) : callerOf(token)
}

/** The admin behind a request, or null. A cookie counts only where no other credential is given. */
export async function findAdminCaller(c: Context): Promise<AdminCaller | null> {
  const row = await findBasic(c)
  if (row) return { username: row.username, must_rotate: row.must_rotate, session: null, forged: false }
  const bearer = bearerToken(c)
  const token = bearer ?? (c.req.header('authorization') === undefined ? sessionCookie(c) : null)
  const found = token === null ? null : await findSessionAdmin(database(), tokenHash(token))
  if (token === null || found === null) return null
  const { username, must_rotate, session_id, expires_at } = found
  const session = { session_id, token, expires_at }
  return { username, must_rotate, session, forged: bearer === null && isForged(c, token) }
}

// A caller that only reads needs no CSRF token, since another site cannot see the answer.
function isForged(c: Context, token: string): boolean {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return false
  const given = Buffer.from(c.req.header('x-csrf-token') ?? '')
  return !equalSecrets(given, Buffer.from(csrfToken(secretKey(), token)))
}

async function findBasic(c: Context): Promise<AdminRow | null> {
  const encoded = credential(c, 'basic')
  if (encoded === null) return null
  const decoded = Buffer.from(encoded, 'base64').toString('utf8')
  const [, username, password] = /^([^:]*):(.*)$/s.exec(decoded) ?? []
  if (username === undefined || password === undefined) return null
  return logIn(c, username, password)
}
