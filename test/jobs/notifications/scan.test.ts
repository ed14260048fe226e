import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import scan from '#jobs/notifications/scan'
import { config, configure } from '#shared/config'
import { database, pool } from '#shared/postgres'
import { retryRoute, submitNotifications } from '#sql/notifications/routes'
import { intent, routesOf, submit } from '#test/kit/notifications'
import { player } from '#test/kit/people'

const given = config()
const ORIGIN = { request_id: 'the-request', traceparent: '00-a-b-01' }
const run = (worker_id = 'w', signal = new AbortController().signal) =>
  scan.run({}, { sql: pool(), worker_id, signal, driver: null })

beforeEach(async () => {
  await database()`truncate backend.notification_routes, backend.notifications`
})
afterEach(() => configure(given))

const mailsTo = async (recipient: string) => [
  ...(await database()<Record<string, unknown>[]>`
    select delivery_id, kind, template, locale, time_zone, params, status, expires_at, request_id, traceparent
    from backend.mail_deliveries where recipient = ${recipient} order by delivery_id`),
]
const pushedTo = async (user_id: string) => [
  ...(await database()<{ kind: string; payload: unknown }[]>`
    select kind, payload from backend.push_events where user_id = ${user_id} order by event_id`),
]

/** A route whose payload nobody could have submitted. */
async function broken(user_id: string): Promise<string> {
  const wanted = { ...intent('game.last_to_submit', user_id), payload: { nonsense: true } }
  const [made] = await submitNotifications(database(), [wanted as never], ORIGIN)
  return made?.notification_id ?? ''
}

const due = () => database()`
  update backend.notification_routes set next_attempt_at = now() where status in ('pending', 'retrying')`

describe('R-NOTIF-2: what is due', () => {
  it('becomes a push event and a mail in the language and zone of its reader, once', async () => {
    const me = await player()
    await database()`
      update backend.accounts set locale = 'de', time_zone = 'Europe/Berlin' where user_id = ${me.user_id}`
    const wanted = intent('game.turn_ready', me.user_id, { turn: 7 })
    const [made] = await submitNotifications(database(), [wanted], ORIGIN)
    await run()
    await run()
    expect(await pushedTo(me.user_id)).toEqual([{ kind: 'game.turn_ready', payload: wanted.payload }])
    const mails = await mailsTo(me.email)
    expect(mails).toMatchObject([
      {
        kind: 'game.turn_ready',
        template: 'game.turn_ready',
        locale: 'de',
        time_zone: 'Europe/Berlin',
        params: { payload: wanted.payload, user_id: me.user_id },
        status: 'pending',
        request_id: 'the-request',
        traceparent: '00-a-b-01',
      },
    ])
    const left_ms = new Date(String(mails[0]?.['expires_at'])).getTime() - Date.now()
    expect(left_ms / 1000).toBeCloseTo(3600, -2)
    expect(await routesOf(made?.notification_id ?? '')).toMatchObject([
      { channel: 'email', status: 'published', delivery_id: mails[0]?.['delivery_id'], attempts: 1 },
      { channel: 'push', status: 'published', delivery_id: null, attempts: 1 },
    ])
  })

  it('is told once by several workers at once', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => player()))
    await submit(...people.map(({ user_id }) => intent('game.started', user_id)))
    await Promise.all([run('a'), run('b'), run('c')])
    for (const { user_id, email } of people) {
      expect(await pushedTo(user_id)).toHaveLength(1)
      expect(await mailsTo(email)).toHaveLength(1)
    }
  })

  it('wakes the sender of mail', async () => {
    await database()`delete from graphile_worker._private_jobs where key = 'mail/scan'`
    await submit(intent('account.welcome', (await player()).user_id))
    await run()
    expect(
      await database()`select from graphile_worker.jobs where key = 'mail/scan' and run_at <= now()`,
    ).toHaveLength(1)
  })

  it('is left alone where its reader does not want it, or it is too late', async () => {
    const me = await player()
    await database()`
      insert into backend.notification_preferences (user_id, category, channel, enabled)
      values (${me.user_id}, 'game', 'push', false), (${me.user_id}, 'game', 'email', false)`
    await submit(intent('game.started', me.user_id))
    const past = new Date(Date.now() - 1000).toISOString()
    await submit(intent('lobby.invited', me.user_id, { expires_at: past }))
    await run()
    expect(await pushedTo(me.user_id)).toEqual([])
    expect(await mailsTo(me.email)).toEqual([])
  })
})

