// Revokes every session of the caller but the one that asks. They are refused everywhere from then on.

import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { transaction } from '#shared/postgres'
import { revokeSessions } from '#sql/accounts/sessions'

export const Replies = { 204: null }

const PATH = '/api/v1/user/sessions'

export default endpoint().delete(PATH, user(), async (c) => {
  const { user_id, session_id } = c.get('caller')
  await transaction((tx) => revokeSessions(tx, user_id, session_id))
  return c.body(null, 204)
})
