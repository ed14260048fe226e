// The deliveries that were given up, newest first, without their recipients' addresses (R-MAIL-3).

import * as v from 'valibot'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { pageOf, pageSchema, paging, windowOf } from '#shared/http/page'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { Delivery, deliveryAnswer, RecipientHash } from '#shared/wire/mail'
import { listDeliveries } from '#sql/mail/list'

export const Query = v.strictObject({
  ...paging,
  recipient_hash: v.optional(RecipientHash),
})
export const Replies = { 200: pageSchema(Delivery) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/mail/dead-letters'

export default endpoint().get(PATH, admin(), valid('query', Query), async (c) => {
  const query = c.req.valid('query')
  const filter = { status: 'dead_lettered' as const, recipient_hash: query.recipient_hash }
  const listed = await listDeliveries(database(), filter, windowOf(query))
  return reply(c, 200, pageOf(query, { ...listed, items: listed.items.map(deliveryAnswer) }))
})
