// Unlocks an account that too many wrong codes have locked, so that the player can sign in again. It does
// nothing to an account that is not locked.

import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { UserParams } from '#shared/wire/account'
import { unlockSignIn } from '#sql/accounts/sign_in_failures'
import { insertAudit } from '#sql/admins/audit'

export const Params = UserParams
export const Replies = { 204: null }

const PATH = '/api/v1/admin/users/:user_id/unlock-sign-in'

export default endpoint().post(PATH, admin(), valid('param', Params), async (c) => {
  const { user_id } = c.req.valid('param')
  await transaction(async (tx) => {
    const fact = await unlockSignIn(tx, user_id)
    if (fact === 'unknown') throw problem('not_found')
    const entry = { actor: c.get('admin_name'), action: 'user.unlock_sign_in', target: user_id }
    await insertAudit(tx, { ...entry, after: { was_locked: fact === 'unlocked' } }, origin())
  })
  return c.body(null, 204)
})
