// Questions of operators about accounts. They change nothing. The transitions are in `#sql/accounts/accounts`.

import { accountColumns } from '#sql/accounts/accounts'
import type { AccountRow, AccountStatus } from '#sql/accounts/accounts'
import type { Connection } from '#sql/connection'
import { countRows, equals, EXACT_TOTAL, readSlice, sliceOf } from '#sql/list'
import type { Before, Fragment, Slice, Window } from '#sql/list'

/** `name` is how the display name begins, in any case. `email` is the whole normalised address. */
export type AccountFilter = {
  name?: string | undefined
  email?: string | undefined
  status?: AccountStatus | undefined
}

/** Accounts, newest first. */
export async function listAccounts(
  sql: Connection,
  { name, email, status }: AccountFilter,
  window: Window,
): Promise<Slice<AccountRow>> {
  const list = { columns: accountColumns(sql), from: sql`backend.accounts`, id: 'user_id' }
  const named = name === undefined ? sql`` : sql`and ${lookedAt(sql, isNamed(sql, name))}`
  if (email !== undefined) {
    const of = status === undefined ? sql`` : sql`and ${isStatus(sql, status)}`
    return readSlice(sql, { ...list, where: sql`email = ${email} ${named} ${of}` }, window)
  }
  // Nearly all accounts are active, so that this one leads nowhere.
  if (status === undefined || status === 'active') {
    const of = status === undefined ? sql`true` : isStatus(sql, status)
    if (name === undefined) return readSlice(sql, { ...list, where: of }, window)
    return listNamed(sql, { ...list, where: sql`true` }, { name, of }, window)
  }
  const ongoing = status === 'suspended' ? isOngoing(sql) : sql`true`
  const where = sql`${equals(sql, 'status', status, 'backend.account_status')} and ${ongoing} ${named}`
  return readSlice(sql, { ...list, where, order: sql`status, user_id desc` }, window)
}

/**
 * Accounts by the beginning of their name. No index has them newest first, so they are counted in that of names: few
 * are found there and sorted, and of many some are always near where the ids are walked.
 */
async function listNamed(
  sql: Connection,
  list: Parameters<typeof readSlice>[1],
  { name, of }: { name: string; of: Fragment },
  window: Window,
): Promise<Slice<AccountRow>> {
  const named = (before: Fragment) => sql`
    select user_id from backend.accounts where ${of} and ${isNamed(sql, name)} ${before}
    order by lower(display_name) using ~<~`
  const counted = await countRows(sql, named(sql``))
  const few = (before: Before) => sql`
    select found.user_id as id from (${named(before('user_id'))} offset 0) found order by found.user_id desc`
  const many = (before: Before) => sql`
    select user_id as id from backend.accounts where ${of} and ${lookedAt(sql, isNamed(sql, name))} ${before('user_id')}
    order by user_id desc`
  return sliceOf(sql, { ...list, ids: counted > EXACT_TOTAL ? many : few, counted }, window)
}

// A range of bytes, so that no sign in a name means anything else.
const isNamed = (sql: Connection, name: string) => sql`
  lower(display_name) ~>=~ lower(${name}) and lower(display_name) ~<~ (lower(${name}) || ${'\u{10ffff}'})`

// For rows that something else leads to: planners take it for half of all, and find no index for it.
const lookedAt = (sql: Connection, condition: Fragment) =>
  sql`case when ${condition} then true else false end`

// A suspension that is over no longer counts, even before that is written.
const isOngoing = (sql: Connection) => sql`coalesce(suspended_until > now(), true)`

function isStatus(sql: Connection, status: AccountStatus): Fragment {
  if (status === 'suspended') return sql`status = 'suspended' and ${isOngoing(sql)}`
  if (status === 'active') return sql`(status = 'active' or (status = 'suspended' and not ${isOngoing(sql)}))`
  return sql`status = ${status}`
}

export type AccountFacts = {
  suspended_until: Date | null
  deleted_at: Date | null
  purged_at: Date | null
  sign_in_locked_until: Date | null
}

/** The details of an account that only operators see, or null. */
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
