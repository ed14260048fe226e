// Which routes are claimed, in which order, and when a failed one is due again; with what is
// done to those that nobody claims.

import { beforeEach, describe, expect, it } from 'vitest'
import { database } from '#shared/postgres'
import { claimRoutes, failRoute } from '#sql/notifications/route_attempts'
import { deleteOldNotifications, skipPointlessRoutes } from '#sql/notifications/routes'
import { claimRoute, intent, routesOf, routeThatIs, submit } from '#test/kit/notifications'
import { player } from '#test/kit/people'
import { unordered } from '#test/kit/unordered'

const HOUR_MS = 3_600_000

const claim = (limit = 100) => unordered((tx) => claimRoutes(tx, { worker_id: 'w', lease_ms: 60_000, limit }))

/** Writes these columns of a route. */
const put = (route_id: string, set: string) =>
  database().unsafe(`update backend.notification_routes set ${set} where route_id = '${route_id}'`)

const routeRow = async (route_id: string): Promise<Record<string, unknown>> => {
  const [row] = await database()`
    select status, reason, last_error, next_attempt_at = expires_at as at_its_end from backend.notification_routes
    where route_id = ${route_id}`
  return { ...row }
}

/** A route that is due since so many hours. */
async function dueRoute(hours: number): Promise<string> {
  const { route_id } = await routeThatIs('pending')
  await put(route_id, `next_attempt_at = now() - interval '${hours} hours'`)
  return route_id
}

beforeEach(async () => {
  await database()`delete from backend.notification_routes`
  await database()`delete from backend.notifications`
})

describe('R-NOTIF-3: claims', () => {
  it('are of the longest overdue, so many at a time, and of nothing that is due later', async () => {
    const ids = [await dueRoute(-1), await dueRoute(10), await dueRoute(11), await dueRoute(12)]
    await database()`
      update backend.notification_routes set next_attempt_at = now() + interval '1 hour'
      where route_id <> all(${ids.slice(1)}::uuid[])`
    const claimed: string[] = []
    for (const _ of ids.slice(1)) {
      const [next, ...more] = await claim(1)
      expect(more).toEqual([])
      claimed.push(next?.route_id ?? '')
    }
    expect(claimed).toEqual(ids.slice(1).toReversed())
    expect(await claim()).toEqual([])
  })

  it('stand in the order of their notifications, e-mail before push', async () => {
    const { user_id } = await player()
    const made = await submit(intent('game.paused', user_id), intent('game.finished', user_id))
    const ids = made.map(({ notification_id }) => notification_id)
    for (const [index, { route_id }] of (await routesOf(ids[0] ?? '')).entries())
      await put(route_id, `next_attempt_at = now() - interval '${index} hours'`)
    const claimed = (await claim()).map(({ notification_id, channel }) => `${notification_id} ${channel}`)
    expect(claimed).toHaveLength(4)
    expect(claimed).toEqual(claimed.toSorted())
  })
})

describe('a route that failed', () => {
  it('is not due behind its end, and keeps so much of the reason', async () => {
    const { route_id } = await routeThatIs('pending')
    await failRoute(database(), await claimRoute(route_id), 'x'.repeat(600), 365 * 24 * HOUR_MS)
    expect(await routeRow(route_id)).toEqual({
      status: 'retrying',
      reason: null,
      last_error: 'x'.repeat(500),
      at_its_end: true,
    })
  })

  it('is skipped as pointless once it is due, and not before', async () => {
    const { route_id, user_id } = await routeThatIs('pending')
    await failRoute(database(), await claimRoute(route_id), 'later', HOUR_MS)
    await database()`
      insert into backend.notification_preferences (user_id, category, channel, enabled)
      values (${user_id}, 'game', 'email', false)`
    await skipPointlessRoutes(database())
    expect(await routeRow(route_id)).toMatchObject({ status: 'retrying' })
    await put(route_id, 'next_attempt_at = now()')
    await skipPointlessRoutes(database())
    expect(await routeRow(route_id)).toMatchObject({ status: 'skipped', reason: 'preference_off' })
  })
})

describe('R-NOTIF-5: old notifications', () => {
  it('are deleted the oldest first, so many at a time, but for those with a route that waits', async () => {
    const made: string[] = []
    for (const days of [2, 3, 4, 5]) {
      const { notification_id } = await routeThatIs('skipped')
      await database()`
        update backend.notification_routes
        set status = 'skipped', reason = 'expired', next_attempt_at = null where notification_id = ${notification_id}`
      await database()`
        update backend.notifications set created_at = now() - ${days} * interval '1 day'
        where notification_id = ${notification_id}`
      made.push(notification_id)
    }
    await database()`
      update backend.notification_routes set status = 'retrying', reason = null, next_attempt_at = now()
      where notification_id = ${made[3] ?? ''} and channel = 'push'`
    const left = async () => {
      const rows = await database()<
        { notification_id: string }[]
      >`select notification_id from backend.notifications`
      return made.filter((id) => rows.some((row) => row.notification_id === id))
    }
    expect(await unordered((tx) => deleteOldNotifications(tx, 24 * HOUR_MS, 2))).toBe(2)
    expect(await left()).toEqual([made[0], made[3]])
    expect(await deleteOldNotifications(database(), 24 * HOUR_MS, 2)).toBe(1)
    expect(await left()).toEqual([made[3]])
  })
})
