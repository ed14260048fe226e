// Ends the session that asks, and takes its cookie away. Refused (404) for HTTP Basic, which has none.

import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { clearSessionCookie } from '#shared/http/cookie'
import { endpoint } from '#shared/http/endpoint'
import { transaction } from '#shared/postgres'
import { insertAudit } from '#sql/admins/audit'
import { revokeAdminSession } from '#sql/admins/sessions'

export const Replies = { 204: null }

const PATH = '/api/v1/admin/session'

export default endpoint().delete(PATH, admin(), async (c) => {
  const session = c.get('admin_session')
  const actor = c.get('admin_name')
  if (!session) throw problem('not_found', 'These credentials have no session.')
  const { session_id } = session

  await transaction(async (tx) => {
    if ((await revokeAdminSession(tx, session_id)) === 'ended') return
    const entry = { actor, action: 'admin.sign_out', target: actor, before: { session_id } }
    await insertAudit(tx, entry, origin())
  })

  clearSessionCookie(c)
  return c.body(null, 204)
})
