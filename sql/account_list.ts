// Questions of operators about accounts. They change nothing; the transitions are in `#sql/accounts`.
import { accountColumns } from '#sql/accounts'
import type { AccountRow, AccountStatus } from '#sql/accounts'
import type { Connection } from '#sql/connection'
import { EXACT_TOTAL, slice } from '#sql/list'
import type { Slice, Window } from '#sql/list'

/** `name` is how the display name begins, in any case; `email` is the whole normalised address. */
export type AccountFilter = {
  name?: string | undefined
  email?: string | undefined
  status?: AccountStatus | undefined
}

/**
 * Accounts, newest first. What is not asked for is not in the statement: the planner walks the ids, the status or the
 * beginning of the name, whichever is the shortest. A name is a range of bytes, so that no sign in it means anything else.
 */
export async function listAccounts(
  sql: Connection,
  filter: AccountFilter,
  window: Window,
): Promise<Slice<AccountRow>> {
  const { name, email, status } = filter
  const named = sql`and lower(display_name) ~>=~ lower(${name ?? ''})
    and lower(display_name) ~<~ (lower(${name ?? ''}) || ${'\u{10ffff}'})`
  const where = sql`true
    ${name === undefined ? sql`` : named}
    ${email === undefined ? sql`` : sql`and email = ${email}`}
    ${status === undefined ? sql`` : sql`and ${isStatus(sql, status)}`}`
  const rows = await sql<AccountRow[]>`
    select ${accountColumns(sql)} from backend.accounts
    where ${where} ${window.before === null ? sql`` : sql`and user_id < ${window.before}`}
    order by user_id desc offset ${window.offset} limit ${window.limit + 1}`
  const [counted] = await sql<{ total: number }[]>`
    select count(*)::int as total from (select from backend.accounts where ${where} limit ${EXACT_TOTAL + 1}) counted`
  return slice(rows, counted?.total ?? 0, window, (row) => row.user_id)
}

// A suspension that is over does not count any more, whoever writes that down later.
function isStatus(sql: Connection, status: AccountStatus) {
  if (status === 'suspended') return sql`status = 'suspended' and coalesce(suspended_until > now(), true)`
  if (status === 'active')
    return sql`(status = 'active' or (status = 'suspended' and suspended_until <= now()))`
  return sql`status = ${status}`
}

export type AccountFacts = {
  suspended_until: Date | null
  deleted_at: Date | null
  purged_at: Date | null
  sign_in_locked_until: Date | null
}

/** What operators see of an account beside what its owner does, or null. */
export async function findAccountFacts(sql: Connection, user_id: string): Promise<AccountFacts | null> {
  const [row] = await sql<AccountFacts[]>`
    select case when a.suspended_until > now() then a.suspended_until end as suspended_until, a.deleted_at, a.purged_at,
      case when f.locked_until > now() then f.locked_until end as sign_in_locked_until
    from backend.accounts a left join backend.sign_in_failures f on f.email = a.email
    where a.user_id = ${user_id}`
  return row ?? null
}

export type CountryRow = { country: string; requests: number; first_seen_at: Date; last_seen_at: Date }

/** The countries that an account's requests came from, the most frequent first. */
export async function listCountries(sql: Connection, user_id: string): Promise<CountryRow[]> {
  return sql<CountryRow[]>`
    select country, requests::float8 as requests, first_seen_at, last_seen_at from backend.user_country_counters
    where user_id = ${user_id} order by user_country_counters.requests desc, country`
}
