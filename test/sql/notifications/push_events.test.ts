import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { config } from '#shared/config'
import { connect, database, transaction } from '#shared/postgres'
import { tokenHash } from '#shared/tokens'
import {
  deleteOldPushEvents,
  findPushHead,
  findPushHorizon,
  insertPushEvent,
  listPushEvents,
  PUSH_CHANNEL,
} from '#sql/notifications/push_events'
import type { PushEvent } from '#sql/notifications/push_events'
import { player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { eventually } from '#test/kit/program'
import { unordered } from '#test/kit/unordered'

const ascending = (a: number, b: number) => a - b
const DAY_MS = 86_400_000
// As many writers as one likes, beside the small pool of a test.
const many = connect(config().BACKEND_POSTGRES_DSN, { max: 24 })
afterAll(() => many.end({ timeout: 2 }))

let me: Player
let other: Player
beforeEach(async () => {
  await database()`delete from backend.push_events`
  ;[me, other] = [await player(), await player()]
})

const IDLE_MS = 60_000

const push = (user: Player, n = 0) =>
  insertPushEvent(database(), { user_id: user.user_id, kind: 'test.event', payload: { n } })
const insertRaw = (kind: string, payload: object) =>
  insertPushEvent(database(), { user_id: me.user_id, kind, payload: payload as never })
const numbersOf = (events: PushEvent[]) => events.map(({ payload }) => (payload as { n: number }).n)

async function read(user_id: string | null, after: number, limit = 100) {
  const [batch] = await listPushEvents(database(), [{ user_id, after, session: null }], limit, IDLE_MS)
  if (!batch) throw new Error('no batch')
  return batch
}

describe('numbers', () => {
  it('follow the order of commits, whenever the insert was', async () => {
    const after = await findPushHead(database())
    const early = await many.reserve()
    await early`begin`
    await insertPushEvent(early, { user_id: me.user_id, kind: 'test.event', payload: { n: 1 } })
    await push(me, 2)
    expect(numbersOf((await read(me.user_id, after)).events)).toEqual([2])
    await early`commit`
    early.release()
    expect(numbersOf((await read(me.user_id, after)).events)).toEqual([2, 1])
  })

  it('follow the order of inserts within a transaction, without those of a savepoint that was given up', async () => {
    const after = await findPushHead(database())
    await transaction(async () => {
      await push(me, 1)
      await transaction(async () => {
        await push(me, 2)
        throw new Error('given up')
      }).catch(() => undefined)
      await push(me, 3)
    })
    expect(numbersOf((await read(me.user_id, after)).events)).toEqual([1, 3])
  })

  it('let a reader that resumes by number miss nothing, while transactions of any length commit and fail', async () => {
    const start = await findPushHead(database())
    const [writers, each] = [20, 15]
    const committed = new Set<number>()
    let writing = writers
    const write = async (writer: number) => {
      for (let round = 0; round < each; round += 1) {
        const n = writer * 1000 + round * 10
        const fails = Math.random() < 0.2
        await many
          .begin(async (tx) => {
            const user_id = Math.random() < 0.5 ? me.user_id : other.user_id
            await insertPushEvent(tx, { user_id, kind: 'test.event', payload: { n } })
            await pause(Math.random() < 0.2 ? 60 * Math.random() : 0)
            await insertPushEvent(tx, { user_id, kind: 'test.event', payload: { n: n + 1 } })
            if (fails) throw new Error('rolled back')
          })
          .then(
            () => [n, n + 1].forEach((number) => committed.add(number)),
            () => undefined,
          )
      }
      writing -= 1
    }
    // Each reader keeps nothing but a number between two reads, as one that is killed and resumes.
    const follow = async (user_id: string | null, limit: number): Promise<PushEvent[]> => {
      const seen: PushEvent[] = []
      for (let after = start, last = false; ;) {
        const batch = await read(user_id, after, limit)
        seen.push(...batch.events)
        after = batch.after
        if (last && batch.events.length === 0) return seen
        last = writing === 0
      }
    }
    const readers = [follow(null, 3), follow(null, 100), follow(me.user_id, 5), follow(other.user_id, 100)]
    await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))
    const [a, b, mine, others] = await Promise.all(readers)
    const all = a ?? []
    expect(committed.size).toBeGreaterThan(100)
    expect(numbersOf(all).toSorted(ascending)).toEqual([...committed].toSorted(ascending))
    const ids = all.map(({ event_id }) => event_id)
    expect(ids).toEqual([...new Set(ids)].toSorted(ascending))
    expect(b).toEqual(all)
    expect(mine).toEqual(all.filter(({ user_id }) => user_id === me.user_id))
    expect(others).toEqual(all.filter(({ user_id }) => user_id === other.user_id))
  })

  it('hold up nobody who pushes while a transaction that pushed is open', async () => {
    const open = await many.reserve()
    await open`begin`
    await insertPushEvent(open, { user_id: me.user_id, kind: 'test.event', payload: {} })
    await open`set local statement_timeout = 0`
    await push(other)
    await open`rollback`
    open.release()
    expect((await read(other.user_id, 0)).events).toHaveLength(1)
  })
})

