// Migrations: `sql/migrations/NNNNN_name.sql` in order, each once, in a transaction of its own, under an advisory lock,
// so that several processes may start at once (R-MIG-1, R-MIG-2).

import { createHash } from 'node:crypto'
import type postgres from 'postgres'

/** A migration file: its five-digit number, its name and its text. */
export type Migration = { number: string; name: string; text: string }

/** A database whose history is not the one of these files. The message says which file and what to do. */
export class MigrationError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'MigrationError'
  }
}

const LOCK = 0x67616c61

/** The number of the newest migration that this code needs. A test compares it with the folder. */
export const SCHEMA_VERSION = '00022'

const checksum = (migration: Migration): string => createHash('sha256').update(migration.text).digest('hex')

/**
 * Applies what is not applied yet and answers the names of what it applied. Waits while another process
 * migrates. Throws `MigrationError` where an applied file has changed, the files' numbers have a gap, or a file
 * fails, which is then rolled back whole. A database that is newer than these files is fine: changes expand
 * first and contract a release later.
 */
export async function migrate(sql: postgres.Sql, migrations: Migration[]): Promise<string[]> {
  checkNumbers(migrations)
  const connection = await sql.reserve()
  try {
    await connection`select pg_advisory_lock(${LOCK})`
    await connection`create schema if not exists backend`
    await connection`
      create table if not exists backend.schema_migrations (
        number text primary key,
        name text not null,
        checksum text not null,
        applied_at timestamptz not null default now()
      )`
    return await applyMissing(connection, migrations)
  } finally {
    await connection`select pg_advisory_unlock(${LOCK})`.catch(() => undefined)
    connection.release()
  }
}

/** Whether the schema is at least the one that this code was written for. `/readyz` asks it (R-PROBE-2). */
export async function isMigrated(sql: postgres.ISql): Promise<boolean> {
  const [known] = await sql<
    { present: boolean }[]
  >`select to_regclass('backend.schema_migrations') is not null as present`
  if (!known?.present) return false
  const [row] = await sql<
    { newest: string | null }[]
  >`select max(number) as newest from backend.schema_migrations`
  return (row?.newest ?? '') >= SCHEMA_VERSION
}

function checkNumbers(migrations: Migration[]): void {
  migrations.forEach((migration, index) => {
    const expected = String(index + 1).padStart(5, '0')
    if (migration.number === expected) return
    throw new MigrationError(
      `Migration ${migration.name} should be numbered ${expected}: numbers have no gaps.`,
    )
  })
}

async function applyMissing(connection: postgres.ReservedSql, migrations: Migration[]): Promise<string[]> {
  const applied = await connection<{ number: string; name: string; checksum: string }[]>`
    select number, name, checksum from backend.schema_migrations order by number`
  const done = new Map(applied.map((row) => [row.number, row]))
  const names: string[] = []
  for (const migration of migrations) {
    const row = done.get(migration.number)
    if (row && row.checksum !== checksum(migration)) {
      throw new MigrationError(
        `Migration ${row.name} was changed after it was applied here. ` +
          'An applied file never changes: restore it and put the change into a new file.',
      )
    }
    if (row) continue
    await applyOne(connection, migration)
    names.push(migration.name)
  }
  return names
}

async function applyOne(connection: postgres.ReservedSql, migration: Migration): Promise<void> {
  await connection`begin`
  try {
    await connection`set local statement_timeout = 0`
    await connection.unsafe(migration.text)
    await connection`
      insert into backend.schema_migrations (number, name, checksum)
      values (${migration.number}, ${migration.name}, ${checksum(migration)})`
    await connection`commit`
  } catch (error) {
    await connection`rollback`.catch(() => undefined)
    const reason = error instanceof Error ? error.message : String(error)
    throw new MigrationError(`Migration ${migration.name} failed and was rolled back: ${reason}`)
  }
}
