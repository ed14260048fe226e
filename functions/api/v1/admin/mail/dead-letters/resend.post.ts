// Re-arms the oldest dead letters that the filter names, each for another cycle of attempts, due now
// (R-MAIL-4). Without a filter it takes any. Mails that have expired or are suppressed stay dead. Answers how
// many there were: ask again where it is the limit.

import * as v from 'valibot'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { RecipientHash } from '#shared/wire/mail'
import { Time } from '#shared/wire/time'
import { insertAudit } from '#sql/admins/audit'
import { resendDeadLetters } from '#sql/mail/deliveries'

const Name = v.pipe(v.string(), v.regex(/^[a-z_.]{1,100}$/, 'must be a name such as auth.code'))
export const Body = v.strictObject({
  kind: v.optional(Name),
  template: v.optional(Name),
  recipient_hash: v.optional(RecipientHash),
  dead_lettered_after: v.optional(Time),
  dead_lettered_before: v.optional(Time),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)), 1000),
})
export const Replies = { 202: v.object({ resent: v.number() }) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/mail/dead-letters/resend'

export default endpoint().post(PATH, admin(), valid('json', Body), async (c) => {
  const { limit, ...filter } = c.req.valid('json')
  const resent = await transaction(async (tx) => {
    const count = await resendDeadLetters(tx, filter, limit)
    const after = { ...filter, limit, resent: count }
    const entry = {
      actor: c.get('admin_name'),
      action: 'mail.resend_dead_letters',
      target: 'dead-letters',
      after,
    }
    await insertAudit(tx, entry, origin())
    return count
  })
  return reply(c, 202, { resent })
})
