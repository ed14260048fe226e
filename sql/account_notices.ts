// What players are told about their own accounts, in the transaction of the change.

import type { AccountRow } from '#sql/accounts/accounts'
import type { SanctionRow } from '#sql/accounts/sanctions'
import type { Connection, Origin } from '#sql/connection'
import type { Intent } from '#sql/notifications/kinds'
import { submitNotifications } from '#sql/notifications/routes'

const tell = async (sql: Connection, intent: Intent, origin: Origin): Promise<void> => {
  await submitNotifications(sql, [intent], origin)
}

/** The account is made. */
export const tellWelcome = (
  sql: Connection,
  { user_id, display_name }: Pick<AccountRow, 'user_id' | 'display_name'>,
  origin: Origin,
): Promise<void> => {
  const payload = { display_name }
  return tell(sql, { kind: 'account.welcome', idempotency_key: user_id, user_id, payload }, origin)
}

/** The account is deleted, and can be had back until it is purged; each deletion is told. */
export const tellDeleted = (
  sql: Connection,
  user_id: string,
  purge_after: Date,
  origin: Origin,
): Promise<void> => {
  const payload = { purge_after: purge_after.toISOString() }
  const idempotency_key = `${user_id}/${payload.purge_after}`
  return tell(sql, { kind: 'account.deleted', idempotency_key, user_id, payload }, origin)
}

/** The account has another sanction. */
export const tellSanctioned = (
  sql: Connection,
  user_id: string,
  { sanction_id, kind: sanction_kind, reason, until }: SanctionRow,
  origin: Origin,
): Promise<void> => {
  const payload = { sanction_kind, reason, until: until?.toISOString() ?? null }
  return tell(sql, { kind: 'account.sanctioned', idempotency_key: sanction_id, user_id, payload }, origin)
}
