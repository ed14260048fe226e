// Re-arms a delivery for another cycle of attempts, due now (R-MAIL-4). Refused (409) for what was
// sent, has expired or is suppressed.

import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { Delivery, deliveryAnswer, DeliveryParams } from '#shared/wire/mail'
import { insertAudit } from '#sql/admins/audit'
import { only } from '#sql/connection'
import { findDelivery, resendDelivery } from '#sql/mail/deliveries'

export const Params = DeliveryParams
export const Replies = { 202: Delivery }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/mail/deliveries/:delivery_id/resend'

export default endpoint().post(PATH, admin(), valid('param', Params), async (c) => {
  const { delivery_id } = c.req.valid('param')
  const delivery = await transaction(async (tx) => {
    const resent = await resendDelivery(tx, delivery_id)
    if (resent === 'unknown') throw problem('not_found')
    if (resent !== 'rearmed') throw problem(resent)
    await insertAudit(
      tx,
      { actor: c.get('admin_name'), action: 'mail.resend', target: delivery_id },
      origin(),
    )
    return only(await findDelivery(tx, delivery_id))
  })
  return reply(c, 202, deliveryAnswer(delivery))
})
