// Changes the caller's display name, locale or time zone. A name that somebody else has is 409.
// `declared_country` cannot be changed (R-GEO-1).

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { TimeZone } from '#shared/turn_schedule'
import { Locale } from '#shared/wire/email'
import { DisplayName, User, userAnswer } from '#shared/wire/user'
import { updateAccount } from '#sql/accounts/accounts'

export const Body = v.strictObject({
  display_name: v.optional(DisplayName),
  locale: v.optional(Locale),
  time_zone: v.optional(TimeZone),
})
export const Replies = { 200: User }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/account'

export default endpoint().patch(PATH, user(), valid('json', Body), async (c) => {
  const patch = c.req.valid('json')
  const updated = await transaction((tx) => updateAccount(tx, c.get('caller').user_id, patch))
  if (updated === 'unknown') throw problem('not_found')
  if (updated === 'name_taken') throw problem('display_name_taken')
  return reply(c, 200, userAnswer(updated))
})
