// Times on the wire.

import * as v from 'valibot'

const RFC3339 = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/
const isDay = (day: string) => Number.isFinite(Date.parse(day)) && new Date(day).toISOString().startsWith(day)
const isTime = (text: string) => {
  const [, day] = RFC3339.exec(text) ?? []
  return day !== undefined && isDay(day) && Number.isFinite(Date.parse(text))
}
const isFuture = (text: string) => isTime(text) && Date.parse(text) > Date.now()

/** Any time, in UTC from here on, as `FutureTime`. */
export const Time = v.pipe(
  v.string(),
  v.check(isTime, 'must be an RFC 3339 time'),
  v.transform((text) => new Date(text).toISOString()),
)

/**
 * A time to come. It is in UTC from here on: PostgreSQL takes fewer offsets and other days than JavaScript does.
 */
export const FutureTime = v.pipe(
  v.string(),
  v.check(isFuture, 'must be an RFC 3339 time in the future'),
  v.transform((text) => new Date(text).toISOString()),
)

/** A time as it is answered. */
export const iso = (time: Date | null): string | null => time?.toISOString() ?? null
