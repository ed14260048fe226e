// A sign-in with a right code, in the caller's one transaction: the account of the address is made at the
// first sign-in, and restored where it was deleted not long ago. The machines' own files hold the single
// transitions.

import { purgeAccount } from '#shared/accounts/deletion'
import { insertAccount, lockAccountByEmail, restoreAccount } from '#sql/accounts/accounts'
import type { AccountRow, NewAccount } from '#sql/accounts/accounts'
import { forgetFailures, isSignInLocked } from '#sql/accounts/sign_in_failures'
import type { Connection } from '#sql/connection'
import { findSwitch } from '#sql/platform/switches'

export type SignIn =
  | { fact: 'admitted'; account: AccountRow; created: boolean }
  | { fact: 'blocked' | 'locked' | 'name_taken' }
  | { fact: 'sign_ups_closed'; message: string | null }

/**
 * Admits who proved to have an address, unless the account is blocked, or locked by too many wrong codes. `person` is
 * what the first sign-in makes an account of.
 */
export async function signIn(sql: Connection, person: NewAccount): Promise<SignIn> {
  const known = await lockAccountByEmail(sql, person.email)
  if (!known) return register(sql, person)
  // Past its grace an account is as good as purged, and a sign-in does not wait for who does it.
  if (known.status === 'deleted' && (await purgeAccount(sql, known.user_id))) return register(sql, person)
  if (await isSignInLocked(sql, person.email)) return { fact: 'locked' }
  const account = known.status === 'deleted' ? await restoreAccount(sql, known.user_id) : known
  if (account?.status !== 'active') return { fact: 'blocked' }
  await forgetFailures(sql, person.email)
  return { fact: 'admitted', account, created: false }
}

async function register(sql: Connection, person: NewAccount): Promise<SignIn> {
  const { enabled, message } = await findSwitch(sql, 'sign_ups')
  if (!enabled) return { fact: 'sign_ups_closed', message }
  const made = await insertAccount(sql, person)
  // The other sign-in has committed by now.
  if (made.fact === 'email_taken') return signIn(sql, person)
  if (made.fact !== 'inserted') return { fact: 'name_taken' }
  await forgetFailures(sql, person.email)
  return { fact: 'admitted', account: made.account, created: true }
}
