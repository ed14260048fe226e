// Failed log-ins of admins in a row, and the networks they have logged in from. An attempt counts as a failure before
// it is made and is forgiven afterwards, so that attempts at once are no way around the delay. Every change of
// `admin_throttles` and `admin_networks` is in this file.

import type { Connection } from '#sql/connection'

/**
 * The failure that is followed by a delay of 1 s. Each further one doubles it. A day without any forgets them
 * all.
 */
const FIRST_DELAYED = { name: 5, network: 20 }
const MAX_DELAY_S = 900

/**
 * The name that is tried, and the network it is tried from. The network is null where the runtime knows no
 * address.
 */
export type Source = { username: string; network: string | null }

const nameKey = (username: string) => `name:${username}`

/**
 * The keys that the attempts of a source count for. An admin's usual network counts by itself, for that admin
 * alone. So nobody can lock the admin out by trying the name from elsewhere, or other names from there.
 */
export async function findThrottleKeys(sql: Connection, { username, network }: Source): Promise<string[]> {
  if (network === null) return [nameKey(username)]
  const known = await sql`
    select from backend.admin_networks
    where username = ${username} and network = ${network} and succeeded_at > now() - interval '30 days'`
  return known.length > 0 ? [`known:${username}@${network}`] : [nameKey(username), `network:${network}`]
}

/**
 * Counts an attempt as failed for all keys, unless one of them is delayed: `delayed`, and none is to be made. Of
 * attempts at once one that is not made may be counted for one key.
 */
export async function reserveAttempt(sql: Connection, keys: string[]): Promise<'reserved' | 'delayed'> {
  const failures = sql`(case when t.failed_at <= now() - interval '1 day' then 0 else t.failures end + 1)`
  const first = sql`
    (case when t.key like 'name:%' then ${FIRST_DELAYED.name}::int else ${FIRST_DELAYED.network}::int end)`
  const reserved = await sql`
    insert into backend.admin_throttles as t (key, failures)
    select key, 1 from unnest(${keys}::text[]) key
    where not exists (
      select from backend.admin_throttles d where d.key = any(${keys}::text[]) and d.blocked_until > now())
    order by key
    on conflict (key) do update set failures = ${failures}, failed_at = now(), told = false,
      blocked_until = case when ${failures} >= ${first}
        then now() + least(2 ^ least(${failures} - ${first}, 20), ${MAX_DELAY_S}) * interval '1 second' end
    where t.blocked_until is null or t.blocked_until <= now()`
  return reserved.count === keys.length ? 'reserved' : 'delayed'
}

/** Seconds until the last of these delays is over, at least one. */
export async function findDelay(sql: Connection, keys: string[]): Promise<number> {
  const [row] = await sql<{ delay_s: number | null }[]>`
    select ceil(extract(epoch from max(blocked_until) - now()))::int as delay_s
    from backend.admin_throttles where key = any(${keys})`
  return Math.max(1, row?.delay_s ?? 1)
}

/** Claims to write the refusal of the current delay into the audit log. Answers false where somebody did before. */
export async function claimDelayAudit(sql: Connection, keys: string[]): Promise<boolean> {
  const result = await sql`
    update backend.admin_throttles set told = true
    where key = any(${keys}) and blocked_until > now() and not told`
  return result.count > 0
}

/** Forgives a right log-in: its name has no failures any more, its network one fewer, and is known from now on. */
export async function forgiveAttempt(sql: Connection, source: Source, keys: string[]): Promise<void> {
  await sql`delete from backend.admin_throttles where key = any(${keys}) and key not like 'network:%'`
  if (source.network === null) return
  await sql`
    update backend.admin_throttles set failures = greatest(failures - 1, 0)
    where key = any(${keys}) and key like 'network:%'`
  await sql`
    insert into backend.admin_networks (username, network) values (${source.username}, ${source.network})
    on conflict (username, network) do update set succeeded_at = now()`
}

/** Forgets the failures that were counted for a name. */
export async function deleteThrottle(sql: Connection, username: string): Promise<void> {
  await sql`delete from backend.admin_throttles where key = ${nameKey(username)}`
}

/** Forgets failures and networks of long ago. */
export async function deleteOldThrottles(sql: Connection): Promise<void> {
  await sql`
    delete from backend.admin_throttles
    where failed_at <= now() - interval '1 day' and coalesce(blocked_until <= now(), true)`
  await sql`delete from backend.admin_networks where succeeded_at <= now() - interval '30 days'`
}
