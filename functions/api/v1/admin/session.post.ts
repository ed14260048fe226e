// Opens an admin's session: a bearer token, the same as a cookie, and the CSRF token that goes with the cookie. An
// admin who must rotate the password gets one too, and may do nothing with it but that.

import * as v from 'valibot'
import { config } from '#shared/config'
import { anyone, unauthenticated } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { setSessionCookie } from '#shared/http/cookie'
import { endpoint } from '#shared/http/endpoint'
import { logIn, sourceNetwork } from '#shared/http/log_in'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { csrfToken, newToken, tokenHash } from '#shared/tokens'
import { Password } from '#shared/wire/admin'
import { insertAudit } from '#sql/admins/audit'
import { insertAdminSession } from '#sql/admins/sessions'

export const Body = v.strictObject({
  username: v.pipe(v.string(), v.maxLength(256, 'must be at most 256 characters')),
  password: Password,
})
export const Replies = {
  201: v.object({ token: v.string(), csrf_token: v.string(), expires_at: v.string() }),
}

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/session'

export default endpoint().post(PATH, anyone(), valid('json', Body), async (c) => {
  const { username, password } = c.req.valid('json')
  const { BACKEND_ADMIN_SESSION_TTL: ttl_ms, BACKEND_SECRET_KEY } = config()
  const row = await logIn(c, username, password)
  if (row === null) throw unauthenticated('Basic')

  const { password_hash } = row
  const token = newToken()
  const token_hash = tokenHash(token)
  const session = await transaction(async (tx) => {
    const opened = await insertAdminSession(tx, { username, password_hash, token_hash, ttl_ms })
    if (opened === 'changed_meanwhile') throw unauthenticated('Basic')
    const after = { session_id: opened.session_id, network: sourceNetwork(c) }
    await insertAudit(tx, { actor: username, action: 'admin.sign_in', target: username, after }, origin())
    return opened
  })

  setSessionCookie(c, token, ttl_ms)
  const csrf_token = csrfToken(BACKEND_SECRET_KEY, token)
  const expires_at = session.expires_at.toISOString()
  return reply(c, 201, { token, csrf_token, expires_at }, { Location: PATH })
})
