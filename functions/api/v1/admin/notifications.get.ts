// Notifications with the ends of their routes, newest first.

import * as v from 'valibot'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { pageOf, pageSchema, paging, windowOf } from '#shared/http/page'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { Kind } from '#shared/notifications/catalogue'
import { database } from '#shared/postgres'
import { Notification, notificationAnswer } from '#shared/wire/notification'
import { listNotifications } from '#sql/notifications/list'

export const Query = v.strictObject({
  ...paging,
  kind: v.optional(Kind),
  user_id: v.optional(v.pipe(v.string(), v.uuid('must be a UUID'))),
})
export const Replies = { 200: pageSchema(Notification) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/notifications'

export default endpoint().get(PATH, admin(), valid('query', Query), async (c) => {
  const query = c.req.valid('query')
  const listed = await listNotifications(database(), query, windowOf(query))
  const page = pageOf(query, { ...listed, items: listed.items.map(notificationAnswer) })
  return reply(c, 200, page)
})
