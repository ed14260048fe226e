// Deletes the caller's account: every session ends, seats and games are handed over, all at once. A sign-in
// before `purge_after` restores it. After that, personal data is replaced by a pseudonym. Of two deletions at
// once the second is 401, as its session is.

import * as v from 'valibot'
import { deleteAccount } from '#shared/accounts/deletion'
import { unauthenticated, user } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { transaction } from '#shared/postgres'

export const Replies = { 202: v.object({ purge_after: v.string() }) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/account'

export default endpoint().delete(PATH, user(), async (c) => {
  const { user_id } = c.get('caller')
  const deleted = await transaction((tx) => deleteAccount(tx, user_id, origin()))
  if (deleted.fact !== 'deleted') throw unauthenticated('Bearer')
  return reply(c, 202, { purge_after: deleted.purge_after.toISOString() })
})
