// Notifies players about their own accounts, in the transaction of the change.

import type { AccountRow } from '#sql/accounts/accounts'
import type { SanctionRow } from '#sql/accounts/sanctions'
import type { Connection, Origin } from '#sql/connection'
import type { Intent } from '#sql/notifications/kinds'
import { submitNotifications } from '#sql/notifications/routes'

const notify = async (sql: Connection, intent: Intent, origin: Origin): Promise<void> => {
  await submitNotifications(sql, [intent], origin)
}

/** Notifies a player that the account is made. */
export const notifyWelcome = (
  sql: Connection,
  { user_id, display_name }: Pick<AccountRow, 'user_id' | 'display_name'>,
  origin: Origin,
): Promise<void> => {
  const payload = { display_name }
  return notify(sql, { kind: 'account.welcome', idempotency_key: user_id, user_id, payload }, origin)
}

/** Notifies a player that the account is deleted, and until when it can be had back. Each deletion has its own. */
export const notifyDeleted = (
  sql: Connection,
  user_id: string,
  purge_after: Date,
  origin: Origin,
): Promise<void> => {
  const payload = { purge_after: purge_after.toISOString() }
  const idempotency_key = `${user_id}/${payload.purge_after}`
  return notify(sql, { kind: 'account.deleted', idempotency_key, user_id, payload }, origin)
}

/** Notifies a player of another sanction. */
export const notifySanctioned = (
  sql: Connection,
  user_id: string,
  { sanction_id, kind: sanction_kind, reason, until }: SanctionRow,
  origin: Origin,
): Promise<void> => {
  const payload = { sanction_kind, reason, until: until?.toISOString() ?? null }
  return notify(sql, { kind: 'account.sanctioned', idempotency_key: sanction_id, user_id, payload }, origin)
}
