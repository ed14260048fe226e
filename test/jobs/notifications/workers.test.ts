// Worker processes that share the notifications, and are killed, frozen and cut off from PostgreSQL while more come.

import { randomUUID } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { submitNotifications } from '#sql/notifications/routes'
import { setting, startedHost } from '#test/kit/host'
import type { Setting } from '#test/kit/host'
import { intent } from '#test/kit/notifications'
import { eventually } from '#test/kit/program'
import { startRelay } from '#test/kit/relay'

// More of them with `NOTIFICATION_BATCHES=100`.
// oxlint-disable-next-line node/no-process-env -- how long the test takes is for whoever runs it to say
const BATCHES = Number(process.env['NOTIFICATION_BATCHES'] ?? 9)
const BATCH = 100
const LIMIT_MS = 120_000 + BATCHES * 10_000
const ORIGIN = { request_id: null, traceparent: null }

type Sql = Setting['sql']
type Worker = Awaited<ReturnType<typeof startedHost>>

async function players(sql: Sql, count: number): Promise<string[]> {
  const rows = await sql<{ user_id: string }[]>`
    insert into backend.accounts (email, display_name)
    select 'p' || n || '@players.test', 'Player ' || n from generate_series(1, ${count}::int) n returning user_id`
  return rows.map(({ user_id }) => user_id)
}

/**
 * Intents that nobody was told before, each found again by the name of its game; the last is one that nobody can tell.
 */
function batch(user_ids: string[], number: number) {
  const wanted = Array.from({ length: BATCH }, (_, n) =>
    intent('game.turn_ready', user_ids[n % user_ids.length] ?? '', {
      game_id: randomUUID(),
      game_name: `${number}-${n}`,
    }),
  )
  const broken = { ...intent('game.last_to_submit', user_ids[0] ?? ''), payload: { nonsense: number } }
  return [...wanted, broken as never]
}

const published = async (sql: Sql): Promise<number> => {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from backend.notification_routes where status = 'published'`
  return row?.count ?? 0
}

// What a frozen worker has locked waits for it; everything else need not.
const unlocked = (sql: Sql) => sql`
  select route_id from backend.notification_routes where status in ('pending', 'retrying')
  for no key update skip locked`

/** Lets the waits and the leases of routes be over, as time would. */
async function passTime(sql: Sql): Promise<void> {
  await sql`
    with free as (${unlocked(sql)})
    update backend.notification_routes r set next_attempt_at = now(),
      lease_until = case when lease_token is not null then now() end
    from free where r.route_id = free.route_id`
}

const haveEnded = async (sql: Sql): Promise<boolean> =>
  (await sql`select from backend.notification_routes where status in ('pending', 'retrying') limit 1`)
    .length === 0

/** What befalls workers; each leaves two that work. */
const FAULTS: ((workers: Worker[], sql: Sql, another: () => Promise<Worker>) => Promise<void>)[] = [
  async (workers, _sql, another) => {
    const victim = workers.shift()
    victim?.child.kill('SIGKILL')
    await victim?.exited
    workers.push(await another())
  },
  // Frozen beyond its leases: what it had claimed is claimed by another, as far as that need not wait for a lock of the
  // frozen one, and then it comes back.
  async ([frozen], sql) => {
    frozen?.child.kill('SIGSTOP')
    await passTime(sql)
    // As whoever has more to tell: the loop's next run is otherwise the frozen one's to arm, until that counts as dead.
    await sql`select backend.wake('notifications/scan')`
    await eventually(async () => {
      const due = await sql`
        with free as (${unlocked(sql)})
        select from backend.notification_routes r join free using (route_id) where lease_until is null
          and next_attempt_at <= now()`
      const waiting = await sql`
        select from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`
      return due.length === 0 || waiting.length > 0 ? true : null
    })
    frozen?.child.kill('SIGCONT')
  },
  // A worker that loses its connections goes on, or ends and is started anew.
  async (workers, sql, another) => {
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`
    const before = await published(sql)
    await passTime(sql)
    const ends = workers.map(({ exited }) => exited)
    await Promise.race([
      ...ends,
      eventually(async () => ((await published(sql)) > before || (await haveEnded(sql)) ? true : null)),
    ])
    await startAgain(workers, another)
  },
]

/** What a supervisor does: starts those anew that ended. */
async function startAgain(workers: Worker[], another: () => Promise<Worker>): Promise<void> {
  for (const [index, { child }] of workers.entries()) {
    if (child.exitCode !== null) workers[index] = await another()
  }
}

describe('worker processes', () => {
  it(
    'that are killed, frozen and cut off tell everything, and nothing twice',
    { timeout: LIMIT_MS },
    async () => {
      const relay = await startRelay()
      onTestFinished(relay.stop)
      const { sql, environment } = await setting({
        BACKEND_ROLE: 'worker',
        BACKEND_SMTP_PORT: String(relay.port),
        BACKEND_NOTIFICATION_WORKER_INTERVAL: '200ms',
      })
      const another = () => startedHost(environment)
      const workers = [await another(), await another()]
      const user_ids = await players(sql, 20)

      for (let number = 0; number < BATCHES; number += 1) {
        const before = await published(sql)
        await sql.begin((tx) => submitNotifications(tx, batch(user_ids, number), ORIGIN))
        await eventually(async () => {
          await startAgain(workers, another)
          return (await published(sql)) > before ? true : null
        })
        await FAULTS[number % FAULTS.length]?.(workers, sql, another)
      }
      await eventually(async () => {
        await startAgain(workers, another)
        await passTime(sql)
        return (await haveEnded(sql)) ? true : null
      }, LIMIT_MS)

      const told = BATCHES * BATCH
      const routes = await sql`
      select channel, status, count(*)::int as routes from backend.notification_routes group by 1, 2 order by 1, 2`
      expect([...routes]).toEqual([
        { channel: 'email', status: 'published', routes: told },
        { channel: 'push', status: 'published', routes: told },
        { channel: 'push', status: 'dead_lettered', routes: BATCHES },
      ])
      const [events] = await sql`
      select count(*)::int as events, count(distinct payload ->> 'game_name')::int as told from backend.push_events`
      expect(events).toEqual({ events: told, told })
      const [mails] = await sql`
      select count(*)::int as mails, count(distinct params -> 'payload' ->> 'game_name')::int as told,
        count(distinct r.delivery_id)::int as of_routes
      from backend.mail_deliveries d left join backend.notification_routes r using (delivery_id)`
      expect(mails).toEqual({ mails: told, told, of_routes: told })
      const [attempts] = await sql`
      select count(*) filter (where attempts > 1 and status = 'published')::int as again
      from backend.notification_routes`
      // The faults came while routes were claimed, or the test shows nothing.
      expect(attempts?.['again']).toBeGreaterThan(0)
    },
  )
})
