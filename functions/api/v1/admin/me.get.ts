// The calling admin, and the session that asks: a console that was loaded again finds its CSRF token here.

import * as v from 'valibot'
import { config } from '#shared/config'
import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { database } from '#shared/postgres'
import { csrfToken } from '#shared/tokens'
import { findAdmin } from '#sql/admins/admins'

const Session = v.object({ session_id: v.string(), expires_at: v.string(), csrf_token: v.string() })
export const Replies = {
  200: v.object({
    username: v.string(),
    created_at: v.string(),
    password_changed_at: v.string(),
    session: v.nullable(Session),
  }),
}

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/me'

export default endpoint().get(PATH, admin(), async (c) => {
  const session = c.get('admin_session')
  const row = await findAdmin(database(), c.get('admin_name'))
  if (!row) throw problem('not_found')

  return reply(c, 200, {
    username: row.username,
    created_at: row.created_at.toISOString(),
    password_changed_at: row.password_changed_at.toISOString(),
    session: session && {
      session_id: session.session_id,
      expires_at: session.expires_at.toISOString(),
      csrf_token: csrfToken(config().BACKEND_SECRET_KEY, session.token),
    },
  })
})
