// How many authenticated requests of a player came from a country. Every change of `user_country_counters` is in this
// file.

import type { Connection } from '#sql/connection'

export type CountryCount = { user_id: string; country: string; requests: number }

/**
 * Adds counts of distinct players and countries. Those of deleted accounts are dropped, so that nothing comes back
 * after a purge. In one order, so that processes that add at the same time wait for each other and never in a circle.
 */
export async function addCountries(sql: Connection, counts: CountryCount[]): Promise<void> {
  await sql`
    insert into backend.user_country_counters as known (user_id, country, requests)
    select seen.user_id, seen.country, seen.requests
    from unnest(${counts.map(({ user_id }) => user_id)}::uuid[], ${counts.map(({ country }) => country)}::text[],
      ${counts.map(({ requests }) => requests)}::bigint[]) as seen (user_id, country, requests)
    join backend.accounts a on a.user_id = seen.user_id and a.status <> 'deleted'
    order by seen.user_id, seen.country
    on conflict (user_id, country) do update
    set requests = known.requests + excluded.requests, last_seen_at = now()`
}

/** Deletes the counts of a purged account. */
export async function deleteCountries(sql: Connection, user_id: string): Promise<void> {
  await sql`delete from backend.user_country_counters where user_id = ${user_id}`
}
