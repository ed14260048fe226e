import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { config } from '#shared/config'
import { setLogLevel } from '#shared/log'
import { countSubscriptions, PACE, subscribe, wakeAll, wakePlayer } from '#shared/notifications/push_streams'
import type { Subscription } from '#shared/notifications/push_streams'
import { connect, database } from '#shared/postgres'
import { beginDraining } from '#shared/readiness'
import { findPushHead } from '#sql/notifications/push_events'
import { player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { eventually } from '#test/kit/program'
import { pushed } from '#test/kit/push'

let me: Player
const open: Subscription[] = []
beforeEach(async () => {
  PACE.tick_ms = 60_000
  me = await player()
})
afterEach(() => {
  for (const subscription of open.splice(0)) subscription.close()
  setLogLevel('error')
  vi.restoreAllMocks()
})

async function subscribed(user_id: string | null, after: number | null = null): Promise<Subscription> {
  const subscription = await subscribe(user_id, after)
  open.push(subscription)
  return subscription
}

const numbersOf = (step: Awaited<ReturnType<Subscription['next']>>) =>
  step.fact === 'events' ? step.events.map(({ payload }) => (payload as { n: number }).n) : step.fact

describe('a subscription', () => {
  it('waits, and is answered by one wake for all that happened', async () => {
    const subscription = await subscribed(me.user_id)
    const step = subscription.next()
    await pushed(me.user_id, 1)
    await pushed(me.user_id, 2)
    wakePlayer(me.user_id)
    expect([[1], [1, 2]]).toContainEqual(numbersOf(await step))
  })

  it('is woken without an event where its player is', async () => {
    const subscription = await subscribed(me.user_id)
    const step = subscription.next()
    wakePlayer(me.user_id)
    expect(await step).toMatchObject({ fact: 'events', events: [], after: await findPushHead(database()) })
  })

  it('is given its events in batches, the next one when it asks', async () => {
    const after = await findPushHead(database())
    await database()`
      insert into backend.push_events (user_id, kind, payload)
      select ${me.user_id}, 'test.event', jsonb_build_object('n', n) from generate_series(1, 250) n`
    const subscription = await subscribed(me.user_id, after === 0 ? 0 : after)
    const sizes: number[] = []
    for (const _batch of [1, 2, 3]) sizes.push(numbersOf(await subscription.next()).length)
    expect(sizes).toEqual([100, 100, 50])
  })

  it('stands at the newest event of all players, so that its position does not grow old', async () => {
    const other = await player()
    const subscription = await subscribed(me.user_id)
    const step = subscription.next()
    await pushed(other.user_id, 1)
    wakePlayer(me.user_id)
    expect(await step).toMatchObject({ events: [], after: await findPushHead(database()) })
  })

  it('ends where it is closed, also while it waits', async () => {
    const subscription = await subscribed(me.user_id)
    const step = subscription.next()
    subscription.close()
    expect(await step).toEqual({ fact: 'ended' })
    expect(await subscription.next()).toEqual({ fact: 'ended' })
    expect(countSubscriptions()).toBe(0)
  })

  it('survives that its events cannot be read, and misses none', async () => {
    setLogLevel('warn')
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    const subscription = await subscribed(null)
    // Another one locks the table for longer than a statement may take.
    const blocker = connect(config().BACKEND_POSTGRES_DSN, { max: 1 })
    await pushed(me.user_id, 1)
    const locked = await blocker.reserve()
    await locked`begin`
    await locked`lock table backend.push_events in access exclusive mode`
    const step = subscription.next()
    wakeAll()
    const isFailed = () => written.mock.calls.some(([line]) => String(line).includes('were not read'))
    await eventually(async () => (isFailed() ? true : null))
    await locked`rollback`
    locked.release()
    await blocker.end({ timeout: 2 })
    expect(numbersOf(await step)).toEqual([1])
  })
})

describe('a process that shuts down', () => {
  it('ends all subscriptions, and gives no new one a step', async () => {
    const subscription = await subscribed(me.user_id)
    const step = subscription.next()
    beginDraining()
    expect(await step).toEqual({ fact: 'ended' })
    const late = await subscribed(null)
    expect(await late.next()).toEqual({ fact: 'ended' })
  })
})
