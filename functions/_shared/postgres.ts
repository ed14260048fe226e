// The connection to PostgreSQL, one pool per process and purpose. The request side may go through a pooler; migrations,
// the worker and LISTEN need the direct one.
import postgres from 'postgres'
import { config } from '#shared/config'
import { errorFields, log } from '#shared/log'

type Pool = postgres.Sql
type Use = 'request' | 'direct'

const pools = new Map<Use, Pool>()

/** The pool of this process for a use; made at its first call, and connected at its first query. */
export function database(use: Use = 'request'): Pool {
  const known = pools.get(use)
  if (known) return known
  const settings = config()
  const dsn = settings.BACKEND_POSTGRES_DSN ?? ''
  const pool = connect(use === 'direct' ? (settings.BACKEND_POSTGRES_DIRECT_DSN ?? dsn) : dsn, {
    max: settings.BACKEND_POSTGRES_MAX_CONNECTIONS,
    prepare: use === 'direct' || settings.BACKEND_POSTGRES_PREPARE,
    statement_timeout_ms: settings.BACKEND_POSTGRES_STATEMENT_TIMEOUT,
  })
  pools.set(use, pool)
  return pool
}

/** A pool of its own on a DSN, honouring `?search_path=backend` (R-START-1). The caller ends it with a timeout. */
export function connect(
  dsn: string,
  options: { max: number; prepare?: boolean; statement_timeout_ms?: number },
): Pool {
  return postgres(dsn, {
    max: options.max,
    prepare: options.prepare ?? true,
    connect_timeout: 4,
    idle_timeout: 60,
    onnotice: (notice) => log.debug('postgres notice', { notice: notice['message'] }),
    connection: {
      application_name: 'galaxy-backend',
      ...(options.statement_timeout_ms !== undefined && { statement_timeout: options.statement_timeout_ms }),
    },
  })
}

/** Ends the pools of this process; queries that do not settle in two seconds are dropped. */
export async function closeDatabases(): Promise<void> {
  const ending = [...pools.values()].map((pool) => pool.end({ timeout: 2 }))
  pools.clear()
  for (const result of await Promise.allSettled(ending)) {
    if (result.status === 'rejected')
      log.warn('a database pool did not end cleanly', errorFields(result.reason))
  }
}

const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'ENOENT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  '57P01',
  '57P02',
  '57P03',
  '57014',
  '53300',
  '08006',
  '08001',
  '3D000',
  '28P01',
  '28000',
])

/** Whether an error says that the database is away or too slow, rather than that a statement is wrong. */
export function isDatabaseAway(error: unknown): boolean {
  return error instanceof Error && 'code' in error && AWAY.has(String(error.code))
}

/** The name of the constraint that a statement ran into, or null. */
export function violatedConstraint(error: unknown): string | null {
  return error instanceof postgres.PostgresError ? (error.constraint_name ?? null) : null
}
