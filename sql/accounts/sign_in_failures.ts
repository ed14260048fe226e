// Wrong sign-in codes in a row, by address: the hundredth locks sign-in to its account for a day. They are
// counted for every address alike, but the lock means something only where there is an account. Every change
// of `sign_in_failures` is in this file.

import type { Connection } from '#sql/connection'

/** This many wrong codes in a row lock an account. */
export const MAX_FAILURES = 100

/** Counts a wrong code. The last one that is allowed locks for 24 hours and begins the count anew. */
export async function countFailure(sql: Connection, email: string): Promise<void> {
  await sql`
    insert into backend.sign_in_failures as f (email, failures) values (${email}, 1)
    on conflict (email) do update set
      failures = case when f.locked_until > now() or f.failures + 1 >= ${MAX_FAILURES} then 0 else f.failures + 1 end,
      locked_until = case when f.locked_until > now() then f.locked_until
        when f.failures + 1 >= ${MAX_FAILURES} then now() + interval '24 hours' end,
      failed_at = now()`
}

/** Whether sign-in to an address's account is locked. */
export async function isSignInLocked(sql: Connection, email: string): Promise<boolean> {
  const rows = await sql`
    select from backend.sign_in_failures where email = ${email} and locked_until > now()`
  return rows.length > 0
}

/** Forgets the wrong codes of an address: somebody signed in with a right one. */
export async function forgetFailures(sql: Connection, email: string): Promise<void> {
  await sql`delete from backend.sign_in_failures where email = ${email}`
}

/** Lifts the lock of an account, and begins its count anew. */
export async function unlockSignIn(
  sql: Connection,
  user_id: string,
): Promise<'unlocked' | 'not_locked' | 'unknown'> {
  const [row] = await sql<{ locked: boolean }[]>`
    with forgotten as (
      delete from backend.sign_in_failures f using backend.accounts a
      where a.user_id = ${user_id} and f.email = a.email
      returning coalesce(f.locked_until > now(), false) as locked
    )
    select coalesce((select locked from forgotten), false) as locked from backend.accounts where user_id = ${user_id}`
  if (!row) return 'unknown'
  return row.locked ? 'unlocked' : 'not_locked'
}

/** Forgets what was counted of addresses that have no account, a month after the last of it. */
export async function expireFailures(sql: Connection): Promise<void> {
  await sql`
    delete from backend.sign_in_failures f
    where failed_at < now() - interval '30 days'
      and not exists (select from backend.accounts a where a.email = f.email)`
}
