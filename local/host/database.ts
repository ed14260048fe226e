// The database at the start of a process: reachable, and with the schema that the code needs.

import { setTimeout as pauseFor } from 'node:timers/promises'
import { runMigrations } from 'graphile-worker'
import { connect, isDatabaseAway } from '#shared/postgres'
import type { Pool } from '#sql/connection'
import { migrate, MigrationError } from '#sql/migrate'
import { codeOf } from '#local/embedded/postgres_process'
import { ensureDirect } from '#local/host/direct_connection'
import { StartError } from '#local/start_error'
import { loadMigrations } from '#local/tree'

// A server that accepts no connection is given up after 4 s.
const ANSWER_WITHIN_MS = 8_000

/** A DSN as it may be shown: without its password. */
function shownDsn(dsn: string): string {
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
    await ensureAnswers(sql, dsn)
    await ensureDirect(dsn)
    await runMigrations({ connectionString: dsn, noHandleSignals: true })
    return await migrate(sql, await loadMigrations())
  } catch (error) {
    throw explained(error, dsn)
  } finally {
    await sql.end({ timeout: 2 })
  }
}

/**
 * Waits for the first answer on a DSN. Throws `StartError` where none comes: something else than PostgreSQL, or a proxy
 * without one, accepts connections and drops them, and the client would try for ever.
 */
export async function ensureAnswers(sql: Pool, dsn: string): Promise<void> {
  const answered = sql`select 1`.then(() => true)
  const late = pauseFor(ANSWER_WITHIN_MS, false, { ref: false })
  if (await Promise.race([answered, late])) return
  answered.catch(() => undefined)
  throw new StartError(`The database at ${shownDsn(dsn)} cannot be used: no PostgreSQL answers there.`)
}

/** An error of a database as one sentence (`StartError`) where a person can do something about it, else as it is. */
export function explained(error: unknown, dsn: string): unknown {
  if (error instanceof StartError) return error
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
