// The connection to PostgreSQL, one pool per lifetime (`#shared/lifetime`) and purpose. The request side may
// go through a pooler. Migrations, the worker and LISTEN need the direct one.

import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as pauseFor } from 'node:timers/promises'
import postgres from 'postgres'
import { config } from '#shared/config'
import type { Config } from '#shared/config'
import { scoped } from '#shared/lifetime'
import { currentOrigin, errorFields, log } from '#shared/log'
import type { Connection, Pool } from '#sql/connection'
import { nameRequests } from '#sql/jobs'

const IDLE_IN_TRANSACTION_MS = 20_000

type Use = 'request' | 'direct'
type Transaction = postgres.TransactionSql

nameRequests(currentOrigin)

const pools = () => scoped('pools', () => new Map<Use, Pool>())
const ambient = new AsyncLocalStorage<Transaction>()

/**
 * What follows a transaction: `committed` is awaited after its commit, and `drop` is called where there was
 * none.
 */
export type CommitWatch = { committed: () => Promise<void>; drop: () => void }
type CommitHook = (tx: Connection) => Promise<CommitWatch | null>
let hook: CommitHook | null = null

/** Sets the last step of every transaction of this process: the caches follow its commit (R-CACHE-2). */
export function onCommit(next: CommitHook | null): void {
  hook = next
}

/** The request side's connection: the transaction that is open around this call, else the pool. */
export const database = (): Connection => ambient.getStore() ?? pool()

/**
 * Does `work` in one transaction, and returns once it is committed and this process's caches show it. Inside another
 * one it is a savepoint of that: both are committed together or not at all.
 */
export async function transaction<T>(work: (tx: Connection) => Promise<T>): Promise<T> {
  const outer = ambient.getStore()
  if (outer) return (await outer.savepoint((tx) => ambient.run(tx, () => work(tx)))) as T
  const open: { watch?: CommitWatch | null } = {}
  try {
    const result = await pool().begin(async (tx) => {
      const done = await ambient.run(tx, () => work(tx))
      open.watch = (await hook?.(tx)) ?? null
      return { done }
    })
    await open.watch?.committed()
    return result.done
  } catch (error) {
    open.watch?.drop()
    throw error
  }
}

/** Where PostgreSQL is reached without a pooler. */
export const directDsn = (
  settings: Pick<Config, 'BACKEND_POSTGRES_DSN' | 'BACKEND_POSTGRES_DIRECT_DSN'>,
): string => settings.BACKEND_POSTGRES_DIRECT_DSN ?? settings.BACKEND_POSTGRES_DSN

/** The pool of this lifetime for a use. The first call makes it, and its first query connects it. */
export function pool(use: Use = 'request'): Pool {
  const known = pools().get(use)
  if (known) return known
  const settings = config()
  const made = connect(use === 'direct' ? directDsn(settings) : settings.BACKEND_POSTGRES_DSN, {
    max: settings.BACKEND_POSTGRES_MAX_CONNECTIONS,
    prepare: use === 'direct' || settings.BACKEND_POSTGRES_PREPARE,
    statement_timeout_ms: settings.BACKEND_POSTGRES_STATEMENT_TIMEOUT,
  })
  pools().set(use, made)
  return made
}

/** A pool of its own on a DSN, honouring `?search_path=backend` (R-START-1). The caller ends it with a timeout. */
export function connect(
  dsn: string,
  options: {
    max: number
    prepare?: boolean
    statement_timeout_ms?: number
    /** Whether an idle connection stays for ever, as one that holds a lock must. */
    stays?: boolean
    onclose?: () => void
  },
): Pool {
  return postgres(dsn, {
    max: options.max,
    prepare: options.prepare ?? true,
    connect_timeout: 4,
    ...(options.stays ? { max_lifetime: null } : { idle_timeout: 60 }),
    ...(options.onclose && { onclose: options.onclose }),
    onnotice: (notice) => log.debug('postgres notice', { notice: notice['message'] }),
    connection: {
      application_name: 'galaxy-backend',
      // A process that is frozen in a transaction holds its locks no longer than this.
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      // No statement here runs long enough to earn the cost of compiling it, and a table without statistics
      // seems huge.
      jit: 'off',
      ...(options.statement_timeout_ms !== undefined && { statement_timeout: options.statement_timeout_ms }),
    },
  })
}

const last_writes: (() => Promise<void>)[] = []

/** Calls `write` before the pools of this process end. It never rejects. */
export function writeBeforeClosing(write: () => Promise<void>): void {
  last_writes.push(write)
}

/** Ends the pools of this lifetime. Queries, and last writes, that do not end in two seconds are dropped. */
export async function closeDatabases(): Promise<void> {
  const written = Promise.all(last_writes.map((write) => write()))
  await Promise.race([written, pauseFor(2000, undefined, { ref: false })])
  const ending = [...pools().values()].map((each) => each.end({ timeout: 2 }))
  pools().clear()
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
  '25P03',
  '53300',
  '08006',
  // Anything that a PgBouncer cannot do now.
  '08P01',
  '08001',
  '3D000',
  '28P01',
  '28000',
])

// Its sockets fail without a code.
const WORKERD_AWAY = /^(?:proxy request failed|Network connection lost)/

/** Whether an error says that the database is away or too slow, rather than that a statement is wrong. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return 'code' in error ? AWAY.has(String(error.code)) : WORKERD_AWAY.test(error.message)
}

/** The name of the constraint that a statement ran into, or null. */
export function violatedConstraint(error: unknown): string | null {
  return error instanceof postgres.PostgresError ? (error.constraint_name ?? null) : null
}
