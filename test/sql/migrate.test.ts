import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type postgres from 'postgres'
import { afterAll, describe, expect, it } from 'vitest'
import { connect, pool } from '#shared/postgres'
import { isMigrated, migrate, MigrationError, SCHEMA_VERSION } from '#sql/migrate'
import type { Migration } from '#sql/migrate'
import { findInstanceId } from '#sql/runtime/records'
import { CHECKOUT, loadMigrations } from '#local/tree'
import { createDatabase } from '#test/kit/database'

const TABLES = [
  'accounts',
  'admin_accounts',
  'admin_audit_log',
  'admin_networks',
  'admin_sessions',
  'admin_throttles',
  'auth_challenges',
  'deadline_events',
  'engine_probes',
  'engine_versions',
  'game_applications',
  'game_invites',
  'game_memberships',
  'game_orders',
  'game_reports',
  'game_snapshots',
  'game_turns',
  'game_vote_ballots',
  'game_votes',
  'games',
  'idempotency_keys',
  'instance',
  'mail_attempts',
  'mail_deliveries',
  'mail_suppressions',
  'notification_preferences',
  'notification_routes',
  'notifications',
  'push_events',
  'push_horizon',
  'rate_limits',
  'runtime_crashes',
  'runtime_operation_log',
  'runtime_orphans',
  'runtime_records',
  'runtime_sightings',
  'sanctions',
  'schema_migrations',
  'sessions',
  'sign_in_failures',
  'switches',
  'user_country_counters',
  'worker_heartbeats',
]

const migrations = await loadMigrations()
const undo: (() => Promise<void>)[] = []

afterAll(async () => {
  for (const step of undo.toReversed()) await step()
})

async function emptyDatabase(): Promise<{ dsn: string; sql: postgres.Sql }> {
  const { dsn, drop } = await createDatabase('empty')
  undo.push(drop)
  return { dsn, sql: poolOf(dsn) }
}

function poolOf(dsn: string): postgres.Sql {
  const sql = connect(dsn, { max: 2 })
  undo.push(() => sql.end({ timeout: 2 }))
  return sql
}

const file = (number: string, text: string): Migration => ({ number, name: `${number}_test.sql`, text })

