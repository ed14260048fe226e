// Lists: `?page=1&page_size=50`, or `?cursor=` for any depth at constant cost. Newest first; ids are UUIDv7, so that
// their order is the order of creation and an id is all that a cursor needs.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { EXACT_TOTAL, LONGEST_PAGE } from '#sql/list'
import type { Slice, Window } from '#sql/list'

const whole = (max: number) =>
  v.pipe(
    v.string(),
    v.regex(/^[1-9]\d{0,14}$/, `must be a whole number from 1 to ${max}`),
    v.transform(Number),
    v.maxValue(max),
  )

/** The query members of every list. Spread them into the endpoint's `Query`. */
export const paging = {
  page: v.optional(whole(1_000_000), '1'),
  page_size: v.optional(whole(LONGEST_PAGE), '50'),
  cursor: v.optional(v.pipe(v.string(), v.uuid('must be a cursor of an earlier answer'))),
}

type Paging = { page: number; page_size: number; cursor?: string | number | undefined }

/** The part of a list that was asked for. Throws 400 `use_cursor` for pages whose total is not counted exactly. */
export function windowOf(query: Paging & { cursor?: string | undefined }): Window {
  if (query.cursor !== undefined) return { limit: query.page_size, before: query.cursor, offset: 0 }
  const offset = (query.page - 1) * query.page_size
  if (offset >= EXACT_TOTAL) throw problem('use_cursor')
  return { limit: query.page_size, before: null, offset }
}

/** The answer of a list. `total` is null beyond 10,000. */
export function pageOf<T>(query: Paging, slice: Slice<T>) {
  const { items, total, next_cursor } = slice
  return { items, page: query.page, page_size: query.page_size, total, next_cursor }
}

/** The schema of a list's answer. */
export const pageSchema = <S extends v.GenericSchema>(item: S) =>
  v.object({
    items: v.array(item),
    page: v.number(),
    page_size: v.number(),
    total: v.nullable(v.number()),
    next_cursor: v.nullable(v.string()),
  })

/**
 * The query members of a list of a game's turns, or of what happened in them, whose cursor is a number of at most
 * `most`, which its column can hold.
 */
export const numberPaging = (most: number) => ({ ...paging, cursor: v.optional(whole(most)) })

/** As `windowOf`, for a list whose cursor is a number. */
export const numberWindowOf = (query: { page: number; page_size: number; cursor?: number | undefined }) => ({
  ...windowOf({ page: query.cursor === undefined ? query.page : 1, page_size: query.page_size }),
  before: query.cursor ?? null,
})
