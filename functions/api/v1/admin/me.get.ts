// The calling admin.
import * as v from 'valibot'
import { problem } from '#shared/errors'
import { answer } from '#shared/http/answer'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { database } from '#shared/postgres'
import { findAdmin } from '#sql/admins'

export const Replies = {
  200: v.object({ username: v.string(), created_at: v.string(), password_changed_at: v.string() }),
}

export default endpoint().get('/api/v1/admin/me', admin(), async (c) => {
  const row = await findAdmin(database(), c.get('admin_name'))
  if (!row) throw problem('not_found')
  return answer<typeof Replies, 200>(c, 200, {
    username: row.username,
    created_at: row.created_at.toISOString(),
    password_changed_at: row.password_changed_at.toISOString(),
  })
})
