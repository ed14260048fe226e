// One account with its address and its open sanctions. The access is audited.

import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { ShownUser, shownUserAnswer, UserParams } from '#shared/wire/account'
import { findAccount } from '#sql/accounts/accounts'
import { findAccountFacts } from '#sql/accounts/list'
import { listOpenSanctions } from '#sql/accounts/sanctions'
import { insertAudit } from '#sql/admins/audit'

export const Params = UserParams
export const Replies = { 200: ShownUser }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/users/:user_id'

export default endpoint().get(PATH, admin(), valid('param', Params), async (c) => {
  const { user_id } = c.req.valid('param')
  const shown = await transaction(async (tx) => {
    const account = await findAccount(tx, user_id)
    const facts = await findAccountFacts(tx, user_id)
    if (!account || !facts) throw problem('not_found')
    const entry = { actor: c.get('admin_name'), action: 'user.show_address', target: user_id }
    await insertAudit(tx, entry, origin())
    return shownUserAnswer(account, facts, await listOpenSanctions(tx, user_id))
  })
  return reply(c, 200, shown)
})
