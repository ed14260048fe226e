// Publishes due notifications (R-NOTIF-3). It claims routes in batches under a lease. A push route becomes a
// push event (R-NOTIF-2), an e-mail route a mail in the outbox. Exactly once: either stands in the transaction
// that publishes the route, and a stale claim is fenced. Retries belong to the rows (`next_attempt_at`), with
// mail's delays. A route that fails delays no other.

import { config } from '#shared/config'
import { errorFields, log } from '#shared/log'
import { checkPayload, isForAdmins } from '#shared/notifications/catalogue'
import { mailNotification } from '#shared/notifications/outbox'
import { mailRetryDelay } from '#shared/retry'
import { loop } from '#shared/task'
import { inTask } from '#shared/telemetry'
import type { Connection, Pool } from '#sql/connection'
import { insertPushEvent } from '#sql/notifications/push_events'
import { claimRoutes, failRoute, holdRoute, publishRoute, skipRoute } from '#sql/notifications/route_attempts'
import type { ClaimedRoute } from '#sql/notifications/route_attempts'
import { skipPointlessRoutes } from '#sql/notifications/routes'

const LEASE_MS = 60_000
const BATCH = 50

export default loop(
  () => config().BACKEND_NOTIFICATION_WORKER_INTERVAL,
  async ({ sql, worker_id, signal }) => {
    await skipPointlessRoutes(sql)
    while (!signal.aborted) {
      const routes = await claimRoutes(sql, { worker_id, lease_ms: LEASE_MS, limit: BATCH })
      if (routes.length === 0) return
      await Promise.all(routes.map((route) => deliver(sql, route)))
    }
  },
)

const originOf = ({ request_id, traceparent }: ClaimedRoute) => ({ request_id, traceparent })

function deliver(sql: Pool, route: ClaimedRoute): Promise<void> {
  const { route_id, kind, channel, attempts } = route
  return inTask(
    'notifications/scan',
    route,
    async () => {
      try {
        const outcome = await sql.begin((tx) => publish(tx, route))
        log.info('notification route', { route_id, kind, channel, attempts, outcome })
      } catch (error) {
        log.warn('notification route failed', { route_id, kind, channel, attempts, ...errorFields(error) })
        const delay_ms = mailRetryDelay(attempts, config().BACKEND_NOTIFICATION_MAX_ATTEMPTS)
        await failRoute(sql, route, nameOf(error), delay_ms)
      }
    },
    'tell',
  )
}

// The text of an error may hold secrets. Only the log has it.
const nameOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}${'code' in error ? ` ${String(error.code)}` : ''}` : 'unknown error'

async function publish(tx: Connection, route: ClaimedRoute): Promise<'published' | 'skipped' | 'lost'> {
  if (!(await holdRoute(tx, route))) return 'lost'
  const { kind, channel, user_id } = route
  const payload = checkPayload(kind, route.payload)
  if (channel === 'push' && user_id !== null) {
    await insertPushEvent(tx, { user_id, kind, payload })
    await publishRoute(tx, route, null)
    return 'published'
  }
  const reader = readerOf(route)
  if (channel === 'push' || reader === null) {
    await skipRoute(tx, route, 'no_recipient')
    return 'skipped'
  }
  const mail = { kind, payload, expires_in_ms: route.expires_in_ms }
  const delivery_id = await mailNotification(tx, reader, mail, originOf(route))
  await publishRoute(tx, route, delivery_id)
  return 'published'
}

function readerOf({ kind, user_id, email, locale, time_zone }: ClaimedRoute) {
  if (!isForAdmins(kind))
    return email === null ? null : { user_id, email, locale: locale ?? 'en', time_zone: time_zone ?? 'UTC' }
  const operators = config().BACKEND_NOTIFICATION_ADMIN_EMAIL
  return operators === undefined ? null : { user_id: null, email: operators, locale: 'en', time_zone: 'UTC' }
}
