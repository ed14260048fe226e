// One delivery with its recipient's address (R-MAIL-3), null once it is forgotten. The access is audited.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { Delivery, deliveryAnswer, DeliveryParams } from '#shared/wire/mail'
import { insertAudit } from '#sql/admins/audit'
import { findDelivery } from '#sql/mail/deliveries'
import { findRecipient } from '#sql/mail/list'

export const Params = DeliveryParams
export const Replies = { 200: v.object({ ...Delivery.entries, recipient: v.nullable(v.string()) }) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/mail/deliveries/:delivery_id'

export default endpoint().get(PATH, admin(), valid('param', Params), async (c) => {
  const { delivery_id } = c.req.valid('param')
  const shown = await transaction(async (tx) => {
    const delivery = await findDelivery(tx, delivery_id)
    if (!delivery) throw problem('not_found')
    const recipient = await findRecipient(tx, delivery_id)
    const entry = { actor: c.get('admin_name'), action: 'mail.show_recipient', target: delivery_id }
    await insertAudit(tx, entry, origin())
    return { ...deliveryAnswer(delivery), recipient }
  })
  return reply(c, 200, shown)
})
