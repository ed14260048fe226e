// One table in the memory of this process, by id and by one further key. It is filled and kept
// in step by `#local/host/caches`.

import type { Cache } from '#shared/caches'
import type { Connection } from '#sql/connection'

/** How a cache reads its table: all rows for null, else those of some ids. */
type Read<Row> = (sql: Connection, ids: string[] | null) => Promise<Row[]>

export type RowCache<Row> = Cache<Row> & {
  /** Reads rows again: these ids, or the whole table for null. */
  refresh(sql: Connection, ids: string[] | null): Promise<void>
}

/** A cache that serves nothing while `isLive` is false. */
export function rowCache<Row>(
  isLive: () => boolean,
  read: Read<Row>,
  idOf: (row: Row) => string,
  keyOf: (row: Row) => string = idOf,
): RowCache<Row> {
  let rows = new Map<string, Row>()
  let keyed = new Map<string, Row>()

  function forget(id: string): void {
    const known = rows.get(id)
    if (known === undefined) return
    rows.delete(id)
    keyed.delete(keyOf(known))
  }

  function store(row: Row): void {
    rows.set(idOf(row), row)
    keyed.set(keyOf(row), row)
  }

  return {
    get: (id) => (isLive() ? rows.get(id) : undefined),
    getBy: (key) => (isLive() ? keyed.get(key) : undefined),
    all: () => (isLive() ? [...rows.values()] : null),
    refresh: async (sql, ids) => {
      const found = await read(sql, ids)
      if (ids === null) {
        rows = new Map()
        keyed = new Map()
      } else ids.forEach(forget)
      found.forEach(store)
    },
  }
}
