import { beforeEach, describe, expect, it } from 'vitest'
import purge from '#jobs/notifications/purge'
import { config, configure } from '#shared/config'
import { database, pool } from '#shared/postgres'
import { markRead } from '#sql/notifications/inbox'
import type { RouteStatus } from '#sql/notifications/routes'
import { intent, routesOf, routeThatIs, submit, toldTo } from '#test/kit/notifications'
import { player } from '#test/kit/people'

const DAY_MS = 86_400_000

const run = (signal = new AbortController().signal) =>
  purge.run({}, { sql: pool(), worker_id: 'w', signal, driver: null })

const age = (notification_id: string, days: number) => database()`
  update backend.notifications set created_at = now() - ${days} * interval '1 day'
  where notification_id = ${notification_id}`

async function keeps(notification_id: string): Promise<boolean> {
  const rows = await database()`
    select from backend.notifications where notification_id = ${notification_id}`
  return rows.length > 0
}

/** A notification of an age, all of whose routes are in one status. */
async function aged(status: RouteStatus, days: number): Promise<string> {
  const { notification_id } = await routeThatIs(status)
  await database()`
    delete from backend.notification_routes where notification_id = ${notification_id} and channel = 'push'`
  await age(notification_id, days)
  return notification_id
}

beforeEach(async () => {
  configure({ ...config(), BACKEND_NOTIFICATION_RETENTION: 90 * DAY_MS })
  await database()`truncate backend.notification_routes, backend.notifications`
})

describe('notifications/purge', () => {
  it.each(['published', 'skipped', 'dead_lettered'] as const)(
    'deletes what is older than the retention with its routes, which are %s, and nothing younger',
    async (status) => {
      const [old, young] = [await aged(status, 91), await aged(status, 89)]
      await run()
      await run()
      expect([await keeps(old), await keeps(young)]).toEqual([false, true])
      expect(await routesOf(old)).toEqual([])
      expect(await routesOf(young)).toHaveLength(1)
    },
  )

  it.each(['pending', 'retrying'] as const)('leaves what still waits to be told: %s', async (status) => {
    const old = await aged(status, 400)
    await run()
    expect(await keeps(old)).toBe(true)
    expect(await routesOf(old)).toMatchObject([{ status }])
  })

  it('leaves a notification of which one route of two still waits', async () => {
    const { notification_id } = await routeThatIs('published')
    await age(notification_id, 91)
    await run()
    expect(await routesOf(notification_id)).toHaveLength(2)
  })

  it('takes from the inbox what was read and what was not, and its key may be used anew', async () => {
    const { user_id } = await player()
    const [first, second] = [intent('account.welcome', user_id), intent('account.welcome', user_id)]
    const made = await submit(first, second)
    await database()`
      update backend.notification_routes set status = 'skipped', reason = 'expired', next_attempt_at = null`
    await markRead(database(), user_id, made[0]?.notification_id ?? '')
    for (const { notification_id } of made) await age(notification_id, 91)
    await run()
    expect(await toldTo(user_id)).toEqual([])
    expect(await submit(first)).toMatchObject([{ fact: 'created' }])
  })

  it('leaves the mail that came of it', async () => {
    const old = await aged('published', 91)
    const [route] = await routesOf(old)
    await run()
    expect(
      await database()`select from backend.mail_deliveries where delivery_id = ${route?.delivery_id ?? ''}`,
    ).toHaveLength(1)
  })

  it('goes on until nothing old is left, and stops when the process does', async () => {
    await database()`
      insert into backend.notifications (kind, idempotency_key, payload, created_at)
      select 'runtime.crash_loop', n::text, '{}', now() - interval '91 days' from generate_series(1, 2500) n`
    await run(AbortSignal.abort())
    expect(await toldTo(null)).toHaveLength(2500)
    await run()
    expect(await toldTo(null)).toEqual([])
  })
})
