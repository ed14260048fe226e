// Ends all sessions of a player, who may sign in again.

import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { UserParams } from '#shared/wire/account'
import { findAccount } from '#sql/accounts/accounts'
import { revokeSessions } from '#sql/accounts/sessions'
import { insertAudit } from '#sql/admins/audit'

export const Params = UserParams
export const Replies = { 204: null }

const PATH = '/api/v1/admin/users/:user_id/sessions'

export default endpoint().delete(PATH, admin(), valid('param', Params), async (c) => {
  const { user_id } = c.req.valid('param')
  await transaction(async (tx) => {
    if (!(await findAccount(tx, user_id))) throw problem('not_found')
    const revoked = await revokeSessions(tx, user_id)
    const entry = { actor: c.get('admin_name'), action: 'user.revoke_sessions', target: user_id }
    await insertAudit(tx, { ...entry, after: { revoked } }, origin())
  })
  return c.body(null, 204)
})
