// An account's deletion, in the caller's one transaction: at once what others must not wait for, and past the
// grace the purge, which replaces personal data by a pseudonym and leaves shared games whole. The machines'
// own files hold the transitions.

import { notifyDeleted } from '#shared/accounts/notifications'
import { departFromAll } from '#shared/lobby/departures'
import { markDeleted, pseudonymise } from '#sql/accounts/accounts'
import type { Deleted } from '#sql/accounts/accounts'
import { deleteCountries } from '#sql/accounts/country_counters'
import { clearDeviceNames, revokeSessions } from '#sql/accounts/sessions'
import { forgetFailures } from '#sql/accounts/sign_in_failures'
import type { Connection, Origin } from '#sql/connection'
import { pseudonymiseApplications } from '#sql/lobby/applications'
import { declineInvites, pseudonymiseInvites } from '#sql/lobby/invites'
import { pseudonymiseMembers } from '#sql/lobby/members'
import { pseudonymiseDeliveries, suppressMailTo } from '#sql/mail/deliveries'
import { pseudonymiseInbox } from '#sql/notifications/inbox'
import { deletePreferences } from '#sql/notifications/preferences'
import { deletePushEventsOf } from '#sql/notifications/push_events'
import { skipRoutesOfUser } from '#sql/notifications/routes'

/**
 * Deletes an account. Its sessions end, its seats and games are handed over, its applications are withdrawn,
 * its invites declined, its open notifications skipped and its mail stopped. A sign-in within the grace
 * restores the account, but none of these. Of two deletions at once the second is `already_deleted`.
 */
export async function deleteAccount(
  sql: Connection,
  user_id: string,
  origin: Origin,
): Promise<Deleted | { fact: 'unknown' }> {
  const deleted = await markDeleted(sql, user_id)
  if (deleted.fact !== 'deleted') return deleted
  await revokeSessions(sql, user_id)
  await departFromAll(sql, user_id, origin)
  // Before the mail, so that a notification that is just becoming a mail is stopped there.
  await skipRoutesOfUser(sql, user_id)
  await suppressMailTo(sql, deleted.email)
  await notifyDeleted(sql, user_id, deleted.purge_after, origin)
  return deleted
}

/**
 * Purges a deleted account whose grace is over. Answers false where it is not over, or was purged before.
 * Games, seats, orders and reports stay. The address is free for a new account.
 */
export async function purgeAccount(sql: Connection, user_id: string): Promise<boolean> {
  const purged = await pseudonymise(sql, user_id)
  if (!purged) return false
  const { email, pseudonym } = purged
  await declineInvites(sql, user_id, email)
  await suppressMailTo(sql, email)
  await forgetFailures(sql, email)
  await deletePreferences(sql, user_id)
  await deletePushEventsOf(sql, user_id)
  await deleteCountries(sql, user_id)
  await clearDeviceNames(sql, user_id)
  await pseudonymiseMembers(sql, user_id, pseudonym.name)
  await pseudonymiseApplications(sql, user_id, pseudonym.name)
  await pseudonymiseInvites(sql, email, pseudonym.email)
  await pseudonymiseInbox(sql, user_id, pseudonym.name)
  await pseudonymiseDeliveries(sql, email, pseudonym.email)
  return true
}
