// The caller's own account, from this process's cache where that knows it (R-CACHE-1).

import { caches } from '#shared/caches'
import { problem } from '#shared/errors'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { database } from '#shared/postgres'
import { User, userAnswer } from '#shared/wire/user'
import { findAccount } from '#sql/accounts/accounts'

export const Replies = { 200: User }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/account'

export default endpoint().get(PATH, user(), async (c) => {
  const { user_id } = c.get('caller')
  const account = caches().user.get(user_id) ?? (await findAccount(database(), user_id))
  if (!account) throw problem('not_found')
  return reply(c, 200, userAnswer(account))
})
