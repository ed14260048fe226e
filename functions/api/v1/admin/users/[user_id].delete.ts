// Deletes a player's account, just as the player would: sessions end and games are handed over at once, and a sign-in
// before `purge_after` restores it. Refused (409) where it is deleted already.

import * as v from 'valibot'
import { deleteAccount } from '#shared/accounts/deletion'
import { problem } from '#shared/errors'
import { illegalTransition } from '#shared/games/access'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { UserParams } from '#shared/wire/account'
import { insertAudit } from '#sql/admins/audit'

export const Params = UserParams
export const Replies = { 202: v.object({ purge_after: v.string() }) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/users/:user_id'

export default endpoint().delete(PATH, admin(), valid('param', Params), async (c) => {
  const { user_id } = c.req.valid('param')
  const purge_after = await transaction(async (tx) => {
    const deleted = await deleteAccount(tx, user_id, origin())
    if (deleted.fact === 'unknown') throw problem('not_found')
    if (deleted.fact === 'already_deleted') throw illegalTransition('deleted', 'account')
    await insertAudit(tx, { actor: c.get('admin_name'), action: 'user.delete', target: user_id }, origin())
    return deleted.purge_after.toISOString()
  })
  return reply(c, 202, { purge_after })
})
