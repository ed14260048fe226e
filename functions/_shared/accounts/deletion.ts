// An account's deletion, in the caller's one transaction: at once what others must not wait for, and past the grace the purge,
// which replaces personal data by a pseudonym and leaves shared games whole. The machines' own files hold the transitions.
import { tellDeleted } from '#sql/account_notices'
import { markDeleted, pseudonymise } from '#sql/accounts/accounts'
import type { Deleted, Pseudonym } from '#sql/accounts/accounts'
import type { Connection, Origin } from '#sql/connection'
import { departFromAll } from '#shared/lobby/departures'
import { pseudonymiseInbox } from '#sql/notifications/inbox'
import { declineInvites } from '#sql/lobby/invites'
import { suppressMailTo } from '#sql/mail/deliveries'
import { skipRoutesOfUser } from '#sql/notifications/routes'
import { deletePreferences } from '#sql/notifications/preferences'
import { deletePushEventsOf } from '#sql/notifications/push_events'
import { revokeSessions } from '#sql/accounts/sessions'
import { forgetFailures } from '#sql/accounts/sign_in_failures'

/**
 * Deletes an account: its sessions end, its seats and games are handed over, its applications are withdrawn, its invites
 * declined, what it was to be told is skipped, its mail stopped. A sign-in within the grace restores the account, but none of these. Of two deletions at once
 * the second is `already_deleted`.
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
  // Before the mail: what is just becoming one is stopped there.
  await skipRoutesOfUser(sql, user_id)
  await suppressMailTo(sql, deleted.email)
  await tellDeleted(sql, user_id, deleted.purge_after, origin)
  return deleted
}

/**
 * Purges a deleted account whose grace is over; false where it is not, or was purged before. Games, seats, orders and reports
 * stay; the address is free for a new account.
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
  await sql`delete from backend.user_country_counters where user_id = ${user_id}`
  await sql`update backend.sessions set device_name = null where user_id = ${user_id} and device_name is not null`
  await pseudonymiseLobby(sql, user_id, email, pseudonym)
  await pseudonymiseInbox(sql, user_id, pseudonym.name)
  await pseudonymiseMail(sql, email, pseudonym)
  return true
}

async function pseudonymiseLobby(
  sql: Connection,
  user_id: string,
  email: string,
  pseudonym: Pseudonym,
): Promise<void> {
  await sql`update backend.game_memberships set alias = ${pseudonym.name} where user_id = ${user_id}`
  await sql`
    update backend.game_applications set alias = ${pseudonym.name}, message = null where user_id = ${user_id}`
  await sql`update backend.game_invites set email = ${pseudonym.email} where email = ${email}`
}

// What waits to be sent is a code that somebody has just asked for: it goes to the address, and to a new account.
async function pseudonymiseMail(sql: Connection, email: string, pseudonym: Pseudonym): Promise<void> {
  await sql`
    update backend.mail_deliveries set recipient = ${pseudonym.email}, params = '{}', sealed_params = null, sealed_message = null,
      last_error = null,
      recipient_hash = left(encode(sha256(${pseudonym.email}::text::bytea), 'hex'), 32)
    where recipient = ${email} and status not in ('pending', 'retrying')`
}
