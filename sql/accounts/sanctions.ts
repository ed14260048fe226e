// Sanction: open -> lifted, or over by its own time. `#sql/accounts/accounts` says what the open ones make of
// an account, and each change here applies it in the same transaction. Every change of `sanctions` is in this
// file.

import { applySanctions } from '#sql/accounts/accounts'
import type { Connection } from '#sql/connection'

export type SanctionKind = 'warn' | 'suspend' | 'ban'

export type SanctionRow = {
  sanction_id: string
  kind: SanctionKind
  reason: string
  until: Date | null
  created_by: string
  created_at: Date
}

export type NewSanction = Pick<SanctionRow, 'kind' | 'reason' | 'created_by'> & {
  user_id: string
  until: string | null
}

const sanctionColumns = (sql: Connection) => sql`sanction_id, kind, reason, until, created_by, created_at`

const isOpen = (sql: Connection) => sql`lifted_at is null and coalesce(until > now(), true)`

/**
 * Imposes a sanction, which holds from the commit on. On a deleted account it holds once that is restored.
 * Answers `purged` where it never will be, `past` where the sanction would be over. Call it inside a
 * transaction.
 */
export async function insertSanction(
  sql: Connection,
  sanction: NewSanction,
): Promise<SanctionRow | 'unknown' | 'purged' | 'past'> {
  const { user_id, kind, reason, until, created_by } = sanction
  const [account] = await sql<{ purged: boolean }[]>`
    select purged_at is not null as purged from backend.accounts where user_id = ${user_id} for no key update`
  if (!account) return 'unknown'
  if (account.purged) return 'purged'
  const [row] = await sql<SanctionRow[]>`
    insert into backend.sanctions (user_id, kind, reason, until, created_by)
    select ${user_id}, ${kind}, ${reason}, ${until}, ${created_by}
    where coalesce(${until}::timestamptz > now(), true)
    returning ${sanctionColumns(sql)}`
  if (!row) return 'past'
  if (kind !== 'warn') await applySanctions(sql, user_id)
  return row
}

/** The open sanctions of an account, newest first. */
export async function listOpenSanctions(sql: Connection, user_id: string): Promise<SanctionRow[]> {
  return sql<SanctionRow[]>`
    select ${sanctionColumns(sql)} from backend.sanctions
    where user_id = ${user_id} and ${isOpen(sql)} order by sanction_id desc`
}

/**
 * open -> lifted, which holds from the commit on. Null where there is no such sanction. Call it inside a
 * transaction.
 */
export async function liftSanction(
  sql: Connection,
  lifting: { user_id: string; sanction_id: string; lifted_by: string },
): Promise<SanctionRow | null> {
  const { user_id, sanction_id, lifted_by } = lifting
  await sql`select from backend.accounts where user_id = ${user_id} for no key update`
  const [row] = await sql<SanctionRow[]>`
    update backend.sanctions set lifted_at = now(), lifted_by = ${lifted_by}
    where sanction_id = ${sanction_id} and user_id = ${user_id} and ${isOpen(sql)}
    returning ${sanctionColumns(sql)}`
  if (!row) return null
  if (row.kind !== 'warn') await applySanctions(sql, user_id)
  return row
}