describe('R-NOTIF-5: the admin channel', () => {
  it('goes to the address of the operators', async () => {
    const operators = `${randomUUID()}@ops.test`
    configure({ ...given, BACKEND_NOTIFICATION_ADMIN_EMAIL: operators })
    const wanted = intent('runtime.image_pull_failed', null)
    const [made] = await submitNotifications(database(), [wanted], ORIGIN, true)
    await run()
    expect(await mailsTo(operators)).toMatchObject([
      { kind: 'runtime.image_pull_failed', params: { payload: wanted.payload, user_id: null } },
    ])
    expect(await routesOf(made?.notification_id ?? '')).toMatchObject([
      { channel: 'email', status: 'published' },
    ])
  })

  it('is skipped where the address is gone since', async () => {
    configure({ ...given, BACKEND_NOTIFICATION_ADMIN_EMAIL: undefined })
    const [made] = await submitNotifications(database(), [intent('runtime.crash_loop', null)], ORIGIN, true)
    await run()
    expect(await routesOf(made?.notification_id ?? '')).toMatchObject([
      { status: 'skipped', reason: 'no_recipient' },
    ])
  })
})

describe('R-NOTIF-3: what fails', () => {
  it('is tried again with the delays of mail, and delays no other', async () => {
    const me = await player()
    const failing = await broken(me.user_id)
    await submit(intent('game.started', me.user_id))
    await run()
    const [route] = await routesOf(failing)
    expect(route).toMatchObject({ status: 'retrying', attempts: 1, last_error: 'ValiError' })
    const wait_s = (Date.parse(route?.next_attempt_at ?? '') - Date.now()) / 1000
    expect(wait_s).toBeGreaterThan(7)
    expect(wait_s).toBeLessThan(12.1)
    expect(await mailsTo(me.email)).toHaveLength(1)
  })

  it('is a dead letter after the last attempt, and begins anew when an operator says so', async () => {
    configure({ ...given, BACKEND_NOTIFICATION_MAX_ATTEMPTS: 2 })
    const failing = await broken((await player()).user_id)
    await run()
    await due()
    await run()
    const [dead] = await routesOf(failing)
    expect(dead).toMatchObject({ status: 'dead_lettered', attempts: 2, next_attempt_at: null })
    await due()
    await run()
    expect(await routesOf(failing)).toMatchObject([{ status: 'dead_lettered', attempts: 2 }])
    expect(await retryRoute(database(), dead?.route_id ?? '')).toMatchObject({ fact: 'rearmed' })
    await run()
    expect(await routesOf(failing)).toMatchObject([{ status: 'retrying', attempts: 1 }])
  })

  it('leaves neither half of what a lost claim was about to tell', async () => {
    const me = await player()
    const [made] = await submit(intent('account.welcome', me.user_id))
    await database()`
      update backend.notification_routes set lease_token = gen_random_uuid(), leased_by = 'dead',
        lease_until = now() + interval '1 minute'`
    await run()
    expect(await mailsTo(me.email)).toEqual([])
    await database()`update backend.notification_routes set lease_until = now()`
    await run()
    expect(await mailsTo(me.email)).toHaveLength(1)
    expect(await routesOf(made?.notification_id ?? '')).toMatchObject([{ status: 'published' }])
  })

  it('claims nothing once the process shuts down', async () => {
    const [made] = await submit(intent('account.welcome', (await player()).user_id))
    await run('w', AbortSignal.abort())
    expect(await routesOf(made?.notification_id ?? '')).toMatchObject([{ status: 'pending', attempts: 0 }])
  })
})
