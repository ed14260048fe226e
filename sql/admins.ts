// Admin: enabled <-> disabled, with a password that may have to be rotated first. Every transition of `admin_accounts` is
// in this file.
import { revokeAdminSessions } from '#sql/admin_sessions'
import type { Connection } from '#sql/connection'

export type AdminRow = {
  username: string
  password_hash: string
  must_rotate: boolean
  disabled: boolean
  created_at: Date
  password_changed_at: Date
}

/** The columns of an admin. */
export const adminColumns = (sql: Connection) =>
  sql`username, password_hash, must_rotate, disabled, created_at, password_changed_at`

/** The admin of this name, or null. */
export async function findAdmin(sql: Connection, username: string): Promise<AdminRow | null> {
  const [row] = await sql<AdminRow[]>`
    select ${adminColumns(sql)} from backend.admin_accounts where username = ${username}`
  return row ?? null
}

/** Whether an admin of this name exists, whatever its state. */
export async function isAdminKnown(sql: Connection, username: string): Promise<boolean> {
  const rows = await sql`select from backend.admin_accounts where username = ${username}`
  return rows.length > 0
}

/** Seeds the bootstrap admin; a later boot never overwrites a rotated password (R-START-6). */
export async function insertBootstrapAdmin(
  sql: Connection,
  username: string,
  password_hash: string,
): Promise<'inserted' | 'known'> {
  const result = await sql`
    insert into backend.admin_accounts (username, password_hash) values (${username}, ${password_hash})
    on conflict (username) do nothing`
  return result.count > 0 ? 'inserted' : 'known'
}

/**
 * Sets an admin's own password, and with it ends a forced rotation and all sessions. Guarded by the hash that was verified.
 * Call it inside a transaction.
 */
export async function rotatePassword(
  sql: Connection,
  username: string,
  hashes: { from: string; to: string },
): Promise<'rotated' | 'changed_meanwhile'> {
  const result = await sql`
    update backend.admin_accounts
    set password_hash = ${hashes.to}, must_rotate = false, password_changed_at = now()
    where username = ${username} and password_hash = ${hashes.from} and not disabled`
  if (result.count === 0) return 'changed_meanwhile'
  await revokeAdminSessions(sql, username)
  return 'rotated'
}