describe('a commit', () => {
  it('tells whose event it is, and a player whose session or account ends', async () => {
    const told: string[] = []
    const listening = await many.listen(PUSH_CHANNEL, (payload) => told.push(payload))
    const { user_id } = me
    const listed = (whose: string) => (told.includes(whose) ? true : null)
    await push(other)
    await eventually(async () => listed(other.user_id))
    await database()`update backend.sessions set last_seen_at = now() where user_id = ${user_id}`
    await database()`update backend.sessions set status = 'revoked', revoked_at = now() where user_id = ${user_id}`
    await eventually(async () => listed(user_id))
    expect(told).toEqual([other.user_id, user_id])
    await database()`update backend.accounts set status = 'banned' where user_id = ${user_id}`
    await eventually(async () => (told.length === 3 ? true : null))
    await listening.unlisten()
  })
})

describe('reading', () => {
  it('says in the same statement whether a session may read', async () => {
    const after = await findPushHead(database())
    await push(me, 1)
    const session = tokenHash(me.token).toString('hex')
    const ask = async (hash: string, idle_ms = IDLE_MS) => {
      const position = { user_id: me.user_id, after, session: hash }
      const [batch] = await listPushEvents(database(), [position], 3, idle_ms)
      return [batch?.fact, batch?.events.length]
    }
    expect(await ask(session)).toEqual(['events', 1])
    expect(await ask('00')).toEqual(['forbidden', 0])
    await database()`
      update backend.sessions set last_seen_at = now() - interval '2 minutes' where user_id = ${me.user_id}`
    expect(await ask(session)).toEqual(['forbidden', 0])
    expect(await ask(session, 3_600_000)).toEqual(['events', 1])
    await database()`update backend.sessions set last_seen_at = now() where user_id = ${me.user_id}`
    await database()`update backend.accounts set status = 'banned' where user_id = ${me.user_id}`
    expect(await ask(session)).toEqual(['forbidden', 0])
    await database()`update backend.accounts set status = 'active' where user_id = ${me.user_id}`
    await database()`update backend.sessions set status = 'revoked', revoked_at = now() where user_id = ${me.user_id}`
    expect(await ask(session)).toEqual(['forbidden', 0])
  })

  it('gives each subscriber its own, in order and no more than asked for', async () => {
    const after = await findPushHead(database())
    for (const n of [1, 2, 3, 4]) await push(n % 2 === 0 ? other : me, n)
    const positions = [me.user_id, null, other.user_id].map((user_id) => ({ user_id, after, session: null }))
    const batches = await listPushEvents(database(), positions, 3, IDLE_MS)
    expect(batches.map(({ events }) => numbersOf(events))).toEqual([
      [1, 3],
      [1, 2, 3],
      [2, 4],
    ])
    const head = await findPushHead(database())
    expect(batches.map((batch) => batch.after)).toEqual([head, head - 1, head])
    expect(batches[0]?.events[0]).toEqual({
      event_id: head - 3,
      user_id: me.user_id,
      kind: 'test.event',
      payload: { n: 1 },
      created_at: expect.any(Date),
    })
  })

  it('takes an insert with an unfit payload or kind for an error', async () => {
    await expect(insertRaw('Reset', {})).rejects.toThrow(/check/)
    await expect(insertRaw('reset', {})).rejects.toThrow(/check/)
    await expect(insertRaw('test.event', [])).rejects.toThrow(/check/)
    await expect(insertRaw('test.event', { text: 'x'.repeat(17_000) })).rejects.toThrow(/payload_bounded/)
  })

  it('costs the same with very many events of others', async () => {
    await database()`
      insert into backend.push_events (user_id, kind, payload)
      select ${other.user_id}, 'test.event', '{}' from generate_series(1, 3000)`
    await database()`analyze backend.push_events`
    await push(me)
    const plan = await database()`
      explain (analyze, format json) select event_id from backend.push_events
      where user_id = ${me.user_id} and event_id > 0 order by event_id limit 100`
    expect(JSON.stringify(plan)).toMatch(/push_events_of_user/)
  })
})

