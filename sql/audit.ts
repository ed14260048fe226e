// The audit log: who did what to what, and what was refused to whom. Rows are written, and never changed.
import type { Connection, Json, Origin } from '#sql/connection'
import { EXACT_TOTAL, slice } from '#sql/list'
import type { Slice, Window } from '#sql/list'

export type AuditOutcome = 'done' | 'refused'

/** What is written down; `code` says why it was refused, and is left out where it was done. */
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

/** Writes who did what to what; in the transaction of the deed. */
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

/** The log, newest first. Each filter has its index; what is not asked for is not in the statement, for the planner's sake. */
export async function listAudit(
  sql: Connection,
  filter: AuditFilter,
  window: Window,
): Promise<Slice<AuditRow>> {
  const where = sql`true
    ${filter.actor === undefined ? sql`` : sql`and actor = ${filter.actor}`}
    ${filter.action === undefined ? sql`` : sql`and action = ${filter.action}`}
    ${filter.target === undefined ? sql`` : sql`and target = ${filter.target}`}
    ${filter.outcome === undefined ? sql`` : sql`and outcome = ${filter.outcome}`}`
  const rows = await sql<AuditRow[]>`
    select audit_id, at, actor, action, target, outcome, code, before, after, request_id
    from backend.admin_audit_log
    where ${where} ${window.before === null ? sql`` : sql`and audit_id < ${window.before}`}
    order by audit_id desc offset ${window.offset} limit ${window.limit + 1}`
  const [counted] = await sql<{ total: number }[]>`
    select count(*)::int as total from (select from backend.admin_audit_log where ${where} limit ${EXACT_TOTAL + 1}) counted`
  return slice(rows, counted?.total ?? 0, window, (row) => row.audit_id)
}
