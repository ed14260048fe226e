// The caller's notification preferences, by category and channel, chosen or not. Mail about security is always
// on.

import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { database } from '#shared/postgres'
import { Preferences, preferencesAnswer } from '#shared/wire/preference'
import { listPreferences } from '#sql/notifications/preferences'

export const Replies = { 200: Preferences }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/notification-preferences'

export default endpoint().get(PATH, user(), async (c) => {
  const rows = await listPreferences(database(), c.get('caller').user_id)
  return reply(c, 200, preferencesAnswer(rows))
})
