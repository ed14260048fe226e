// The shape that every list verb takes and gives: a window over rows ordered by a UUIDv7, newest first.

/** Totals are exact up to this many rows. */
export const EXACT_TOTAL = 10_000

/** Rows before the id `before` (null: from the newest), after skipping `offset` of them, at most `limit`. */
export type Window<Id = string> = { limit: number; before: Id | null; offset: number }

export type Slice<T> = { items: T[]; total: number | null; next_cursor: string | null }

/** Cuts one row too many off `rows` (fetch `limit + 1`) and says where the next slice begins. */
export function slice<T>(
  rows: T[],
  counted: number,
  window: Window<unknown>,
  id: (row: T) => string,
): Slice<T> {
  const items = rows.slice(0, window.limit)
  const last = items.at(-1)
  return {
    items,
    total: counted > EXACT_TOTAL ? null : counted,
    next_cursor: rows.length > window.limit && last !== undefined ? id(last) : null,
  }
}
