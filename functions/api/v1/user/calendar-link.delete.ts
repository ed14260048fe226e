// Revokes the secret link to the caller's calendar, if there is one. It is 404 from then on.

import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { transaction } from '#shared/postgres'
import { updateCalendarLink } from '#sql/accounts/accounts'

export const Replies = { 204: null }

const PATH = '/api/v1/user/calendar-link'

export default endpoint().delete(PATH, user(), async (c) => {
  await transaction((tx) => updateCalendarLink(tx, c.get('caller').user_id, null))
  return c.body(null, 204)
})
