// Log-in of admins by name and password, for HTTP Basic and for sessions alike. Failures are delayed and
// counted in PostgreSQL, and so over all processes. Without PostgreSQL nobody logs in.

import { isIP } from 'node:net'
import type { Context } from 'hono'
import { verifyPassword } from '#shared/auth/password'
import { caches, mayAuthorise } from '#shared/caches'
import { config } from '#shared/config'
import { problem } from '#shared/errors'
import type { ErrorCode } from '#shared/errors'
import { clientAddress, networkOf, origin } from '#shared/http/client'
import { scoped } from '#shared/lifetime'
import { database, pool, transaction } from '#shared/postgres'
import { basicDigest } from '#shared/tokens'
import { findAdmin, findOldestHash } from '#sql/admins/admins'
import type { AdminRow } from '#sql/admins/admins'
import { insertAudit } from '#sql/admins/audit'
import {
  findDelay,
  findThrottleKeys,
  forgiveAttempt,
  reserveAttempt,
  claimDelayAudit,
} from '#sql/admins/throttles'
import type { Source } from '#sql/admins/throttles'

const USERNAME = /^[a-z0-9._-]{1,64}$/
const MEMORY_MS = 60_000
const MEMORY_SIZE = 1000
const recognised = new Map<string, { password_hash: string; until: number }>()
const running = () => scoped('log-ins', () => new Map<string, Promise<boolean>>())

/**
 * The enabled admin of this name and password, or null. Throws 429 for as long as the name or the network is
 * delayed. Credentials that were verified in the last minute are recognised all the same.
 */
export async function logIn(c: Context, username: string, password: string): Promise<AdminRow | null> {
  // Only names that an admin can have reach the database, which refuses U+0000 in a text.
  if (!USERNAME.test(username)) return null
  const known = mayAuthorise() ? caches().admin.get(username) : undefined
  const row = known ?? (await findAdmin(database(), username))
  const active = row !== null && !row.disabled ? row : null
  const digest = basicDigest(config().BACKEND_SECRET_KEY, `${username}:${password}`)
  if (active && isRecognised(digest, active.password_hash)) return active
  const source = { username, network: sourceNetwork(c) }
  const matches = await once(`${digest} ${active?.password_hash} ${source.network}`, () =>
    attempt(source, password, active?.password_hash ?? null),
  )
  if (!matches || active === null) return null
  remember(digest, active.password_hash)
  return active
}

/** The network that log-ins are counted for: the /24 of an IPv4 address, the /64 of an IPv6 address. */
export function sourceNetwork(c: Context): string | null {
  const address = clientAddress(c)
  if (address === null) return null
  return isIP(address) === 4 ? address.replace(/\.\d+$/, '.0/24') : networkOf(address)
}

// On the pool: an attempt counts, also where the request is rolled back.
async function attempt(source: Source, password: string, password_hash: string | null): Promise<boolean> {
  const keys = await findThrottleKeys(pool(), source)
  if ((await reserveAttempt(pool(), keys)) === 'delayed') {
    if (await claimDelayAudit(pool(), keys)) await writeRefusal(source, 'rate_limited')
    const delay_s = await findDelay(pool(), keys)
    throw problem('rate_limited', undefined, { headers: { 'Retry-After': String(delay_s) } })
  }
  // Asked for known names too: both take the same statements.
  const typical = await findOldestHash(pool())
  const matches = await verifyPassword(password, password_hash, typical)
  if (matches) await forgiveAttempt(pool(), source, keys)
  else await writeRefusal(source, 'unauthenticated')
  return matches
}

// Once for each password that was checked, and once for each delay, so that nobody can flood the audit log.
function writeRefusal({ username, network }: Source, code: ErrorCode): Promise<void> {
  const entry = { actor: username, action: 'admin.sign_in', target: username, after: { network }, code }
  return transaction((tx) => insertAudit(tx, entry, origin()))
}

// The requests with which a console begins arrive together, and are one attempt.
async function once(key: string, ask: () => Promise<boolean>): Promise<boolean> {
  const known = running().get(key)
  if (known) return known
  const asked = ask().finally(() => running().delete(key))
  running().set(key, asked)
  return asked
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
