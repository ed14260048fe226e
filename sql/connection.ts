// The first argument of every verb: a pool, a reserved connection or somebody's transaction.

import type postgres from 'postgres'

export type Connection = postgres.ISql
export type Pool = postgres.Sql
export type Json = postgres.JSONValue
/** A part of a statement: it runs only as part of one. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>

/** Who caused a change: it is kept with the jobs, operations and mails that follow from it. */
export type Origin = { request_id: string | null; traceparent: string | null }

/** PostgreSQL's clock, the only one for what is stored or compared. */
export async function now(sql: Connection): Promise<Date> {
  const [row] = await sql<{ now: Date }[]>`select now() as now`
  return only(row).now
}

/** The single row that a statement cannot fail to return. */
export function only<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('a statement returned no row where it always returns one')
  return row
}
