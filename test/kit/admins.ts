// Sessions of admins, and what their consoles send with them.

import { config } from '#shared/config'
import { transaction } from '#shared/postgres'
import { csrfToken, newToken, tokenHash } from '#shared/tokens'
import { findAdmin } from '#sql/admins/admins'
import { insertAdminSession } from '#sql/admins/sessions'

/** The token of a new session of an admin. */
export async function adminSession(username: string, ttl_ms = 3_600_000): Promise<string> {
  const token = newToken()
  const opened = await transaction(async (tx) => {
    const { password_hash } = (await findAdmin(tx, username)) ?? { password_hash: '' }
    return insertAdminSession(tx, { username, password_hash, token_hash: tokenHash(token), ttl_ms })
  })
  if (opened === 'changed_meanwhile') throw new Error(`${username} cannot have a session`)
  return token
}

/** The headers of a request with the cookie of a session. */
export const cookieOf = (token: string): Record<string, string> => ({
  Cookie: `galaxy_admin_session=${token}`,
})

/** As `cookieOf`, with the CSRF token that goes with it. */
export const signedCookieOf = (token: string): Record<string, string> => ({
  ...cookieOf(token),
  'X-CSRF-Token': csrfToken(config().BACKEND_SECRET_KEY, token),
})
