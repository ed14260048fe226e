// Players as operators see them.

import * as v from 'valibot'
import { iso } from '#shared/wire/time'
import { User, userAnswer } from '#shared/wire/user'
import type { AccountRow } from '#sql/accounts/accounts'
import type { AccountFacts } from '#sql/accounts/list'
import type { SanctionRow } from '#sql/accounts/sanctions'

const { email: _address, ...listed } = User.entries

/** An account in a list: without its address, which is shown for one account at a time only. */
export const ListedUser = v.object(listed)

/** A row of `accounts` as a list answers it. */
export function listedUserAnswer(row: AccountRow): v.InferInput<typeof ListedUser> {
  const { email: _email, ...shown } = userAnswer(row)
  return shown
}

export const SanctionKind = v.picklist(['warn', 'suspend', 'ban'])

export const Sanction = v.object({
  sanction_id: v.string(),
  kind: SanctionKind,
  reason: v.string(),
  until: v.nullable(v.string()),
  created_by: v.string(),
  created_at: v.string(),
})

/** A row of `sanctions` as it is answered. */
export const sanctionAnswer = (row: SanctionRow): v.InferInput<typeof Sanction> => ({
  ...row,
  until: iso(row.until),
  created_at: row.created_at.toISOString(),
})

const Time = v.nullable(v.string())

/**
 * One account with its address and its open sanctions. `suspended_until` is null where only an admin ends a
 * suspension.
 */
export const ShownUser = v.object({
  ...User.entries,
  suspended_until: Time,
  deleted_at: Time,
  purged_at: Time,
  sign_in_locked_until: Time,
  sanctions: v.array(Sanction),
})

/** An account, what else is known of it, and its open sanctions, as they are answered. */
export const shownUserAnswer = (
  row: AccountRow,
  facts: AccountFacts,
  sanctions: SanctionRow[],
): v.InferInput<typeof ShownUser> => ({
  ...userAnswer(row),
  suspended_until: iso(facts.suspended_until),
  deleted_at: iso(facts.deleted_at),
  purged_at: iso(facts.purged_at),
  sign_in_locked_until: iso(facts.sign_in_locked_until),
  sanctions: sanctions.map(sanctionAnswer),
})

const Id = v.pipe(v.string(), v.uuid('must be a UUID'), v.toLowerCase())

/** The path of one account. */
export const UserParams = v.object({ user_id: Id })

/** The path of one sanction of an account. */
export const SanctionParams = v.object({ user_id: Id, sanction_id: Id })
