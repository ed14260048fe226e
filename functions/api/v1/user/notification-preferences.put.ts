// Chooses the caller's notifications, by category and channel. A pair that is not named is on again. Refused
// (400) where it names a pair twice, or would switch mail about security off.

import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { ChosenPreferences, completed, Preferences, preferencesAnswer } from '#shared/wire/preference'
import { updatePreferences } from '#sql/notifications/preferences'

export const Body = ChosenPreferences
export const Replies = { 200: Preferences }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/notification-preferences'

export default endpoint().put(PATH, user(), valid('json', Body), async (c) => {
  const chosen = completed(c.req.valid('json').preferences)
  await transaction((tx) => updatePreferences(tx, c.get('caller').user_id, chosen))
  return reply(c, 200, preferencesAnswer(chosen))
})
