// unread -> read, for one of the caller's notifications. One that was read already retains its time.

import { problem } from '#shared/errors'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { inboxAnswer, InboxItem, NotificationParams } from '#shared/wire/notification'
import { markRead } from '#sql/notifications/inbox'

export const Params = NotificationParams
export const Replies = { 200: InboxItem }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/notifications/:notification_id/read'

export default endpoint().post(PATH, user(), valid('param', Params), async (c) => {
  const { notification_id } = c.req.valid('param')
  const read = await transaction((tx) => markRead(tx, c.get('caller').user_id, notification_id))
  if (!read) throw problem('not_found')
  return reply(c, 200, inboxAnswer(read))
})