describe('pruning', () => {
  it('forgets what is past the retention, and remembers that it is gone', async () => {
    const before = await findPushHead(database())
    for (const n of [1, 2, 3]) await push(me, n)
    const ids = (await read(me.user_id, before)).events.map(({ event_id }) => event_id)
    const [first, second, third] = ids as [number, number, number]
    await database()`
      update backend.push_events set created_at = now() - interval '25 hours' where event_id <= ${second}`
    // Past the retention counts also before they are pruned.
    expect(await findPushHorizon(database(), DAY_MS)).toEqual({ head: third, expired: second, given: third })
    expect(await deleteOldPushEvents(database(), DAY_MS, 1)).toBe(1)
    expect(await read(me.user_id, before)).toEqual({ fact: 'lost', events: [], after: third })
    expect(numbersOf((await read(me.user_id, first)).events)).toEqual([2, 3])
    expect(await deleteOldPushEvents(database(), DAY_MS, 10)).toBe(1)
    expect(await deleteOldPushEvents(database(), DAY_MS, 10)).toBe(0)
    expect((await read(me.user_id, first)).fact).toBe('lost')
    expect(numbersOf((await read(me.user_id, second)).events)).toEqual([3])
  })

  it('takes the oldest first, and never takes back that a later one is gone', async () => {
    for (const n of [1, 2, 3]) await push(me, n)
    const before = (await findPushHorizon(database(), DAY_MS)).expired
    const ids = (await read(me.user_id, before)).events.map(({ event_id }) => event_id)
    // A long transaction: its event is the oldest, and got the last number.
    for (const [index, id] of ids.entries())
      await database()`
        update backend.push_events set created_at = now() - ${25 + index} * interval '1 hour' where event_id = ${id}`
    const gone: number[] = []
    for (const _ of ids) {
      expect(await unordered((tx) => deleteOldPushEvents(tx, DAY_MS, 1))).toBe(1)
      const [row] = await database()<{ gone: number }[]>`
        select pruned_event_id::float8 as gone from backend.push_horizon`
      gone.push(row?.gone ?? 0)
    }
    expect(gone).toEqual([ids[2], ids[2], ids[2]])
  })

  it('leaves an event that has no number yet', async () => {
    const left = await transaction(async (tx) => {
      await push(me)
      await tx`update backend.push_events set created_at = now() - interval '25 hours'`
      return deleteOldPushEvents(tx, DAY_MS, 10)
    })
    expect(left).toBe(0)
    expect(await deleteOldPushEvents(database(), DAY_MS, 10)).toBe(1)
  })

  it('says where the newest stood, with nothing left', async () => {
    await push(me)
    const head = await findPushHead(database())
    await database()`update backend.push_events set created_at = now() - interval '25 hours'`
    await deleteOldPushEvents(database(), DAY_MS, 10)
    expect(await findPushHorizon(database(), DAY_MS)).toEqual({ head, expired: head, given: head })
  })
})
