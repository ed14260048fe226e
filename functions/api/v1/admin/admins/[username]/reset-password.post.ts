// Gives an admin a new password, which is shown here once and must be rotated. The old one is refused from then on, and
// all sessions of that admin are ended.

import * as v from 'valibot'
import { hashPassword, newPassword } from '#shared/auth/password'
import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { AdminParams } from '#shared/wire/admin'
import { resetPassword } from '#sql/admins/admins'
import { insertAudit } from '#sql/admins/audit'

export const Params = AdminParams
export const Replies = { 200: v.object({ password: v.string() }) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/admins/:username/reset-password'

export default endpoint().post(PATH, admin(), valid('param', Params), async (c) => {
  const { username } = c.req.valid('param')
  const password = newPassword()
  const password_hash = await hashPassword(password)

  await transaction(async (tx) => {
    if ((await resetPassword(tx, username, password_hash)) === 'unknown') throw problem('not_found')
    const entry = { actor: c.get('admin_name'), action: 'admin.reset_password', target: username }
    await insertAudit(tx, entry, origin())
  })
  return reply(c, 200, { password })
})
