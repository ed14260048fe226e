// A player's open sessions, newest first.

import * as v from 'valibot'
import { config } from '#shared/config'
import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { UserParams } from '#shared/wire/account'
import { findAccount } from '#sql/accounts/accounts'
import { listSessions } from '#sql/accounts/sessions'

const Session = v.object({
  session_id: v.string(),
  device_name: v.nullable(v.string()),
  created_at: v.string(),
  last_seen_at: v.string(),
  expires_at: v.string(),
})
export const Params = UserParams
export const Replies = { 200: v.object({ items: v.array(Session) }) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/users/:user_id/sessions'

export default endpoint().get(PATH, admin(), valid('param', Params), async (c) => {
  const { user_id } = c.req.valid('param')
  if (!(await findAccount(database(), user_id))) throw problem('not_found')
  const sessions = await listSessions(database(), user_id, config().BACKEND_SESSION_IDLE_TTL)
  return reply(c, 200, {
    items: sessions.map((row) => ({
      ...row,
      created_at: row.created_at.toISOString(),
      last_seen_at: row.last_seen_at.toISOString(),
      expires_at: row.expires_at.toISOString(),
    })),
  })
})
