// The notifications with a route that was given up, newest first.

import * as v from 'valibot'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { pageOf, pageSchema, paging, windowOf } from '#shared/http/page'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { Notification, notificationAnswer } from '#shared/wire/notification'
import { listDeadLetters } from '#sql/notifications/list'

export const Query = v.strictObject(paging)
export const Replies = { 200: pageSchema(Notification) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/notifications/dead-letters'

export default endpoint().get(PATH, admin(), valid('query', Query), async (c) => {
  const query = c.req.valid('query')
  const listed = await listDeadLetters(database(), windowOf(query))
  const page = pageOf(query, { ...listed, items: listed.items.map(notificationAnswer) })
  return reply(c, 200, page)
})
