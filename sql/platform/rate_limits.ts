// Rates: how many requests a network has made in its current window. Every change of `rate_limits` is in this file.

import type { Connection } from '#sql/connection'
import { only } from '#sql/connection'

export type Rate = { limit: number; window_ms: number }

/**
 * `retry_after_s` is null for a request within the limit. `maintenance` is the message of a maintenance that
 * is on, else null.
 */
export type Counted = { retry_after_s: number | null; maintenance: string | null }

/**
 * Counts a request to a key in its window, which begins with the first request after the last one's end. One statement,
 * so that concurrent requests in any number of processes are all counted, and one question about maintenance fewer.
 */
export async function countRequest(sql: Connection, key: string, rate: Rate): Promise<Counted> {
  const [row] = await sql<Counted[]>`
    with counted as (
      insert into backend.rate_limits as r (key, window_started_at, requests) values (${key}, now(), 1)
      on conflict (key) do update set
        window_started_at = case when r.window_started_at <= now() - ${rate.window_ms} * interval '1 millisecond'
          then now() else r.window_started_at end,
        requests = case when r.window_started_at <= now() - ${rate.window_ms} * interval '1 millisecond'
          then 1 else least(r.requests, ${rate.limit}) + 1 end
      returning requests, window_started_at + ${rate.window_ms} * interval '1 millisecond' as ends_at
    )
    select
      case when requests > ${rate.limit} then greatest(1, ceil(extract(epoch from ends_at - now())))::int end
        as retry_after_s,
      (select coalesce(w.message, '') from backend.switches w where w.name = 'maintenance' and w.enabled) as maintenance
    from counted`
  return only(row)
}

/** Deletes keys whose window is over, at most `limit` of them. Answers how many they were. */
export async function deleteEndedWindows(sql: Connection, window_ms: number, limit: number): Promise<number> {
  const result = await sql`
    delete from backend.rate_limits where key in (
      select key from backend.rate_limits where window_started_at <= now() - ${window_ms} * interval '1 millisecond'
      limit ${limit} for update skip locked)`
  return result.count
}
