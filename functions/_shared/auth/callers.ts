// Finds the player that a token stands for. Look-ups of requests that arrive together are one statement. With
// `BACKEND_SINGLE_PROCESS`, and only then, the `auth` and `user` caches answer without any.

import DataLoader from 'dataloader'
import { caches, mayAuthorise } from '#shared/caches'
import { config } from '#shared/config'
import { scoped } from '#shared/lifetime'
import { errorFields, log } from '#shared/log'
import { pool } from '#shared/postgres'
import { tokenHash } from '#shared/tokens'
import { findCallers, noteSeen } from '#sql/accounts/sessions'
import type { Caller } from '#sql/accounts/sessions'
import type { CachedSession } from '#sql/platform/cached_rows'

const BATCH = 500
const SEEN_MS = 60_000
const CERTAIN_MS = 5000

// No answer is stored, and none is shared: one token, one row.
const lookUps = () =>
  scoped(
    'callers',
    () =>
      new DataLoader<string, Caller | null>(
        async (hashes) => {
          const found = await findCallers(pool(), [...new Set(hashes)], config().BACKEND_SESSION_IDLE_TTL)
          const callers = new Map(found.map(({ token_hash, ...caller }) => [token_hash, caller]))
          return hashes.map((hash) => callers.get(hash) ?? null)
        },
        { cache: false, maxBatchSize: BATCH, batchScheduleFn: (run) => setImmediate(run) },
      ),
  )

/** The caller behind a session token, or null where it is unknown, revoked, idle for too long or past its end. */
export async function callerOf(token: string): Promise<Caller | null> {
  const hash = tokenHash(token).toString('hex')
  const cached = mayAuthorise() ? cachedCaller(hash) : undefined
  return cached ?? lookUps().load(hash)
}

/** The caller as the caches know it. Undefined where they cannot say, and then the database does. */
function cachedCaller(hash: string): Caller | undefined {
  const session = caches().auth.getBy(hash)
  const account = session && caches().user.get(session.user_id)
  const maintenance = caches().switch.get('maintenance')
  if (!session || !account || !maintenance) return undefined
  const now = caches().clock()
  const idle_ms = now - session.last_seen_at.getTime()
  // The database decides about a session or a suspension that may be over.
  if (session.expires_at.getTime() - now < CERTAIN_MS) return undefined
  if (idle_ms > config().BACKEND_SESSION_IDLE_TTL - CERTAIN_MS || account.status !== 'active')
    return undefined
  if (idle_ms > SEEN_MS) see(session)
  return {
    session_id: session.session_id,
    user_id: session.user_id,
    status: account.status,
    expires_at: session.expires_at,
    maintenance: maintenance.enabled ? (maintenance.message ?? '') : null,
  }
}

const seen = new Set<string>()

/** Off the request's path. The cache learns of it as of every change. */
function see({ session_id }: CachedSession): void {
  if (seen.has(session_id)) return
  seen.add(session_id)
  noteSeen(pool(), [session_id])
    .catch((error: unknown) => log.warn('a session was not noted as seen', errorFields(error)))
    .finally(() => seen.delete(session_id))
}
