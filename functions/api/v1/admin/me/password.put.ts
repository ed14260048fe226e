// Rotates the calling admin's own password. An admin who must rotate it may do nothing else (R-START-6). The
// old password is refused everywhere from then on, and all the admin's sessions are ended.

import * as v from 'valibot'
import { hashPassword } from '#shared/auth/password'
import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { clearSessionCookie } from '#shared/http/cookie'
import { endpoint } from '#shared/http/endpoint'
import { logIn } from '#shared/http/log_in'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { assertChosen, Password } from '#shared/wire/admin'
import { rotatePassword } from '#sql/admins/admins'
import { insertAudit } from '#sql/admins/audit'

export const Body = v.pipe(
  v.strictObject({ current_password: Password, new_password: Password }),
  v.forward(
    v.check((body) => body.new_password !== body.current_password, 'must not be the current password'),
    ['new_password'],
  ),
)
export const Replies = { 204: null }

const PATH = '/api/v1/admin/me/password'

export default endpoint().put(PATH, admin({ rotation: 'allowed' }), valid('json', Body), async (c) => {
  const { current_password, new_password } = c.req.valid('json')
  const username = c.get('admin_name')
  assertChosen(new_password, username, 'new_password')
  const row = await logIn(c, username, current_password)
  if (row === null) {
    const errors = [{ path: 'current_password', message: 'is not the current password' }]
    throw problem('invalid_request', undefined, { errors })
  }
  const to = await hashPassword(new_password)

  await transaction(async (tx) => {
    const rotated = await rotatePassword(tx, username, { from: row.password_hash, to })
    if (rotated !== 'rotated') throw problem('unauthenticated')
    await insertAudit(tx, { actor: username, action: 'admin.rotate_password', target: username }, origin())
  })
  clearSessionCookie(c)
  return c.body(null, 204)
})
