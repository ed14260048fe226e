// The database at the start of a process: reachable, and with the schema that the code needs.

import { runMigrations } from 'graphile-worker'
import { connect, isDatabaseAway } from '#shared/postgres'
import { migrate, MigrationError } from '#sql/migrate'
import { codeOf } from '#local/embedded/postgres_process'
import { ensureDirect } from '#local/host/direct_connection'
import { StartError } from '#local/start_error'
import { loadMigrations } from '#local/tree'

/** A DSN as it may be shown: without its password. */
export function shownDsn(dsn: string): string {
  const url = new URL(dsn)
  return `${url.protocol}//${url.username}${url.username && '@'}${url.host}${url.pathname}`
}

/**
 * Brings the queue's schema and ours up to date and answers the names of the migrations it applied. Throws `StartError`
 * where the database is out of reach or behind a pooler, refuses us, or has another history.
 */
export async function migrateDatabase(dsn: string): Promise<string[]> {
  const sql = connect(dsn, { max: 2 })
  try {
    await sql`select 1`
    await ensureDirect(dsn)
    await runMigrations({ connectionString: dsn, noHandleSignals: true })
    return await migrate(sql, await loadMigrations())
  } catch (error) {
    throw explained(error, dsn)
  } finally {
    await sql.end({ timeout: 2 })
  }
}

/** An error of a database as one sentence (`StartError`) where a person can do something about it, else as it is. */
export function explained(error: unknown, dsn: string): unknown {
  if (error instanceof MigrationError) return new StartError(error.message)
  const code = codeOf(error)
  if (code === '42P01' || code === '3F000')
    return new StartError(`The database at ${shownDsn(dsn)} has no schema yet. Make it with: npm run migrate`)
  if (!isDatabaseAway(error)) return error
  return new StartError(`The database at ${shownDsn(dsn)} cannot be used: ${reason(error)}`)
}

function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message: string }
  if (code === 'ECONNREFUSED') return 'nothing listens there. Is PostgreSQL running?'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the host name is not known.'
  if (code === '28P01' || code === '28000') return 'it refuses the user name or the password.'
  if (code === '3D000') return 'there is no such database on that server.'
  if (code === 'CONNECT_TIMEOUT') return 'it does not answer.'
  return `${message}.`
}