async function tablesOf(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'backend' order by tablename`
  return rows.map(({ name }) => name)
}

async function refusal(promise: Promise<unknown>): Promise<MigrationError> {
  const error: unknown = await promise.catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(MigrationError)
  return error as MigrationError
}

describe('R-MIG-1: order', () => {
  it('applies all files in their order from zero, and none a second time', async () => {
    const { sql } = await emptyDatabase()
    const names = migrations.map(({ name }) => name)
    expect(await migrate(sql, migrations)).toEqual(names)
    expect(await migrate(sql, migrations)).toEqual([])
    const applied = await sql<{ name: string }[]>`select name from backend.schema_migrations order by number`
    expect(applied.map(({ name }) => name)).toEqual(names)
  })

  it('applies only what is new to a database', async () => {
    const { sql } = await emptyDatabase()
    const first = file(
      '00001',
      'create table backend.steps (step integer); insert into backend.steps values (1)',
    )
    const second = file('00002', 'insert into backend.steps select max(step) + 1 from backend.steps')
    expect(await migrate(sql, [first])).toEqual([first.name])
    expect(await migrate(sql, [first, second])).toEqual([second.name])
    expect([...(await sql`select step from backend.steps order by step`)]).toEqual([{ step: 1 }, { step: 2 }])
  })

  it('accepts a database that is newer than the code', async () => {
    const { sql } = await emptyDatabase()
    const newer = Array.from({ length: Number(SCHEMA_VERSION) + 1 }, (_, index) =>
      file(String(index + 1).padStart(5, '0'), 'select 1'),
    )
    await migrate(sql, newer)
    expect(await migrate(sql, newer.slice(0, -1))).toEqual([])
    expect(await isMigrated(sql)).toBe(true)
  })

  it('refuses a changed applied file, by its name', async () => {
    const { sql } = await emptyDatabase()
    await migrate(sql, [file('00001', 'select 1')])
    const changed = [file('00001', 'select 2'), file('00002', 'create table backend.late ()')]
    expect((await refusal(migrate(sql, changed))).message).toContain('00001_test.sql')
    expect(await tablesOf(sql)).toEqual(['schema_migrations'])
  })

  it('refuses a gap in the numbers, and a number that is taken twice, before it touches the database', async () => {
    const { sql } = await emptyDatabase()
    for (const number of ['00003', '00001']) {
      const wrong = [file('00001', 'select 1'), file(number, 'select 2')]
      const { message } = await refusal(migrate(sql, wrong))
      expect(message).toContain(`${number}_test.sql`)
      expect(message).toContain('00002')
    }
    expect(await tablesOf(sql)).toEqual([])
  })
})

describe('R-MIG-1: a failure', () => {
  it('rolls its file back whole, keeps the files before it, and goes on once it is repaired', async () => {
    const { sql } = await emptyDatabase()
    const sound = file('00001', 'create table backend.sound ()')
    const broken = file('00002', 'create table backend.half (); select 1 / 0')
    const { message } = await refusal(migrate(sql, [sound, broken]))
    expect(message).toContain('00002_test.sql')
    expect(message).toContain('division by zero')
    expect(await tablesOf(sql)).toEqual(['schema_migrations', 'sound'])

    const repaired = file('00002', 'create table backend.half ()')
    expect(await migrate(sql, [sound, repaired])).toEqual(['00002_test.sql'])
    expect(await tablesOf(sql)).toEqual(['half', 'schema_migrations', 'sound'])
  })
})

describe('R-MIG-1: several processes', () => {
  it('apply each file once when they migrate one empty database together', async () => {
    const { dsn, sql } = await emptyDatabase()
    const answers = await Promise.all(
      [sql, poolOf(dsn), poolOf(dsn)].map((each) => migrate(each, migrations)),
    )
    expect(answers.flat()).toEqual(migrations.map(({ name }) => name))
    expect(await tablesOf(sql)).toEqual(TABLES)
  })
})

describe('R-MIG-2: a fresh database', () => {
  it('has no schema at first, says that it is not migrated, and gets schema and bookkeeping', async () => {
    const { sql } = await emptyDatabase()
    expect([...(await sql`select from pg_namespace where nspname = 'backend'`)]).toEqual([])
    expect(await isMigrated(sql)).toBe(false)
    await migrate(sql, migrations)
    expect(await isMigrated(sql)).toBe(true)
  })
})

describe('R-MIG-3: the tables', () => {
  it('are exactly the listed ones', async () => {
    expect(await tablesOf(pool())).toEqual(TABLES)
  })
})

describe('R-MIG-4: the conventions', () => {
  it('stand beside the files', async () => {
    const readme = await readFile(join(CHECKOUT, 'sql/migrations/README.md'), 'utf8')
    for (const said of ['NNNNN_', 'without gaps', 'An applied file never changes', 'Expand, then contract']) {
      expect(readme).toContain(said)
    }
  })

  it('hold for the names of the files', () => {
    for (const { name } of migrations) expect(name).toMatch(/^\d{5}_[a-z0-9_]+\.sql$/)
  })
})

describe('SCHEMA_VERSION', () => {
  it('is the number of the newest file', () => {
    expect(SCHEMA_VERSION).toBe(migrations.at(-1)?.number)
  })
})

describe('a database of the tests', () => {
  it('is an instance of its own, so that no host takes the engines of another test for its own', async () => {
    const { dsn, drop } = await createDatabase()
    const other = connect(dsn, { max: 1 })
    const ids = [await findInstanceId(pool()), await findInstanceId(other)]
    await other.end({ timeout: 2 })
    await drop()
    expect(new Set(ids).size).toBe(2)
  })
})
