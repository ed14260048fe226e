// The caller's invites, by name and by address, newest first.

import * as v from 'valibot'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { pageOf, pageSchema, paging, windowOf } from '#shared/http/page'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { Invite, inviteAnswer, InviteStatus } from '#shared/wire/invite'
import { listInvites } from '#sql/lobby/invites'

export const Query = v.strictObject({ ...paging, status: v.optional(InviteStatus) })
export const Replies = { 200: pageSchema(Invite) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/invites'

export default endpoint().get(PATH, user(), valid('query', Query), async (c) => {
  const query = c.req.valid('query')
  const filter = { user_id: c.get('caller').user_id, status: query.status ?? null }
  const listed = await listInvites(database(), filter, windowOf(query))
  return reply(c, 200, pageOf(query, { ...listed, items: listed.items.map(inviteAnswer) }))
})
