// Accounts, newest first: by the beginning of a display name, by an exact address, by
// status. Addresses are not answered.

import * as v from 'valibot'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { pageOf, pageSchema, paging, windowOf } from '#shared/http/page'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { ListedUser, listedUserAnswer } from '#shared/wire/account'
import { EmailAddress } from '#shared/wire/email'
import { User } from '#shared/wire/user'
import { listAccounts } from '#sql/accounts/list'

const Beginning = v.pipe(
  v.string(),
  v.minLength(1, 'must not be empty'),
  v.maxLength(32, 'must be at most 32 characters'),
)
export const Query = v.strictObject({
  ...paging,
  q: v.optional(Beginning),
  email: v.optional(EmailAddress),
  status: v.optional(User.entries.status),
})
export const Replies = { 200: pageSchema(ListedUser) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/users'

export default endpoint().get(PATH, admin(), valid('query', Query), async (c) => {
  const { q: name, email, status, ...query } = c.req.valid('query')
  const listed = await listAccounts(database(), { name, email, status }, windowOf(query))
  const items = listed.items.map(listedUserAnswer)
  return reply(c, 200, pageOf(query, { ...listed, items }))
})
