// unread -> read, for all that the caller was told so far.
import * as v from 'valibot'
import { answer } from '#shared/http/answer'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { transaction } from '#shared/postgres'
import { markAllRead } from '#sql/notifications/inbox'

export const Replies = { 200: v.object({ read: v.number() }) }

export default endpoint().post('/api/v1/user/notifications/read-all', user(), async (c) => {
  const read = await transaction((tx) => markAllRead(tx, c.get('caller').user_id))
  return answer<typeof Replies, 200>(c, 200, { read })
})
