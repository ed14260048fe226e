// Lifts a sanction, at once. The other open ones of the player still hold. Refused (404) where it is not open.

import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { sanctionAnswer, SanctionParams } from '#shared/wire/account'
import { liftSanction } from '#sql/accounts/sanctions'
import { insertAudit } from '#sql/admins/audit'

export const Params = SanctionParams
export const Replies = { 204: null }

const PATH = '/api/v1/admin/users/:user_id/sanctions/:sanction_id'

export default endpoint().delete(PATH, admin(), valid('param', Params), async (c) => {
  const { user_id, sanction_id } = c.req.valid('param')
  const actor = c.get('admin_name')
  await transaction(async (tx) => {
    const lifted = await liftSanction(tx, { user_id, sanction_id, lifted_by: actor })
    if (!lifted) throw problem('not_found')
    const entry = { actor, action: 'user.lift_sanction', target: user_id, before: sanctionAnswer(lifted) }
    await insertAudit(tx, entry, origin())
  })
  return c.body(null, 204)
})
