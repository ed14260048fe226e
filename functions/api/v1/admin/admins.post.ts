// Makes an admin, who must rotate the password at first use. Refused (409) where the name is taken.

import * as v from 'valibot'
import { hashPassword } from '#shared/auth/password'
import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { Admin, adminAnswer, assertChosen, Password, Username } from '#shared/wire/admin'
import { insertAdmin } from '#sql/admins/admins'
import { insertAudit } from '#sql/admins/audit'

export const Body = v.strictObject({ username: Username, password: Password })
export const Replies = { 201: Admin }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/admins'

export default endpoint().post(PATH, admin(), valid('json', Body), async (c) => {
  const { username, password } = c.req.valid('json')
  assertChosen(password, username, 'password')
  const password_hash = await hashPassword(password)

  const made = await transaction(async (tx) => {
    const inserted = await insertAdmin(tx, username, password_hash)
    if (inserted === 'known') throw problem('username_taken')
    const entry = { actor: c.get('admin_name'), action: 'admin.create', target: username }
    await insertAudit(tx, entry, origin())
    return inserted
  })

  const location = `/api/v1/admin/admins/${username}`
  return reply(c, 201, adminAnswer(made), { Location: location })
})
