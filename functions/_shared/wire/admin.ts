// Admins on the wire.
import * as v from 'valibot'

/** The name of an admin: what the path and the log-in take. */
export const Username = v.pipe(v.string(), v.regex(/^[a-z0-9._-]{1,64}$/, 'must be 1 to 64 of a-z 0-9 . _ -'))
