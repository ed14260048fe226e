// Revokes one of the caller's sessions, the current one included. It is refused everywhere from then on.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { revokeSession } from '#sql/accounts/sessions'

export const Params = v.object({ session_id: v.pipe(v.string(), v.uuid('must be a UUID')) })
export const Replies = { 204: null }

const PATH = '/api/v1/user/sessions/:session_id'

export default endpoint().delete(PATH, user(), valid('param', Params), async (c) => {
  const { session_id } = c.req.valid('param')
  const { user_id } = c.get('caller')
  const revoked = await transaction((tx) => revokeSession(tx, user_id, session_id))
  if (revoked === 'unknown') throw problem('not_found')
  return c.body(null, 204)
})
