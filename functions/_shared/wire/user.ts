// Players on the wire.

import * as v from 'valibot'
import type { AccountRow } from '#sql/accounts/accounts'

/** An account as its owner sees it. */
export const User = v.object({
  user_id: v.string(),
  email: v.string(),
  display_name: v.string(),
  locale: v.string(),
  time_zone: v.string(),
  declared_country: v.nullable(v.string()),
  status: v.picklist(['active', 'suspended', 'banned', 'deleted']),
  created_at: v.string(),
})

/** A name that others see: 3 to 32 letters, digits, spaces and a few signs. */
export const DisplayName = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^[\p{L}\p{N}][\p{L}\p{N} ._'-]{2,31}$/u, "must be 3 to 32 letters, digits, spaces or . _ ' -"),
)

/** A row of `accounts` as it is answered. */
export const userAnswer = (row: AccountRow): v.InferInput<typeof User> => ({
  ...row,
  created_at: row.created_at.toISOString(),
})
