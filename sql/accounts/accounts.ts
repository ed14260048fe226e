// Account: active -> suspended | banned -> active, active -> deleted -> active within the grace. Every transition of
// `accounts` is in this file.

import type { Connection } from '#sql/connection'
import { only } from '#sql/connection'

export type AccountStatus = 'active' | 'suspended' | 'banned' | 'deleted'

/** The legal transitions. A test walks every pair of states. */
export const ACCOUNT_TRANSITIONS: Record<AccountStatus, readonly AccountStatus[]> = {
  active: ['suspended', 'banned', 'deleted'],
  suspended: ['active', 'banned', 'deleted'],
  banned: ['active', 'suspended', 'deleted'],
  deleted: ['active', 'suspended', 'banned'],
}

export type AccountRow = {
  user_id: string
  email: string
  display_name: string
  locale: string
  time_zone: string
  declared_country: string | null
  status: AccountStatus
  created_at: Date
}

/** The columns of an account. A suspension that is over no longer counts, even before that is written. */
export const accountColumns = (sql: Connection) => sql`
  user_id, email, display_name, locale, time_zone, declared_country, created_at,
  case when status = 'suspended' and suspended_until <= now() then 'active' else status end as status`

/** The account with this id, or null. */
export async function findAccount(sql: Connection, user_id: string): Promise<AccountRow | null> {
  const [row] = await sql<
    AccountRow[]
  >`select ${accountColumns(sql)} from backend.accounts where user_id = ${user_id}`
  return row ?? null
}

/** The account with this normalised address, or null. */
export async function findAccountByEmail(sql: Connection, email: string): Promise<AccountRow | null> {
  const [row] = await sql<
    AccountRow[]
  >`select ${accountColumns(sql)} from backend.accounts where email = ${email}`
  return row ?? null
}

/** How long a sign-in takes a deletion back. */
const GRACE = '14 days'

const inGrace = (sql: Connection) => sql`
  status = 'deleted' and purged_at is null and deleted_at > now() - ${GRACE}::interval`

const pastGrace = (sql: Connection) => sql`
  status = 'deleted' and purged_at is null and deleted_at <= now() - ${GRACE}::interval`

/** The account of an address, or null. Its row is locked until the transaction ends. */
export async function lockAccountByEmail(sql: Connection, email: string): Promise<AccountRow | null> {
  const [row] = await sql<AccountRow[]>`
    select ${accountColumns(sql)} from backend.accounts where email = ${email} for no key update`
  return row ?? null
}

/** Stores the hash of a player's calendar token, in place of any before. Null is no link. */
export async function updateCalendarLink(
  sql: Connection,
  user_id: string,
  token_hash: Uint8Array | null,
): Promise<void> {
  await sql`
    update backend.accounts set calendar_token_hash = ${token_hash}, updated_at = now()
    where user_id = ${user_id} and status <> 'deleted'`
}

export type Deleted = {
  fact: 'deleted' | 'already_deleted'
  email: string
  /** When the personal data will be gone for good. */
  purge_after: Date
}

/** active | suspended | banned -> deleted. Its sanctions stay, for a restoration. */
export async function markDeleted(sql: Connection, user_id: string): Promise<Deleted | { fact: 'unknown' }> {
  const columns = sql`email, deleted_at + ${GRACE}::interval as purge_after`
  const [deleted] = await sql<Omit<Deleted, 'fact'>[]>`
    update backend.accounts set status = 'deleted', deleted_at = now(), updated_at = now()
    where user_id = ${user_id} and status <> 'deleted'
    returning ${columns}`
  if (deleted) return { fact: 'deleted', ...deleted }
  const [known] = await sql<Omit<Deleted, 'fact'>[]>`
    select ${columns} from backend.accounts where user_id = ${user_id}`
  return known ? { fact: 'already_deleted', ...known } : { fact: 'unknown' }
}

// The status that the open sanctions of an account give it. A ban counts before suspensions, and of those the
// one that ends last.
const heldBy = (sql: Connection, user_id: string) => sql`
  select case when bool_or(kind = 'ban') then 'banned' when bool_or(kind = 'suspend') then 'suspended' else 'active'
      end::backend.account_status as held_status,
    case when bool_or(kind = 'suspend' and until is null) then null else max(until) end as held_until
  from backend.sanctions
  where user_id = ${user_id} and lifted_at is null and kind <> 'warn' and coalesce(until > now(), true)`

/**
 * active | suspended | banned -> the status that the open sanctions give. A deleted account stays deleted
 * until it is restored. It holds from the commit on, in every process. The caller has locked the account
 * before it changed sanctions.
 */
export async function applySanctions(sql: Connection, user_id: string): Promise<void> {
  await sql`
    with held as (${heldBy(sql, user_id)})
    update backend.accounts set status = held_status, suspended_until = held_until, updated_at = now()
    from held where user_id = ${user_id} and status <> 'deleted'`
}

