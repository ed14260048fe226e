// One notification with its routes, and the reason of each outcome.

import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { Notification, notificationAnswer, NotificationParams } from '#shared/wire/notification'
import { findNotification } from '#sql/notifications/list'

export const Params = NotificationParams
export const Replies = { 200: Notification }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/notifications/:notification_id'

export default endpoint().get(PATH, admin(), valid('param', Params), async (c) => {
  const found = await findNotification(database(), c.req.valid('param').notification_id)
  if (!found) throw problem('not_found')
  return reply(c, 200, notificationAnswer(found))
})
