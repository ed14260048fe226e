// dead_lettered -> pending: a route is tried again from now, for another cycle of attempts. Refused
// (409) from every other status.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { illegalTransition } from '#shared/games/access'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { Notification, notificationAnswer } from '#shared/wire/notification'
import { insertAudit } from '#sql/admins/audit'
import { only } from '#sql/connection'
import { findNotification } from '#sql/notifications/list'
import { retryRoute } from '#sql/notifications/routes'

export const Params = v.object({ route_id: v.pipe(v.string(), v.uuid('must be a UUID')) })
export const Replies = { 202: Notification }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/notifications/routes/:route_id/retry'

export default endpoint().post(PATH, admin(), valid('param', Params), async (c) => {
  const { route_id } = c.req.valid('param')
  const found = await transaction(async (tx) => {
    const retried = await retryRoute(tx, route_id)
    if (!retried) throw problem('not_found')
    if (retried.fact !== 'rearmed') throw illegalTransition(retried.status, 'route')
    const entry = { actor: c.get('admin_name'), action: 'notification.retry', target: route_id }
    await insertAudit(tx, entry, origin())
    return only(await findNotification(tx, retried.notification_id))
  })
  return reply(c, 202, notificationAnswer(found))
})
