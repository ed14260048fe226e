// The shape of every list verb: a window over rows ordered by their id, newest first. A list of any length
// walks one index from where its window begins. A test checks that for the plans of every list.

import type postgres from 'postgres'
import type { Connection } from '#sql/connection'

/** Totals are exact up to this many rows. */
export const EXACT_TOTAL = 10_000

/** The most rows that are asked for at once. */
export const LONGEST_PAGE = 200

/** Rows before the id `before` (null: from the newest), after skipping `offset` of them, at most `limit`. */
export type Window<Id = string> = { limit: number; before: Id | null; offset: number }

export type Slice<T> = { items: T[]; total: number | null; next_cursor: string | null }

export type Fragment = postgres.Fragment

type List = {
  columns: Fragment
  /** The table under its alias, where it has one: `backend.games g`. */
  from: Fragment
  /**
   * The condition of the rows. Leave a condition out rather than pass null for it. A column that leads the
   * index is compared by `equals`, and stands first in `order`. Otherwise a planner may walk all ids and check
   * each row.
   */
  where: Fragment
  /** The order of the index, as `g.status, g.game_id desc`. It is `g.game_id desc` where it is left out. */
  order?: Fragment
  /** The column that orders what is equal in all others, as `g.game_id`. */
  id: string
}

/** `column = value`, of which an ordered walk still knows that it has to be ordered by the column. */
export const equals = (
  sql: Connection,
  column: string,
  value: string,
  type: 'uuid' | 'text' | `backend.${string}`,
): Fragment => sql`${sql(column)} = any(array[${value}]::${sql.unsafe(type)}[])`

type Filter = [column: string, value: string | undefined, type: Parameters<typeof equals>[3]]

/**
 * The condition and the order of the rows where some columns may have to have a value. The first of those
 * leads the walk, so each needs an index with the id, and the rarer column stands first. The others are
 * checked row by row.
 */
export function filtered(sql: Connection, id: string, ...filters: Filter[]): Pick<List, 'where' | 'order'> {
  const given = filters.flatMap(([column, value, type]) =>
    typeof value === 'string' ? [{ column, value, type }] : [],
  )
  const [first] = given
  if (!first) return { where: sql`true` }
  const all = given.map(({ column, value, type }) => sql`and ${equals(sql, column, value, type)}`)
  return { where: sql`true ${all}`, order: sql`${sql(first.column)}, ${sql(id)} desc` }
}

/** Reads a window of a list. */
export function readSlice<Row extends object>(
  sql: Connection,
  { columns, from, where, order, id }: List,
  window: Window<string | number>,
): Promise<Slice<Row>> {
  const ids = (before: Before) => sql`
    select ${sql(id)} as id from ${from} where ${where} ${before(id)} order by ${order ?? sql`${sql(id)} desc`}`
  return sliceOf(sql, { columns, from, where, id, ids }, window)
}

/** The upper bound of a walk, for the column that it walks: none, or a further condition. */
export type Before = (column: string) => Fragment

type Walk = Omit<List, 'order'> & {
  /** The `most` newest ids as `id`, newest first, of the rows that `where` and `id` then find again. */
  ids: (before: Before, most: number) => Fragment
  /** How many there are, as `countRows` says it, where that is known before. */
  counted?: number
}

/**
 * As `readSlice`, for ids that come from several indexes. Only ids are walked to reach the window, so that an
 * index is enough for them. The rows are looked up one by one, which `offset 0` forces on the planner. The
 * constant says that they are few to a plan that serves all windows.
 */
export async function sliceOf<Row extends object>(
  sql: Connection,
  { columns, from, where, id, ids, counted }: Walk,
  window: Window<string | number>,
): Promise<Slice<Row>> {
  const { before, limit, offset } = window
  if (limit > LONGEST_PAGE) throw new Error(`a window of ${limit} rows is more than ${LONGEST_PAGE}`)
  const bound: Before = (column) => (before === null ? sql`` : sql`and ${sql(column)} < ${before}`)
  const walked = ids(bound, offset + limit + 1)
  const rows = await sql<(Row & { cursor: string })[]>`
    select found.*, walked.id::text as cursor
    from (
      select page.id from (${walked} offset ${offset} limit ${limit + 1}) page limit ${constant(sql, LONGEST_PAGE + 1)}
    ) walked cross join lateral (select ${columns} from ${from} where ${where}
      and ${sql(id)} = walked.id offset 0) found
    order by walked.id desc`
  const items = rows.slice(0, limit).map(({ cursor: _cursor, ...row }) => row as unknown as Row)
  return {
    items,
    total: exact(counted ?? (await countWalked(sql, ids, window, rows.length))),
    next_cursor: rows.length > limit ? (rows[limit - 1]?.cursor ?? null) : null,
  }
}

const constant = (sql: Connection, number: number): Fragment => sql.unsafe(String(number))

const exact = (counted: number): number | null => (counted > EXACT_TOTAL ? null : counted)

/** How many rows a list has. Its end says it without counting. */
async function countWalked(
  sql: Connection,
  ids: Walk['ids'],
  { before, limit, offset }: Window<unknown>,
  found: number,
): Promise<number> {
  if (before === null && found <= limit && (found > 0 || offset === 0)) return offset + found
  return countRows(
    sql,
    ids(() => sql``, EXACT_TOTAL + 1),
  )
}

/**
 * Counts rows, but not beyond the first for which totals are not exact any more. Ordered rows are counted in an index.
 */
export async function countRows(sql: Connection, rows: Fragment): Promise<number> {
  const [row] = await sql<{ total: number }[]>`
    select count(*)::int as total from (${rows} limit ${constant(sql, EXACT_TOTAL + 1)}) counted`
  return row?.total ?? 0
}
