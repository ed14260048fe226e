// Suppresses all mail to an address, or to the recipient of a known hash: waiting and later mails are not
// sent. Sign-in codes are sent all the same, unless `security_too`. A recipient who is on the list already
// (200) stays there with the new note.

import * as v from 'valibot'
import { config } from '#shared/config'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { recipientHash } from '#shared/tokens'
import { EmailAddress } from '#shared/wire/email'
import { RecipientHash, Suppression, suppressionAnswer } from '#shared/wire/mail'
import { insertAudit } from '#sql/admins/audit'
import { suppressListed } from '#sql/mail/deliveries'
import { insertSuppression } from '#sql/mail/suppressions'

const Reason = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, 'must not be empty'),
  v.maxLength(500, 'must be at most 500 characters'),
  v.regex(/^[^\0]*$/, 'must not hold U+0000'),
)
export const Body = v.pipe(
  v.strictObject({
    email: v.optional(EmailAddress),
    recipient_hash: v.optional(RecipientHash),
    reason: Reason,
    security_too: v.optional(v.boolean(), false),
  }),
  v.check(
    ({ email, recipient_hash }) => (email === undefined) !== (recipient_hash === undefined),
    'must have either email or recipient_hash',
  ),
)
export const Replies = { 200: Suppression, 201: Suppression }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/mail/suppressions'

export default endpoint().post(PATH, admin(), valid('json', Body), async (c) => {
  const { email = '', reason, security_too, ...given } = c.req.valid('json')
  const recipient_hash = given.recipient_hash ?? recipientHash(config().BACKEND_SECRET_KEY, email)
  const created_by = c.get('admin_name')

  const made = await transaction(async (tx) => {
    const suppression = await insertSuppression(tx, { recipient_hash, reason, security_too, created_by })
    const stopped = await suppressListed(tx, recipient_hash)
    const entry = {
      actor: created_by,
      action: 'mail.suppress',
      target: recipient_hash,
      after: { reason, security_too, stopped },
    }
    await insertAudit(tx, entry, origin())
    return suppression
  })
  if (!made.added) return reply(c, 200, suppressionAnswer(made))
  return reply(c, 201, suppressionAnswer(made), {
    Location: `${PATH}/${recipient_hash}`,
  })
})
