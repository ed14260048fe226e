// The caller's open sessions, newest first. `current` marks the one that asks.

import * as v from 'valibot'
import { config } from '#shared/config'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { database } from '#shared/postgres'
import { listSessions } from '#sql/accounts/sessions'

const Session = v.object({
  session_id: v.string(),
  device_name: v.nullable(v.string()),
  current: v.boolean(),
  created_at: v.string(),
  last_seen_at: v.string(),
  expires_at: v.string(),
})
export const Replies = { 200: v.object({ items: v.array(Session) }) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/sessions'

export default endpoint().get(PATH, user(), async (c) => {
  const { user_id, session_id } = c.get('caller')
  const sessions = await listSessions(database(), user_id, config().BACKEND_SESSION_IDLE_TTL)
  return reply(c, 200, {
    items: sessions.map((row) => ({
      ...row,
      current: row.session_id === session_id,
      created_at: row.created_at.toISOString(),
      last_seen_at: row.last_seen_at.toISOString(),
      expires_at: row.expires_at.toISOString(),
    })),
  })
})
