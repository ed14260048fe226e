// Takes a recipient off the list of those who get no mail, at once. Mails that were suppressed meanwhile stay
// so. Refused (404) where the recipient is not on it.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { RecipientHash, suppressionAnswer } from '#shared/wire/mail'
import { insertAudit } from '#sql/admins/audit'
import { deleteSuppression } from '#sql/mail/suppressions'

export const Params = v.object({ recipient_hash: RecipientHash })
export const Replies = { 204: null }

const PATH = '/api/v1/admin/mail/suppressions/:recipient_hash'

export default endpoint().delete(PATH, admin(), valid('param', Params), async (c) => {
  const { recipient_hash } = c.req.valid('param')
  await transaction(async (tx) => {
    const lifted = await deleteSuppression(tx, recipient_hash)
    if (!lifted) throw problem('not_found')
    const entry = {
      actor: c.get('admin_name'),
      action: 'mail.unsuppress',
      target: recipient_hash,
      before: suppressionAnswer(lifted),
    }
    await insertAudit(tx, entry, origin())
  })
  return c.body(null, 204)
})
