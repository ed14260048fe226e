import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { status } from '@grpc/grpc-js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { config, configure } from '#shared/config'
import { setLogLevel } from '#shared/log'
import { countSubscriptions, PACE } from '#shared/notifications/push_streams'
import { database } from '#shared/postgres'
import { checkPart } from '#shared/readiness'
import { provideTracer } from '#shared/telemetry'
import { findPushHead } from '#sql/notifications/push_events'
import { listenForGateway } from '#local/host/push_listener'
import type { PushListener } from '#local/host/push_listener'
import { startPush } from '#local/host/push_wakeups'
import { StartError } from '#local/start_error'
import { player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { eventually } from '#test/kit/program'
import { numbers, pushed, received, subscribeAt } from '#test/kit/push'

const given = config()
const dsn = given.BACKEND_POSTGRES_DSN
const TOKEN = 'the-internal-token-of-tests'

let me: Player
let other: Player
let listener: PushListener

beforeEach(async () => {
  Object.assign(PACE, { tick_ms: 3000, heartbeat_ms: 15_000, patience_ms: 30_000 })
  ;[me, other] = [await player(), await player()]
  listener = await startPush(config(), dsn)
})
afterEach(async () => {
  configure(given)
  await listener.stop()
})

const none = async () => (countSubscriptions() === 0 ? true : null)
const head = () => findPushHead(database())

/** Subscribed from now on: what is pushed next is the first that it gets. */
async function subscribed(after?: number) {
  const gateway = subscribeAt(listener.address, after ?? (await head()), TOKEN)
  await eventually(async () => (countSubscriptions() > 0 ? true : null))
  return gateway
}

describe('the gateway', () => {
  it('gets the events of all players in order, each once', async () => {
    await pushed(me.user_id, 0)
    const start = await head()
    const gateway = await subscribed(start)
    for (let n = 1; n <= 50; n += 1) await pushed(n % 2 === 0 ? me.user_id : other.user_id, n)
    await received(gateway, 50)
    expect(numbers(gateway)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
    expect(gateway.events[1]).toEqual({
      id: gateway.events[1]?.id,
      event: 'test.event',
      data: {
        event_id: gateway.events[1]?.id,
        kind: 'test.event',
        user_id: me.user_id,
        payload: { n: 2 },
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      },
    })
  })

  it('gets everything that is kept after 0, and what follows where it resumes', async () => {
    await database()`delete from backend.push_events`
    for (const n of [1, 2, 3]) await pushed(me.user_id, n)
    const whole = await subscribed(0)
    await received(whole, 3)
    expect(numbers(whole)).toEqual([1, 2, 3])
    const resumed = await subscribed(whole.events[0]?.id)
    await received(resumed, 2)
    expect(numbers(resumed)).toEqual([2, 3])
  })

  it('is told that it missed some where its position is past the retention, or was never given', async () => {
    await pushed(me.user_id, 1)
    const first = await head()
    await pushed(me.user_id, 2)
    await database()`update backend.push_events set created_at = now() - interval '25 hours'`
    await pushed(me.user_id, 3)
    for (const after of [first, (await head()) + 1000, -1]) {
      const gateway = await subscribed(after)
      await received(gateway, 1)
      await pushed(me.user_id, 4)
      await received(gateway, 2)
      expect(gateway.events.map(({ event, data }) => [event, data['payload']])).toEqual([
        ['reset', {}],
        ['test.event', { n: 4 }],
      ])
      gateway.kill()
    }
  })

  it('hears a heartbeat at its position where nothing else comes', async () => {
    Object.assign(PACE, { tick_ms: 40, heartbeat_ms: 100 })
    const gateway = await subscribed()
    await eventually(async () => (gateway.heartbeats.length >= 3 ? true : null))
    expect(gateway.heartbeats[0]).toMatchObject({ id: await head(), data: { user_id: '', payload: {} } })
    expect(gateway.events).toEqual([])
  })

  it('is noticed when it goes', async () => {
    const gateway = await subscribed()
    gateway.kill()
    expect(await gateway.ended).toBe(status.CANCELLED)
    await eventually(none)
  })

  it('is cut where it takes nothing, and what it did not take is not kept', async () => {
    PACE.patience_ms = 500
    const start = await head()
    await database()`
      insert into backend.push_events (user_id, kind, payload)
      select ${me.user_id}, 'test.event', jsonb_build_object('n', n, 'text', repeat('x', 15000))
      from generate_series(1, 1500) n`
    const gateway = await subscribed(start)
    await received(gateway, 1)
    gateway.pause(true)
    await eventually(none)
    gateway.pause(false)
    expect(await gateway.ended).toBe(status.RESOURCE_EXHAUSTED)
    // What came is whole and in order: it resumes after that.
    const count = gateway.events.length
    expect(count).toBeLessThan(1500)
    expect(numbers(gateway)).toEqual(Array.from({ length: count }, (_, n) => n + 1))
    PACE.patience_ms = 30_000
    const resumed = await subscribed(gateway.events.at(-1)?.id)
    await received(resumed, 1500 - count)
    expect(numbers(resumed)[0]).toBe(count + 1)
  })

  it('is told to come again where the listener stops', async () => {
    const gateway = await subscribed()
    await listener.stop()
    expect([status.UNAVAILABLE, status.CANCELLED]).toContain(await gateway.ended)
    await eventually(none)
    listener = await startPush(config(), dsn)
  })
})

describe('a stranger', () => {
  it.each([null, '', 'another-token-of-whoever-it-is', `${TOKEN}x`])('is refused with %j', async (token) => {
    const gateway = subscribeAt(listener.address, 0, token)
    expect(await gateway.ended).toBe(status.UNAUTHENTICATED)
    expect(gateway.events).toEqual([])
    expect(countSubscriptions()).toBe(0)
  })

  it('is refused with anything where no token is set', async () => {
    const { BACKEND_INTERNAL_TOKEN: _none, ...without } = given
    configure(without)
    for (const token of ['', 'undefined', TOKEN])
      expect(await subscribeAt(listener.address, 0, token).ended).toBe(status.UNAUTHENTICATED)
  })
})

const lines = (written: { mock: { calls: unknown[][] } }) =>
  written.mock.calls
    .map(([line]) => JSON.parse(String(line)) as Record<string, unknown>)
    .filter(({ msg }) => String(msg).startsWith('a push subscriber'))

describe('R-OTEL-4: a subscription', () => {
  const trace_id = 'a'.repeat(32)
  it('is served in the trace and under the request id of the gateway, from its begin to its end', async () => {
    setLogLevel('info')
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    const spans: { name: string; parent: string | null }[] = []
    const traceparent = `00-${trace_id}-${'c'.repeat(16)}-01`
    provideTracer({
      start: ({ name, parent }) => {
        const span = { name, parent, ended: false, failed: '' }
        spans.push(span)
        return {
          traceparent,
          set: () => undefined,
          fail: () => undefined,
          end: () => void (span.ended = true),
        }
      },
    })
    try {
      const parent = `00-${trace_id}-${'b'.repeat(16)}-01`
      const ids = { 'x-request-id': 'the-gateway-1', traceparent: parent }
      const gateway = subscribeAt(listener.address, await head(), TOKEN, ids)
      expect(await gateway.request_id).toBe('the-gateway-1')
      gateway.kill()
      await eventually(async () => (lines(written).length === 2 ? true : null))
      expect(lines(written)).toEqual(
        ['a push subscriber came', 'a push subscriber is gone'].map((msg) =>
          expect.objectContaining({ msg, request_id: 'the-gateway-1', otel_trace_id: trace_id }),
        ),
      )
      const span = { name: 'galaxy.push.v1.PushService/Subscribe', parent, ended: true }
      await eventually(async () => (spans.some((each) => 'ended' in each && each.ended) ? true : null))
      expect(spans).toContainEqual(expect.objectContaining(span))
    } finally {
      provideTracer(null)
      written.mockRestore()
      setLogLevel('error')
    }
  })

  it('has an id and a trace of its own where the gateway gives none that is good', async () => {
    const ids = { 'x-request-id': 'no id@all', traceparent: 'nonsense' }
    const gateway = subscribeAt(listener.address, await head(), TOKEN, ids)
    expect(await gateway.request_id).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('R-PROBE-2', () => {
  it('is ready once the listener is bound', async () => {
    expect(checkPart('push')).toBe('ok')
    await listener.stop()
    expect(checkPart('push')).toBe('the push listener is not bound')
    const starting = startPush(config(), dsn)
    expect(checkPart('push')).toBe('the push listener is not bound')
    listener = await starting
    expect(checkPart('push')).toBe('ok')
  })

  it('says who holds the port', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => holder.once('listening', resolve))
    const { port } = holder.address() as AddressInfo
    const refusal: unknown = await listenForGateway({
      ...given,
      BACKEND_PUSH_LISTEN_ADDR: { host: '127.0.0.1', port },
    }).catch((error: unknown) => error)
    holder.close()
    expect(refusal).toBeInstanceOf(StartError)
    expect(String(refusal)).toMatch(
      new RegExp(`Port ${port} \\(BACKEND_PUSH_LISTEN_ADDR\\) is held by process ${process.pid}`),
    )
  })
})
