// Notifications as tests need them: intents, their routes, and routes in every status.

import { randomUUID } from 'node:crypto'
import { database, transaction } from '#shared/postgres'
import type { Intent, NotificationKind, Payloads } from '#sql/notifications/kinds'
import { claimRoutes } from '#sql/notifications/route_attempts'
import type { ClaimedRoute } from '#sql/notifications/route_attempts'
import { submitNotifications } from '#sql/notifications/routes'
import type { RouteStatus, Submitted } from '#sql/notifications/routes'
import { PAYLOADS, TIME } from '#local/embedded/mail_samples'
import { delivery } from '#test/kit/mail'
import { game, player } from '#test/kit/people'

const ORIGIN = { request_id: 'a-request', traceparent: null }

/** An intent with a key of its own; its times are to come. */
export function intent<K extends NotificationKind>(
  kind: K,
  user_id: string | null,
  payload: Partial<Payloads[K]> = {},
): Intent {
  const later = new Date(Date.now() + 3_600_000).toISOString()
  const times = Object.fromEntries(
    Object.entries(PAYLOADS[kind]).flatMap(([member, value]) => (value === TIME ? [[member, later]] : [])),
  )
  return {
    kind,
    idempotency_key: randomUUID(),
    user_id,
    payload: { ...PAYLOADS[kind], ...times, ...payload },
  } as Intent
}

/** Submits intents in a transaction of their own. */
export const submit = (...intents: Intent[]): Promise<Submitted[]> =>
  transaction((tx) => submitNotifications(tx, intents, ORIGIN))

export type Route = {
  route_id: string
  channel: string
  status: RouteStatus
  reason: string | null
  attempts: number
  next_attempt_at: string | null
  expires_at: string | null
  delivery_id: string | null
  last_error: string | null
}

/** The routes of a notification, e-mail first. */
export const routesOf = async (notification_id: string): Promise<Route[]> => {
  const rows = await database()<{ row: Route }[]>`
    select to_jsonb(r) as row from backend.notification_routes r where notification_id = ${notification_id}
    order by channel`
  return rows.map(({ row }) => row)
}

/** All notifications of a player: kind, payload and the key. */
export const toldTo = async (
  user_id: string | null,
  kind?: NotificationKind,
): Promise<{ notification_id: string; kind: string; payload: Record<string, unknown> }[]> => [
  ...(await database()<{ notification_id: string; kind: string; payload: Record<string, unknown> }[]>`
    select notification_id, kind, payload from backend.notifications
    where user_id is not distinct from ${user_id} and (${kind ?? null}::text is null or kind = ${kind ?? null})
    order by notification_id`),
]

/** What operators were told of a game, in a kind of notification. */
export const operatorsToldOf = async (game_id: string, kind: NotificationKind) =>
  (await toldTo(null, kind)).map(({ payload }) => payload).filter((told) => told['game_id'] === game_id)

/** Claims the route of a notification's channel, as the loop does. */
export async function claimRoute(route_id: string): Promise<ClaimedRoute> {
  await database()`
    update backend.notification_routes set next_attempt_at = '2000-01-01', lease_token = null, leased_by = null,
      lease_until = null
    where route_id = ${route_id}`
  const [claimed] = await claimRoutes(database(), { worker_id: 'a-test', lease_ms: 60_000, limit: 1 })
  if (claimed?.route_id !== route_id) throw new Error('another route was claimed')
  return claimed
}

export type MadeRoute = { route_id: string; notification_id: string; user_id: string; game_id: string }

/** The e-mail route of a new notification, put into a status however it is reached. */
export async function routeThatIs(status: RouteStatus): Promise<MadeRoute> {
  const reader = await player()
  const game_id = await game(reader)
  const [made] = await submit(intent('game.turn_ready', reader.user_id, { game_id }))
  const notification_id = made?.notification_id ?? ''
  const route_id = (await routesOf(notification_id))[0]?.route_id ?? ''
  const delivery_id = status === 'published' ? await delivery() : null
  await database()`
    update backend.notification_routes set status = ${status}, delivery_id = ${delivery_id},
      reason = case when ${status === 'skipped'} then 'expired'::backend.route_reason end,
      published_at = case when ${status === 'published'} then now() end,
      next_attempt_at = case when ${status === 'pending' || status === 'retrying'} then now() end
    where route_id = ${route_id}`
  return { route_id, notification_id, user_id: reader.user_id, game_id }
}
