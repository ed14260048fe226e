// The attempts of a delivery over its whole history, in their order (R-MAIL-3, R-MAIL-5).

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { DeliveryParams } from '#shared/wire/mail'
import { findDelivery } from '#sql/mail/deliveries'
import { listAttempts } from '#sql/mail/list'

const Attempt = v.object({
  attempt_no: v.number(),
  started_at: v.string(),
  finished_at: v.nullable(v.string()),
  outcome: v.nullable(v.picklist(['sent', 'temporary_failure', 'permanent_failure', 'unknown'])),
  smtp_code: v.nullable(v.number()),
  error: v.nullable(v.string()),
})
export const Params = DeliveryParams
export const Replies = { 200: v.object({ items: v.array(Attempt) }) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/mail/deliveries/:delivery_id/attempts'

export default endpoint().get(PATH, admin(), valid('param', Params), async (c) => {
  const { delivery_id } = c.req.valid('param')
  if (!(await findDelivery(database(), delivery_id))) throw problem('not_found')
  const attempts = await listAttempts(database(), delivery_id)
  return reply(c, 200, {
    items: attempts.map((row) => ({
      ...row,
      started_at: row.started_at.toISOString(),
      finished_at: row.finished_at?.toISOString() ?? null,
    })),
  })
})
