// Disables an admin, whose sessions and credentials are refused from then on, or enables one again. Refused (409)
// for the last one who is enabled.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { admin, unauthenticated } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { Admin, adminAnswer, AdminParams } from '#shared/wire/admin'
import { disableAdmin, enableAdmin, findAdmin } from '#sql/admins/admins'
import { insertAudit } from '#sql/admins/audit'
import { only } from '#sql/connection'

export const Params = AdminParams
export const Body = v.strictObject({ disabled: v.boolean() })
export const Replies = { 200: Admin }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/admins/:username'

export default endpoint().patch(PATH, admin(), valid('param', Params), valid('json', Body), async (c) => {
  const { username } = c.req.valid('param')
  const { disabled } = c.req.valid('json')
  const actor = c.get('admin_name')

  const changed = await transaction(async (tx) => {
    const fact = disabled ? await disableAdmin(tx, username, actor) : await enableAdmin(tx, username)
    if (fact === 'unknown') throw problem('not_found')
    if (fact === 'last_admin') throw problem('last_admin')
    if (fact === 'actor_disabled') throw unauthenticated('Basic')
    if (fact !== 'unchanged') {
      const entry = { actor, action: disabled ? 'admin.disable' : 'admin.enable', target: username }
      await insertAudit(tx, { ...entry, before: { disabled: !disabled }, after: { disabled } }, origin())
    }
    return only(await findAdmin(tx, username))
  })
  return reply(c, 200, adminAnswer(changed))
})
