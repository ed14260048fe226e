// Admins on the wire.

import * as v from 'valibot'
import { passwordFlaw } from '#shared/auth/password_policy'
import { problem } from '#shared/errors'
import type { AdminRow } from '#sql/admins/admins'

/** The name of an admin: what the path and the log-in take. */
export const Username = v.pipe(v.string(), v.regex(/^[a-z0-9._-]{1,64}$/, 'must be 1 to 64 of a-z 0-9 . _ -'))

/** An admin as admins see one another: nothing of the password but its age. */
export const Admin = v.object({
  username: v.string(),
  disabled: v.boolean(),
  must_rotate: v.boolean(),
  created_at: v.string(),
  password_changed_at: v.string(),
})

/** A row of `admin_accounts` as it is answered. */
export const adminAnswer = (row: AdminRow): v.InferInput<typeof Admin> => ({
  username: row.username,
  disabled: row.disabled,
  must_rotate: row.must_rotate,
  created_at: row.created_at.toISOString(),
  password_changed_at: row.password_changed_at.toISOString(),
})

/** The path of one admin. */
export const AdminParams = v.object({ username: Username })

/** A password as it is taken. `assertChosen` says whether an admin may have it. */
export const Password = v.pipe(v.string(), v.maxLength(256, 'must be at most 256 characters'))

/** Throws 400, naming `path`, unless an admin of this name may choose the password. */
export function assertChosen(password: string, username: string, path: string): void {
  const message = passwordFlaw(password, username)
  if (message !== null) throw problem('invalid_request', undefined, { errors: [{ path, message }] })
}
