// Says to the gateway whose session a token is. 404 for every token that the user API would refuse: unknown, revoked,
// idle for too long or past its end, of a deleted or a blocked account.

import * as v from 'valibot'
import { callerOf } from '#shared/auth/callers'
import { problem } from '#shared/errors'
import { endpoint } from '#shared/http/endpoint'
import { internal } from '#shared/http/internal'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'

export const Body = v.strictObject({
  token: v.pipe(v.string(), v.maxLength(256, 'must be at most 256 characters')),
})
export const Replies = {
  200: v.object({ session_id: v.string(), user_id: v.string(), expires_at: v.string() }),
}

const reply = replies<typeof Replies>()
const PATH = '/api/v1/internal/sessions/resolve'

export default endpoint().post(PATH, internal(), valid('json', Body), async (c) => {
  const caller = await callerOf(c.req.valid('json').token)
  if (caller?.status !== 'active') throw problem('not_found')
  const { session_id, user_id, expires_at } = caller
  return reply(c, 200, { session_id, user_id, expires_at: expires_at.toISOString() })
})
