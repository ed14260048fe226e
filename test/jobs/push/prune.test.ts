import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import prune from '#jobs/push/prune'
import { config, configure } from '#shared/config'
import { database, pool } from '#shared/postgres'
import { findPushHead, listPushEvents } from '#sql/notifications/push_events'
import { player } from '#test/kit/people'
import { pushed } from '#test/kit/push'

const given = config()
const run = (signal = new AbortController().signal) =>
  prune.run({}, { sql: pool(), worker_id: 'w', signal, driver: null })

let user_id: string
beforeEach(async () => {
  ;({ user_id } = await player())
})
afterEach(() => configure(given))

const fill = (count: number, age: string) => database()`
  insert into backend.push_events (user_id, kind, payload, created_at)
  select ${user_id}, 'test.event', '{}', now() - ${age}::interval from generate_series(1, ${count})`
const left = async () => (await database()`select from backend.push_events where user_id = ${user_id}`).length

describe('events past the retention', () => {
  it('are forgotten, however many, and no others', async () => {
    await fill(2500, '24 hours')
    await fill(2, '23 hours 59 minutes')
    await run(AbortSignal.abort())
    expect(await left()).toBe(2502)
    await run()
    await run()
    expect(await left()).toBe(2)
  })

  it('are those of the retention that is set', async () => {
    configure({ ...given, BACKEND_PUSH_RETENTION: 60_000 })
    await fill(1, '61 seconds')
    await fill(1, '50 seconds')
    await run()
    expect(await left()).toBe(1)
  })

  it('are known to be gone to whoever stands before them', async () => {
    const after = await findPushHead(database())
    await pushed(user_id, 1)
    await database()`update backend.push_events set created_at = now() - interval '2 days'`
    await pushed(user_id, 2)
    await run()
    const [before, at] = await listPushEvents(
      database(),
      [
        { user_id, after, session: null },
        { user_id, after: after + 1, session: null },
      ],
      10,
      60_000,
    )
    expect(before?.fact).toBe('lost')
    expect(at).toMatchObject({ fact: 'events', events: [{ payload: { n: 2 } }] })
  })
})
