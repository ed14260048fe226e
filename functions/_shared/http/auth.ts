// The guards that say who may call. A stranger learns nothing about the shape of a valid request: guards come before
// validators. A valid credential of another kind is 403, an unknown one 401.
import type { Context, MiddlewareHandler } from 'hono'
import { callerOf } from '#shared/callers'
import { config } from '#shared/config'
import { problem } from '#shared/errors'
import { verifyPassword } from '#shared/password'
import { database } from '#shared/postgres'
import { basicDigest } from '#shared/tokens'
import { findAdmin } from '#sql/admins'
import type { AdminRow } from '#sql/admins'
import type { Caller } from '#sql/sessions'

const MEMORY_MS = 60_000
const MEMORY_SIZE = 1000
const recognised = new Map<string, { password_hash: string; until: number }>()

function unauthenticated(scheme: string): never {
  throw problem('unauthenticated', undefined, { headers: { 'WWW-Authenticate': `${scheme} realm="galaxy"` } })
}

function credential(c: Context, scheme: 'basic' | 'bearer'): string | null {
  const [given, value] = c.req.header('authorization')?.split(' ') ?? []
  return given?.toLowerCase() === scheme && value ? value : null
}

function findBearer(c: Context): Promise<Caller | null> {
  const token = credential(c, 'bearer')
  return token === null ? Promise.resolve(null) : callerOf(token)
}

async function findBasic(c: Context): Promise<AdminRow | null> {
  const encoded = credential(c, 'basic')
  if (encoded === null) return null
  // Only names that an admin can have reach the database, which refuses U+0000 in a text.
  const decoded = Buffer.from(encoded, 'base64').toString('utf8')
  const [, username, password] = /^([a-z0-9._-]{1,64}):(.*)$/s.exec(decoded) ?? []
  if (username === undefined || password === undefined) return null
  const row = await findAdmin(database(), username)
  const active = row !== null && !row.disabled ? row : null
  const digest = basicDigest(config().BACKEND_SECRET_KEY ?? '', encoded)
  if (active && isRecognised(digest, active.password_hash)) return active
  const matches = await verifyPassword(password, active?.password_hash ?? null)
  if (!matches || active === null) return null
  remember(digest, active.password_hash)
  return active
}

// The stored hash is compared on every request, so a rotation or a disabling is felt at once, in every process.
function isRecognised(digest: string, password_hash: string): boolean {
  const known = recognised.get(digest)
  return known !== undefined && known.password_hash === password_hash && known.until > performance.now()
}

function remember(digest: string, password_hash: string): void {
  if (recognised.size >= MEMORY_SIZE) recognised.clear()
  recognised.set(digest, { password_hash, until: performance.now() + MEMORY_MS })
}

/** The 503 of a maintenance, with what the admin who began it says. */
export const maintenance = (message: string) =>
  problem('maintenance', message === '' ? undefined : message, { headers: { 'Retry-After': '60' } })

/** Lets anyone call; names in the endpoint's contract that this is meant. */
export function anyone(): MiddlewareHandler {
  return (_c, next) => next()
}

/** Lets a player call: a session token of an account that is neither deleted nor blocked. Sets `caller`. */
export function user(): MiddlewareHandler<{ Variables: { caller: Caller } }> {
  return async (c, next) => {
    const caller = await findBearer(c)
    if (caller === null) {
      if (await findBasic(c)) throw problem('forbidden')
      return unauthenticated('Bearer')
    }
    if (caller.status === 'deleted') return unauthenticated('Bearer')
    if (caller.status !== 'active') throw problem('account_blocked')
    if (caller.maintenance !== null) throw maintenance(caller.maintenance)
    c.set('caller', caller)
    await next()
  }
}

/**
 * Lets an operator call: HTTP Basic with an admin's name and password. Sets `admin_name`. An admin who must rotate the
 * password is refused everything but `{ rotation: 'allowed' }` (R-START-6).
 */
export function admin(
  options: { rotation?: 'allowed' } = {},
): MiddlewareHandler<{ Variables: { admin_name: string } }> {
  return async (c, next) => {
    const row = await findBasic(c)
    if (row === null) {
      if (await findBearer(c)) throw problem('forbidden')
      return unauthenticated('Basic')
    }
    if (row.must_rotate && options.rotation !== 'allowed') throw problem('password_rotation_required')
    c.set('admin_name', row.username)
    await next()
  }
}
