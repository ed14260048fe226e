// The admins, disabled ones too, newest first.

import * as v from 'valibot'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { database } from '#shared/postgres'
import { Admin, adminAnswer } from '#shared/wire/admin'
import { listAdmins } from '#sql/admins/admins'

export const Replies = { 200: v.object({ items: v.array(Admin) }) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/admins'

export default endpoint().get(PATH, admin(), async (c) => {
  const rows = await listAdmins(database())
  return reply(c, 200, { items: rows.map(adminAnswer) })
})