/** deleted -> active within the grace, or the status that its sanctions give. Null once the grace is over. */
export async function restoreAccount(sql: Connection, user_id: string): Promise<AccountRow | null> {
  const [row] = await sql<AccountRow[]>`
    with held as (${heldBy(sql, user_id)})
    update backend.accounts set deleted_at = null, status = held_status, suspended_until = held_until,
      updated_at = now()
    from held where user_id = ${user_id} and ${inGrace(sql)}
    returning ${accountColumns(sql)}`
  return row ?? null
}

export type NewAccount = Pick<
  AccountRow,
  'email' | 'display_name' | 'locale' | 'time_zone' | 'declared_country'
>

// A sign-in that takes a name waits for another that takes the same one at the moment, and then sees that it
// is taken.
async function holdName(sql: Connection, display_name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('name:' || lower(${display_name}), 0))`
}

/**
 * Creates an account. `declared_country` is set here and never again (R-GEO-1). Answers `name_taken` where
 * another account has the display name, and `email_taken` where a concurrent sign-in of the same address was
 * first. Call it inside a transaction.
 */
export async function insertAccount(
  sql: Connection,
  account: NewAccount,
): Promise<{ fact: 'inserted'; account: AccountRow } | { fact: 'name_taken' | 'email_taken' }> {
  await holdName(sql, account.display_name)
  const [row] = await sql<AccountRow[]>`
    insert into backend.accounts (email, display_name, locale, time_zone, declared_country)
    values (${account.email}, ${account.display_name}, ${account.locale}, ${account.time_zone},
      ${account.declared_country})
    on conflict do nothing
    returning ${accountColumns(sql)}`
  if (row) return { fact: 'inserted', account: row }
  return { fact: (await findAccountByEmail(sql, account.email)) ? 'email_taken' : 'name_taken' }
}

export type AccountPatch = {
  display_name?: string | undefined
  locale?: string | undefined
  time_zone?: string | undefined
}

/**
 * Changes the members that are given. `name_taken` where somebody else has the display
 * name. Call it inside a transaction.
 */
export async function updateAccount(
  sql: Connection,
  user_id: string,
  patch: AccountPatch,
): Promise<AccountRow | 'name_taken' | 'unknown'> {
  if (patch.display_name !== undefined) await holdName(sql, patch.display_name)
  const [row] = await sql<AccountRow[]>`
    update backend.accounts set
      display_name = coalesce(${patch.display_name ?? null}, display_name),
      locale = coalesce(${patch.locale ?? null}, locale),
      time_zone = coalesce(${patch.time_zone ?? null}, time_zone),
      updated_at = now()
    where user_id = ${user_id} and status <> 'deleted' and not exists (
      select from backend.accounts other
      where lower(other.display_name) = lower(${patch.display_name ?? null}) and other.user_id <> ${user_id})
    returning ${accountColumns(sql)}`
  if (row) return row
  return (await findAccount(sql, user_id)) ? 'name_taken' : 'unknown'
}

/** suspended -> active, for the suspensions that are over. They have not counted since. */
export async function endSuspensions(sql: Connection): Promise<number> {
  const result = await sql`
    update backend.accounts set status = 'active', suspended_until = null, updated_at = now()
    where status = 'suspended' and suspended_until <= now()`
  return result.count
}

/** Deleted accounts whose grace is over, the longest first. */
export async function listPurgeable(sql: Connection, limit: number): Promise<string[]> {
  const rows = await sql<{ user_id: string }[]>`
    select user_id from backend.accounts where ${pastGrace(sql)} order by deleted_at limit ${limit}`
  return rows.map(({ user_id }) => user_id)
}

/** The name of a purged account. */
export type Pseudonym = { name: string; email: string }

/**
 * Replaces an account's own personal data for ever once its grace is over. Null where it is not over, or that
 * was done before. The name is random, so that nobody could have taken it to be in the way.
 */
export async function pseudonymise(
  sql: Connection,
  user_id: string,
): Promise<{ email: string; pseudonym: Pseudonym } | null> {
  const [known] = await sql<{ email: string }[]>`
    select email from backend.accounts where user_id = ${user_id} and ${pastGrace(sql)} for no key update`
  if (!known) return null
  const [pseudonym] = await sql<Pseudonym[]>`
    update backend.accounts set
      email = user_id || '@deleted.invalid', display_name = 'Deleted ' || left(md5(gen_random_uuid()::text), 16),
      locale = 'en', time_zone = 'UTC', declared_country = null, calendar_token_hash = null, purged_at = now(),
      updated_at = now()
    where user_id = ${user_id}
    returning display_name as name, email`
  return { email: known.email, pseudonym: only(pseudonym) }
}
