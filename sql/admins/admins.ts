// Admin: enabled <-> disabled, with a password that may have to be rotated first. Every transition of
// `admin_accounts` is in this file.

import { revokeAdminSessions } from '#sql/admins/sessions'
import { deleteThrottle } from '#sql/admins/throttles'
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

/** The hash of the oldest password, which costs what passwords cost. Null where there is no admin. */
export async function findOldestHash(sql: Connection): Promise<string | null> {
  const [row] = await sql<Pick<AdminRow, 'password_hash'>[]>`
    select password_hash from backend.admin_accounts order by password_changed_at, username limit 1`
  return row?.password_hash ?? null
}

/** Whether an admin of this name exists, in any state. */
export async function isAdminKnown(sql: Connection, username: string): Promise<boolean> {
  const rows = await sql`select from backend.admin_accounts where username = ${username}`
  return rows.length > 0
}

/** Seeds the bootstrap admin. A later boot never overwrites a rotated password (R-START-6). */
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

/** The admins, newest first. */
export async function listAdmins(sql: Connection): Promise<AdminRow[]> {
  return sql<AdminRow[]>`
    select ${adminColumns(sql)} from backend.admin_accounts order by created_at desc, username`
}

/** Makes an admin who must rotate the password. */
export async function insertAdmin(
  sql: Connection,
  username: string,
  password_hash: string,
): Promise<AdminRow | 'known'> {
  const [row] = await sql<AdminRow[]>`
    insert into backend.admin_accounts (username, password_hash) values (${username}, ${password_hash})
    on conflict (username) do nothing
    returning ${adminColumns(sql)}`
  return row ?? 'known'
}

/**
 * Sets an admin's own password, and with it ends a forced rotation and all sessions. Guarded by the hash that was
 * verified. Call it inside a transaction.
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

/**
 * Gives an admin another password, which must be rotated, ends all sessions and forgets failed
 * log-ins. Call it inside a transaction.
 */
export async function resetPassword(
  sql: Connection,
  username: string,
  password_hash: string,
): Promise<'reset' | 'unknown'> {
  const result = await sql`
    update backend.admin_accounts
    set password_hash = ${password_hash}, must_rotate = true, password_changed_at = now()
    where username = ${username}`
  if (result.count === 0) return 'unknown'
  await revokeAdminSessions(sql, username)
  await deleteThrottle(sql, username)
  return 'reset'
}

/**
 * Whether enabled -> disabled was possible, changed nothing, or was refused. `actor_disabled` where another
 * admin was faster.
 */
export type Disabled = 'disabled' | 'unchanged' | 'last_admin' | 'actor_disabled' | 'unknown'

/**
 * enabled -> disabled, and ends all sessions. One enabled admin stays. It locks all enabled admins first, so
 * that two admins who disable each other come one after the other. Call it inside a transaction.
 */
export async function disableAdmin(sql: Connection, username: string, actor: string): Promise<Disabled> {
  const rows = await sql<{ username: string }[]>`
    select username from backend.admin_accounts where not disabled order by username for no key update`
  const enabled = rows.map((row) => row.username)
  if (!enabled.includes(username)) return (await isAdminKnown(sql, username)) ? 'unchanged' : 'unknown'
  if (enabled.length === 1) return 'last_admin'
  if (!enabled.includes(actor)) return 'actor_disabled'
  await sql`update backend.admin_accounts set disabled = true where username = ${username}`
  await revokeAdminSessions(sql, username)
  return 'disabled'
}

/** disabled -> enabled. Its former sessions stay ended. */
export async function enableAdmin(
  sql: Connection,
  username: string,
): Promise<'enabled' | 'unchanged' | 'unknown'> {
  const result = await sql`
    update backend.admin_accounts set disabled = false where username = ${username} and disabled`
  if (result.count > 0) return 'enabled'
  return (await isAdminKnown(sql, username)) ? 'unchanged' : 'unknown'
}
