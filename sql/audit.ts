// The audit log: who did what to what. Rows are written, and never changed.
import type { Connection, Json, Origin } from '#sql/connection'

export type AuditEntry = { actor: string; action: string; target: string; before?: Json; after?: Json }

/** Writes who did what to what; in the transaction of the deed. */
export async function insertAudit(sql: Connection, entry: AuditEntry, origin: Origin): Promise<void> {
  await sql`
    insert into backend.admin_audit_log (actor, action, target, before, after, request_id)
    values (${entry.actor}, ${entry.action}, ${entry.target}, ${entry.before === undefined ? null : sql.json(entry.before)},
      ${entry.after === undefined ? null : sql.json(entry.after)}, ${origin.request_id})`
}
