// The caller's notifications, newest first, with the number of unread ones (counted to 10,000).

import * as v from 'valibot'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { pageOf, pageSchema, paging, windowOf } from '#shared/http/page'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { inboxAnswer, InboxItem } from '#shared/wire/notification'
import { countUnread, listInbox } from '#sql/notifications/inbox'

export const Query = v.strictObject(paging)
export const Replies = { 200: v.object({ ...pageSchema(InboxItem).entries, unread: v.number() }) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/notifications'

export default endpoint().get(PATH, user(), valid('query', Query), async (c) => {
  const query = c.req.valid('query')
  const { user_id } = c.get('caller')
  const listed = await listInbox(database(), user_id, windowOf(query))
  const page = pageOf(query, { ...listed, items: listed.items.map(inboxAnswer) })
  return reply(c, 200, { ...page, unread: await countUnread(database(), user_id) })
})
