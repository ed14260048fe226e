// unread -> read, for all notifications of the caller so far.

import * as v from 'valibot'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { transaction } from '#shared/postgres'
import { markAllRead } from '#sql/notifications/inbox'

export const Replies = { 200: v.object({ read: v.number() }) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/notifications/read-all'

export default endpoint().post(PATH, user(), async (c) => {
  const read = await transaction((tx) => markAllRead(tx, c.get('caller').user_id))
  return reply(c, 200, { read })
})
