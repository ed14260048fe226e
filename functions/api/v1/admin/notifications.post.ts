// Submits an intent (R-NOTIF-1): 201, or 200 with the one that is there for the same key and payload. Refused (409)
// where another payload or reader has the key, and (400) where the payload is not of the kind's shape.

import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { intentOf, IntentSchema } from '#shared/notifications/catalogue'
import { adminsReachable } from '#shared/notifications/outbox'
import { transaction } from '#shared/postgres'
import { Notification, notificationAnswer } from '#shared/wire/notification'
import { findAccount } from '#sql/accounts/accounts'
import { insertAudit } from '#sql/admins/audit'
import { only } from '#sql/connection'
import { findNotification } from '#sql/notifications/list'
import { submitNotifications } from '#sql/notifications/routes'

export const Body = IntentSchema
export const Replies = { 200: Notification, 201: Notification }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/notifications'

export default endpoint().post(PATH, admin(), valid('json', Body), async (c) => {
  const intent = intentOf(c.req.valid('json'))

  const { fact, notification } = await transaction(async (tx) => {
    if (intent.user_id !== null && !(await findAccount(tx, intent.user_id)))
      throw problem('not_found', 'There is no such player.')
    const submitted = only((await submitNotifications(tx, [intent], origin(), adminsReachable()))[0])
    if (submitted.fact === 'conflict') throw problem('idempotency_conflict')
    if (submitted.fact === 'created') {
      const entry = { actor: c.get('admin_name'), action: 'notification.submit' }
      await insertAudit(
        tx,
        { ...entry, target: submitted.notification_id, after: { kind: intent.kind } },
        origin(),
      )
    }
    const found = only(await findNotification(tx, submitted.notification_id))
    return { fact: submitted.fact, notification: notificationAnswer(found) }
  })

  if (fact === 'existing') return reply(c, 200, notification)
  const location = `${PATH}/${notification.notification_id}`
  return reply(c, 201, notification, { Location: location })
})
