// Session: active -> revoked | expired. Only the SHA-256 of a token is stored. Every transition
// of `sessions` is in this file.

import type { AccountStatus } from '#sql/accounts/accounts'
import type { Connection, Fragment } from '#sql/connection'
import { only } from '#sql/connection'

export type SessionStatus = 'active' | 'revoked' | 'expired'

/** The legal transitions. A test walks every pair of states. */
export const SESSION_TRANSITIONS: Record<SessionStatus, readonly SessionStatus[]> = {
  active: ['revoked', 'expired'],
  revoked: [],
  expired: [],
}

/**
 * The caller that a session token stands for. `maintenance` is the message of a maintenance that is on (''
 * where it has none).
 */
export type Caller = {
  session_id: string
  user_id: string
  status: AccountStatus
  expires_at: Date
  maintenance: string | null
}

export type SessionRow = {
  session_id: string
  device_name: string | null
  created_at: Date
  last_seen_at: Date
  expires_at: Date
}

/** Opens a session, which ends `max_ttl_ms` from now at the latest. */
export async function insertSession(
  sql: Connection,
  session: { user_id: string; token_hash: Uint8Array; device_name: string | null; max_ttl_ms: number },
): Promise<{ session_id: string; expires_at: Date }> {
  const [row] = await sql<{ session_id: string; expires_at: Date }[]>`
    insert into backend.sessions (user_id, token_hash, device_name, expires_at)
    values (${session.user_id}, ${session.token_hash}, ${session.device_name},
      now() + ${session.max_ttl_ms} * interval '1 millisecond')
    returning session_id, expires_at`
  return only(row)
}

/** A caller as a batch of look-ups answers it. `token_hash` is the hex of the one that was asked for. */
export type FoundCaller = Caller & { token_hash: string }

/**
 * The callers behind the hashes (hex) of tokens, in one statement for many requests: sessions that are unknown,
 * revoked, idle for too long or past their end are not among them. Notes that they were seen, at most once a minute.
 */
export async function findCallers(
  sql: Connection,
  token_hashes: readonly string[],
  idle_ttl_ms: number,
): Promise<FoundCaller[]> {
  const rows = await sql<(FoundCaller & { stale: boolean })[]>`
    select encode(s.token_hash, 'hex') as token_hash, s.session_id, s.user_id, s.expires_at,
      case when a.status = 'suspended' and a.suspended_until <= now() then 'active' else a.status end as status,
      s.last_seen_at < now() - interval '1 minute' as stale,
      (select coalesce(w.message, '') from backend.switches w where w.name = 'maintenance' and w.enabled) as maintenance
    -- Hidden from the planner, which would make a new plan for each number of hashes.
    from unnest((select ${token_hashes as string[]}::text[])) as asked (hash)
    join backend.sessions s on s.token_hash = decode(asked.hash, 'hex')
    join backend.accounts a on a.user_id = s.user_id
    where s.status = 'active' and s.expires_at > now()
      and s.last_seen_at > now() - ${idle_ttl_ms} * interval '1 millisecond'`
  const stale = rows.filter((row) => row.stale).map(({ session_id }) => session_id)
  if (stale.length > 0) await noteSeen(sql, stale)
  return rows.map(({ stale: _stale, ...row }) => row)
}

/**
 * Whether the session of a token, whose hash (hex) is `hash`, may read what its account may: as a new request would.
 * Looked up by the hash, where `exists` may read all sessions.
 */
export const mayRead = (sql: Connection, hash: Fragment, idle_ttl_ms: number): Fragment => sql`
  coalesce((
    select true from backend.sessions c join backend.accounts a on a.user_id = c.user_id
    where c.token_hash = decode(${hash}, 'hex') and c.status = 'active' and c.expires_at > now()
      and c.last_seen_at > now() - ${idle_ttl_ms} * interval '1 millisecond'
      and (a.status = 'active' or (a.status = 'suspended' and a.suspended_until <= now()))
      and not exists (select from backend.switches w where w.name = 'maintenance' and w.enabled)), false)`

/** Notes that sessions were used just now. */
export async function noteSeen(sql: Connection, session_ids: string[]): Promise<void> {
  await sql`update backend.sessions set last_seen_at = now() where session_id = any(${session_ids}::uuid[])`
}

/** A player's open sessions, newest first. */
export async function listSessions(
  sql: Connection,
  user_id: string,
  idle_ttl_ms: number,
): Promise<SessionRow[]> {
  return sql<SessionRow[]>`
    select session_id, device_name, created_at, last_seen_at, expires_at from backend.sessions
    where user_id = ${user_id} and status = 'active' and expires_at > now()
      and last_seen_at > now() - ${idle_ttl_ms} * interval '1 millisecond'
    order by session_id desc`
}

/** Revokes one of a player's sessions, which is refused from the commit on. */
export async function revokeSession(
  sql: Connection,
  user_id: string,
  session_id: string,
): Promise<'revoked' | 'unknown'> {
  const result = await sql`
    update backend.sessions set status = 'revoked', revoked_at = now()
    where session_id = ${session_id} and user_id = ${user_id} and status = 'active'`
  return result.count > 0 ? 'revoked' : 'unknown'
}

/** Revokes a player's sessions, but for one, and answers how many. They are refused from the commit on. */
export async function revokeSessions(
  sql: Connection,
  user_id: string,
  except: string | null = null,
): Promise<number> {
  const result = await sql`
    update backend.sessions set status = 'revoked', revoked_at = now()
    where user_id = ${user_id} and status = 'active' and session_id is distinct from ${except}`
  return result.count
}

/** Marks what is past its end. */
export async function expireSessions(sql: Connection, idle_ttl_ms: number): Promise<number> {
  const result = await sql`
    update backend.sessions set status = 'expired'
    where status = 'active'
      and (expires_at <= now() or last_seen_at <= now() - ${idle_ttl_ms} * interval '1 millisecond')`
  return result.count
}

/** Clears the names of a purged account's devices. */
export async function clearDeviceNames(sql: Connection, user_id: string): Promise<void> {
  await sql`update backend.sessions set device_name = null where user_id = ${user_id} and device_name is not null`
}
