// The first argument of every verb: a pool, a reserved connection or somebody's transaction.

import type postgres from 'postgres'

export type Connection = postgres.ISql
export type Pool = postgres.Sql
export type Json = postgres.JSONValue
/** A part of a statement: it runs only as part of one. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>

/** The cause of a change. It is stored with the jobs, operations and mails that follow from it. */
export type Origin = { request_id: string | null; traceparent: string | null }

/** PostgreSQL's clock, the only one for what is stored or compared. */
export async function now(sql: Connection): Promise<Date> {
  const [row] = await sql<{ now: Date }[]>`select now() as now`
  return only(row).now
}

/** The value that must be there: the row that a statement always returns, or what a `find` cannot miss here. */
export function only<T>(row: T | null | undefined): T {
  if (row === undefined || row === null)
    throw new Error('a statement answered nothing where there always is something')
  return row
}
