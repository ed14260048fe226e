// What the caller is told, by category and channel, whether chosen or not; mail about security is always on.
import { answer } from '#shared/http/answer'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { database } from '#shared/postgres'
import { Preferences, preferencesAnswer } from '#shared/wire/preference'
import { listPreferences } from '#sql/notifications/preferences'

export const Replies = { 200: Preferences }

export default endpoint().get('/api/v1/user/notification-preferences', user(), async (c) => {
  const rows = await listPreferences(database(), c.get('caller').user_id)
  return answer<typeof Replies, 200>(c, 200, preferencesAnswer(rows))
})
