// Makes the secret link to the caller's calendar of deadlines, in place of the one before, which is 404 from
// then on. It is answered once and only its hash is stored.

import * as v from 'valibot'
import { config } from '#shared/config'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { transaction } from '#shared/postgres'
import { newToken, tokenHash } from '#shared/tokens'
import { updateCalendarLink } from '#sql/accounts/accounts'

export const Replies = { 201: v.object({ url: v.string() }) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/calendar-link'

export default endpoint().post(PATH, user(), async (c) => {
  const token = newToken()
  await transaction((tx) => updateCalendarLink(tx, c.get('caller').user_id, tokenHash(token)))
  const url = new URL(`/api/v1/public/calendar/${token}`, config().BACKEND_PUBLIC_URL).href
  // The address at which the link is revoked. The link itself stays in the body, which is sealed wherever it
  // is stored.
  return reply(c, 201, { url }, { Location: PATH })
})
