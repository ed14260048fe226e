import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import watch from '#jobs/mail/watch'
import scan from '#jobs/notifications/scan'
import { config, configure } from '#shared/config'
import { database, pool } from '#shared/postgres'
import { delivery, fail } from '#test/kit/mail'
import { routesOf, toldTo } from '#test/kit/notifications'

const given = config()
const OPERATORS = 'operators@ops.test'
const context = () => ({
  sql: pool(),
  worker_id: 'w',
  signal: new AbortController().signal,
  driver: null,
})
const run = () => watch.run({}, context())
const told = () => toldTo(null, 'mail.dead_letter_growth')

async function die(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await delivery('dead_lettered')
}

/** As if so many minutes had passed. */
async function pass(minutes: number): Promise<void> {
  const by = database()`${minutes} * interval '1 minute'`
  await database()`update backend.notifications set created_at = created_at - ${by}`
  await database()`update backend.mail_deliveries set dead_lettered_at = dead_lettered_at - ${by}`
}

beforeEach(async () => {
  configure({ ...given, BACKEND_NOTIFICATION_ADMIN_EMAIL: OPERATORS })
  await database()`
    truncate backend.notification_routes, backend.notifications, backend.mail_attempts, backend.mail_deliveries`
})
afterEach(() => configure(given))

describe('mail that is given up', () => {
  it('is told to the operators from the fifth on, once, however many look', async () => {
    await die(4)
    await delivery('retrying')
    await run()
    expect(await told()).toEqual([])
    await die(1)
    await Promise.all([run(), run(), run()])
    const [notification, ...others] = await told()
    expect(others).toEqual([])
    expect(notification?.payload).toMatchObject({ dead_letters: 5, since: expect.stringMatching(/Z$/) })
    expect(await routesOf(notification?.notification_id ?? '')).toMatchObject([
      { channel: 'email', status: 'pending' },
    ])
  })

  it('is told at most once an hour, and then only what died since', async () => {
    await die(5)
    await run()
    await pass(30)
    await die(6)
    await run()
    expect(await told()).toHaveLength(1)
    await pass(31)
    await run()
    expect((await told()).map(({ payload }) => payload['dead_letters'])).toEqual([5, 6])
    await pass(61)
    await run()
    await die(4)
    await run()
    expect(await told()).toHaveLength(2)
  })

  it('does not count where it died more than a day ago, or was sent again', async () => {
    await die(4)
    await pass(25 * 60)
    await die(1)
    await run()
    await database()`
      update backend.mail_deliveries set status = 'pending', next_attempt_at = now(), dead_lettered_at = null`
    await die(4)
    await run()
    expect(await told()).toEqual([])
  })

  it('does not feed itself: mails to the operators that die are not counted', async () => {
    await die(5)
    await run()
    await scan.run({}, context())
    const mails = await database()<{ delivery_id: string }[]>`
      select delivery_id from backend.mail_deliveries where recipient = ${OPERATORS}`
    expect(mails).toHaveLength(1)
    await fail(mails[0]?.delivery_id ?? '', null)
    await pass(61)
    await die(4)
    await run()
    expect(await told()).toHaveLength(1)
    await die(1)
    await run()
    expect(await told()).toHaveLength(2)
  })

  it('is kept and told to nobody where the operators have no address', async () => {
    configure({ ...given, BACKEND_NOTIFICATION_ADMIN_EMAIL: undefined })
    await die(5)
    await run()
    const [notification] = await told()
    expect(await routesOf(notification?.notification_id ?? '')).toMatchObject([
      { status: 'skipped', reason: 'no_recipient' },
    ])
  })
})
