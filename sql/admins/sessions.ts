// Admin session: active -> revoked | expired. Only the SHA-256 of a token is stored. Every transition of
// `admin_sessions` is in this file.

import type { Connection } from '#sql/connection'

export type AdminSessionStatus = 'active' | 'revoked' | 'expired'

/** The legal transitions. */
export const ADMIN_SESSION_TRANSITIONS: Record<AdminSessionStatus, readonly AdminSessionStatus[]> = {
  active: ['revoked', 'expired'],
  revoked: [],
  expired: [],
}

/** Who an admin's session token stands for. */
export type SessionAdmin = { session_id: string; username: string; must_rotate: boolean; expires_at: Date }

/**
 * Opens a session for the admin whose password hash was verified. Answers `changed_meanwhile` where the admin
 * was disabled or has another hash by now. A transaction that ends an admin's sessions changes the admin
 * first, and the lock on the admin makes one wait for the other, so that no session slips through.
 */
export async function insertAdminSession(
  sql: Connection,
  session: { username: string; password_hash: string; token_hash: Uint8Array; ttl_ms: number },
): Promise<{ session_id: string; expires_at: Date } | 'changed_meanwhile'> {
  const [row] = await sql<{ session_id: string; expires_at: Date }[]>`
    insert into backend.admin_sessions (username, token_hash, expires_at)
    select username, ${session.token_hash}, now() + ${session.ttl_ms} * interval '1 millisecond'
    from backend.admin_accounts
    where username = ${session.username} and password_hash = ${session.password_hash} and not disabled
    for share
    returning session_id, expires_at`
  return row ?? 'changed_meanwhile'
}

/** The admin behind the hash of a token, or null where the session has ended or the admin is disabled. */
export async function findSessionAdmin(
  sql: Connection,
  token_hash: Uint8Array,
): Promise<SessionAdmin | null> {
  const [row] = await sql<SessionAdmin[]>`
    select s.session_id, s.username, a.must_rotate, s.expires_at
    from backend.admin_sessions s join backend.admin_accounts a using (username)
    where s.token_hash = ${token_hash} and s.status = 'active' and s.expires_at > now() and not a.disabled`
  return row ?? null
}

/** active -> revoked. It is refused from the commit on. */
export async function revokeAdminSession(sql: Connection, session_id: string): Promise<'revoked' | 'ended'> {
  const result = await sql`
    update backend.admin_sessions set status = 'revoked', revoked_at = now()
    where session_id = ${session_id} and status = 'active'`
  return result.count > 0 ? 'revoked' : 'ended'
}

/** active -> revoked, for all sessions of an admin. Change the admin first, with a statement of its own. */
export async function revokeAdminSessions(sql: Connection, username: string): Promise<number> {
  const result = await sql`
    update backend.admin_sessions set status = 'revoked', revoked_at = now()
    where username = ${username} and status = 'active'`
  return result.count
}

/** active -> expired, for what is past its end. */
export async function expireAdminSessions(sql: Connection): Promise<number> {
  const result = await sql`
    update backend.admin_sessions set status = 'expired' where status = 'active' and expires_at <= now()`
  return result.count
}
