import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import push from '#functions/api/v1/user/push.get'
import { config, configure } from '#shared/config'
import { countSubscriptions, PACE, wakePlayer } from '#shared/notifications/push_streams'
import { database, transaction } from '#shared/postgres'
import { revokeSessions } from '#sql/accounts/sessions'
import { deleteOldPushEvents, findPushHead } from '#sql/notifications/push_events'
import { updateSwitch } from '#sql/platform/switches'
import { call, expectProblem } from '#test/kit/call'
import { adminAccount, player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { eventually } from '#test/kit/program'
import { numbers, openStream, pushed, received } from '#test/kit/push'
import type { SseClient } from '#test/kit/push'

const PATH = '/api/v1/user/push'
const given = config()

// A function alone hears no notification: it looks by itself.
Object.assign(PACE, { tick_ms: 40, heartbeat_ms: 15_000, patience_ms: 30_000 })

let me: Player
beforeEach(async () => {
  me = await player()
})
afterEach(async () => {
  configure(given)
  PACE.heartbeat_ms = 15_000
  await eventually(async () => (countSubscriptions() === 0 ? true : null))
})

const open = (who: Player, last?: number | string): Promise<SseClient> =>
  openStream(async (request) => push.fetch(request), `http://localhost${PATH}`, {
    Authorization: `Bearer ${who.token}`,
    ...(last !== undefined && { 'Last-Event-ID': String(last) }),
  })
const age = (hours: number) =>
  database()`
    update backend.push_events set created_at = now() - ${hours} * interval '1 hour' where user_id = ${me.user_id}`

const maintain = (enabled: boolean) =>
  transaction((tx) => updateSwitch(tx, { name: 'maintenance', enabled, message: '' }, 'root'))

const poll = (after: number): Promise<Response> => {
  const headers = { Authorization: `Bearer ${me.token}`, 'Last-Event-ID': String(after) }
  const request = new Request(`http://localhost${PATH}`, { headers })
  return Promise.resolve(push.fetch(request, { whole_answers: true }))
}

describe('200 where answers are whole before they are read', () => {
  it('ends with the first events, and goes on where the next one asks', async () => {
    await pushed(me.user_id, 1)
    await pushed(me.user_id, 2)
    const first = await (await poll(0)).text()
    expect(first.match(/"payload":\{"n":\d\}/g)).toEqual(['"payload":{"n":1}', '"payload":{"n":2}'])
    const last = Number(/id: (\d+)\n(?!.*id: )/s.exec(first)?.[1])
    const next = poll(last)
    await pushed(me.user_id, 3)
    expect((await (await next).text()).match(/"n":\d/g)).toEqual(['"n":3'])
  })

  it('ends with a heartbeat where nothing happens', async () => {
    PACE.heartbeat_ms = 100
    expect(await (await poll(await findPushHead(database()))).text()).toMatch(
      /^: connected\n.*: heartbeat\n\n$/s,
    )
  })
})

describe('200', () => {
  it("tells of the caller's events from now on, and of nobody else's", async () => {
    const other = await player()
    await pushed(me.user_id, 1)
    const stream = await open(me)
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(stream.headers.get('cache-control')).toBe('no-store')
    await pushed(other.user_id, 2)
    await pushed(me.user_id, 3)
    await received(stream, 1)
    expect(numbers(stream)).toEqual([3])
    const { id, event, data } = stream.events[0] ?? {}
    expect(event).toBe('test.event')
    expect(data).toEqual({
      event_id: id,
      kind: 'test.event',
      payload: { n: 3 },
      created_at: expect.stringMatching(/Z$/),
    })
    expect(stream.comments[0]).toBe('connected')
    stream.kill()
  })

  it('is told at once where somebody wakes it', async () => {
    PACE.tick_ms = 60_000
    const stream = await open(me)
    PACE.tick_ms = 40
    for (const n of [1, 2, 3]) {
      await pushed(me.user_id, n)
      wakePlayer(me.user_id)
      await received(stream, n)
    }
    expect(numbers(stream)).toEqual([1, 2, 3])
    stream.kill()
  })

  it('replays after Last-Event-ID, or last_event_id, all of however many', async () => {
    await transaction(async () => {
      for (let n = 0; n < 250; n += 1) await pushed(me.user_id, n)
    })
    const all = Array.from({ length: 250 }, (_, n) => n)
    const whole = await open(me, 0)
    await received(whole, 250)
    expect(numbers(whole)).toEqual(all)
    const last = whole.events[99]?.id ?? 0
    const resumed = await open(me, last)
    await received(resumed, 150)
    expect(numbers(resumed)).toEqual(all.slice(100))
    const headers = { Authorization: `Bearer ${me.token}` }
    const asked = await openStream(
      async (request) => push.fetch(request),
      `http://localhost${PATH}?last_event_id=${last}`,
      headers,
    )
    await received(asked, 150)
    expect(numbers(asked)).toEqual(all.slice(100))
    for (const stream of [whole, resumed, asked]) stream.kill()
  })

  it.each([
    ['past the retention', () => age(25)],
    [
      'pruned',
      async () => {
        await age(25)
        await deleteOldPushEvents(database(), 86_400_000, 100)
      },
    ],
  ])('tells once to read everything anew where events after the id are %s', async (_name, pass) => {
    await pushed(me.user_id, 1)
    const first = await findPushHead(database())
    await pushed(me.user_id, 2)
    await pass()
    await pushed(me.user_id, 3)
    const head = await findPushHead(database())
    const stream = await open(me, first)
    await received(stream, 1)
    await pushed(me.user_id, 4)
    await received(stream, 2)
    expect(stream.events.map(({ event, id }) => [event, id >= head])).toEqual([
      ['reset', true],
      ['test.event', true],
    ])
    expect(stream.events[0]?.data).toMatchObject({ event_id: head, kind: 'reset', payload: {} })
    expect(stream.events[1]?.data['payload']).toEqual({ n: 4 })
    stream.kill()
    const after = await open(me, stream.events[0]?.id)
    await received(after, 1)
    expect(numbers(after)).toEqual([4])
    after.kill()
  })

  it('tells the same for an id that nobody ever gave', async () => {
    for (const id of ['999999999', 'rubbish', '-1', '9'.repeat(40)]) {
      const stream = await open(me, id)
      await received(stream, 1)
      expect(stream.events[0]?.event).toBe('reset')
      stream.kill()
    }
  })

  it('sends a comment where nothing else comes', async () => {
    PACE.heartbeat_ms = 100
    const stream = await open(me)
    await eventually(async () => (stream.comments.length >= 4 ? true : null))
    expect(new Set(stream.comments.slice(1))).toEqual(new Set(['heartbeat']))
    expect(stream.events).toEqual([])
    stream.kill()
  })

  it('outlives the time that other requests have', async () => {
    configure({ ...given, BACKEND_HTTP_REQUEST_TIMEOUT: 100 })
    PACE.heartbeat_ms = 100
    const stream = await open(me)
    await eventually(async () => (stream.comments.length >= 4 ? true : null))
    await pushed(me.user_id, 1)
    await received(stream, 1)
    expect(numbers(stream)).toEqual([1])
    stream.kill()
  })

  it('ends with the session, without another event', async () => {
    const [stream, stranger] = [await open(me), await open(await player())]
    let ended = false
    void stranger.ended.then(() => (ended = true))
    await transaction(async (tx) => {
      await revokeSessions(tx, me.user_id)
      await pushed(me.user_id, 1)
    })
    await stream.ended
    expect(stream.events).toEqual([])
    expect(ended).toBe(false)
    stranger.kill()
  })

  it('ends when the account is blocked, and in a maintenance', async () => {
    const stream = await open(me)
    await maintain(true)
    await stream.ended
    await maintain(false)
    const again = await open(me)
    await database()`update backend.accounts set status = 'banned' where user_id = ${me.user_id}`
    await again.ended
    expect(countSubscriptions()).toBe(0)
  })
})

describe('400', () => {
  it('for a position in the query that is none', async () => {
    const answer = await call(push, 'GET', `${PATH}?last_event_id=x`, { token: me.token })
    expectProblem(answer, 400, 'invalid_request', ['last_event_id'])
  })
})

describe('401', () => {
  it('for a stranger', async () => {
    expectProblem(await call(push, 'GET', PATH), 401, 'unauthenticated')
  })
})

describe('403', () => {
  it('for an admin', async () => {
    expectProblem(await call(push, 'GET', PATH, { basic: await adminAccount() }), 403, 'forbidden')
  })
})

describe('429', () => {
  it('for more streams than a session may have, until one of them ends', async () => {
    const streams = await Promise.all(Array.from({ length: 10 }, () => open(me)))
    const answer = await call(push, 'GET', PATH, { token: me.token })
    expectProblem(answer, 429, 'rate_limited')
    expect(answer.headers.get('retry-after')).toBe('30')
    streams[0]?.kill()
    await streams[0]?.ended
    const eleventh = await open(me)
    expect(eleventh.status).toBe(200)
    for (const stream of [...streams, eleventh]) stream.kill()
  })
})
