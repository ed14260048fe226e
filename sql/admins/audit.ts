// The audit log: who did what to what, and what was refused to whom. Rows are written, and never changed.

import type { Connection, Json, Origin } from '#sql/connection'
import { filtered, readSlice } from '#sql/list'
import type { Slice, Window } from '#sql/list'

type AuditOutcome = 'done' | 'refused'

/** An entry of the audit log. `code` says why the action was refused, and is left out where it was done. */
export type AuditEntry = {
  actor: string
  action: string
  target: string
  before?: Json
  after?: Json
  code?: string
}

export type AuditRow = {
  audit_id: string
  at: Date
  actor: string
  action: string
  target: string
  outcome: AuditOutcome
  code: string | null
  before: Json
  after: Json
  request_id: string | null
}

/** Writes who did what to what, in the transaction of the action. */
export async function insertAudit(sql: Connection, entry: AuditEntry, origin: Origin): Promise<void> {
  const json = (value: Json | undefined) => (value === undefined ? null : sql.json(value))
  await sql`
    insert into backend.admin_audit_log (actor, action, target, outcome, code, before, after, request_id)
    values (${entry.actor}, ${entry.action}, ${entry.target}, ${entry.code === undefined ? 'done' : 'refused'},
      ${entry.code ?? null}, ${json(entry.before)}, ${json(entry.after)}, ${origin.request_id})`
}

export type AuditFilter = {
  actor?: string | undefined
  action?: string | undefined
  target?: string | undefined
  outcome?: AuditOutcome | undefined
}

/** The log, newest first. */
export function listAudit(sql: Connection, filter: AuditFilter, window: Window): Promise<Slice<AuditRow>> {
  const id = 'audit_id'
  const rows = filtered(
    sql,
    id,
    ['target', filter.target, 'text'],
    ['actor', filter.actor, 'text'],
    ['action', filter.action, 'text'],
    ['outcome', filter.outcome, 'backend.audit_outcome'],
  )
  const columns = sql`audit_id, at, actor, action, target, outcome, code, before, after, request_id`
  return readSlice(sql, { columns, from: sql`backend.admin_audit_log`, id, ...rows }, window)
}
