// Admins on the wire.
import * as v from 'valibot'
import { problem } from '#shared/errors'
import { passwordFlaw } from '#shared/password_policy'

/** The name of an admin: what the path and the log-in take. */
export const Username = v.pipe(v.string(), v.regex(/^[a-z0-9._-]{1,64}$/, 'must be 1 to 64 of a-z 0-9 . _ -'))

/** A password as it is taken; `assertChosen` says whether an admin may have it. */
export const Password = v.pipe(v.string(), v.maxLength(256, 'must be at most 256 characters'))

/** Throws 400, naming `path`, unless an admin of this name may choose the password. */
export function assertChosen(password: string, username: string, path: string): void {
  const message = passwordFlaw(password, username)
  if (message !== null) throw problem('invalid_request', undefined, { errors: [{ path, message }] })
}
