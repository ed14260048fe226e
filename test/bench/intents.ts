// `node test/bench/intents.ts [--rounds 30]`: notification intents to their route rows, beside one multi-row insert of
// the same rows into bare tables with the same indexes, in turns, as a ratio.

import { parseArgs } from 'node:util'
import { connect } from '#shared/postgres'
import type { Intent } from '#sql/notifications/kinds'
import { submitNotifications } from '#sql/notifications/routes'
import { startTestPostgres } from '#local/embedded/throw_away_postgres'
import { migrateDatabase } from '#local/host/database'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '30' } } })
const INTENTS = 100
const LIMIT_MS = 120_000
// A game of its own for each round: what was told of the same one before would be superseded.
const gameOf = (round: number) => ({
  game_id: `01990000-0000-7000-8000-${String(round + 10).padStart(12, '0')}`,
  game_name: 'The Rift',
})
const ORIGIN = { request_id: 'bench', traceparent: null }

setTimeout(() => {
  process.stderr.write('the bench took too long\n')
  process.exit(1)
}, LIMIT_MS).unref()

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN

const server = await startTestPostgres()
await migrateDatabase(server.dsn)
const sql = connect(server.dsn, { max: 1 })
const people = await sql<{ user_id: string }[]>`
  insert into backend.accounts (email, display_name)
  select n || '@players.test', 'player ' || n from generate_series(1, ${INTENTS}::int) n returning user_id`
await sql`create table public.bare_notifications (like backend.notifications including defaults including indexes)`
await sql`create table public.bare_routes (like backend.notification_routes including defaults including indexes)`
await sql`analyze`

const intentsOf = (round: number) =>
  people.map(({ user_id }) => ({
    kind: 'game.turn_ready' as const,
    idempotency_key: `${round}/${user_id}`,
    user_id,
    payload: { ...gameOf(round), turn: round, deadline_at: null },
  })) satisfies Intent[]

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** The rows that ours made, once more and by hand. */
async function byHand(round: number): Promise<number> {
  const rows = intentsOf(round).map(({ payload, ...row }) => ({ ...row, payload: sql.json(payload) }))
  const ids = await sql<{ notification_id: string }[]>`
    select notification_id from backend.notifications where idempotency_key like ${`${round}/%`}`
  const notifications = rows.map((row, n) => ({ notification_id: ids[n]?.notification_id ?? '', ...row }))
  const routes = notifications.flatMap(({ notification_id, user_id }) =>
    ['push', 'email'].map((channel) => ({
      notification_id,
      user_id,
      subject: gameOf(round).game_id,
      channel,
      status: 'pending',
    })),
  )
  return timed(() =>
    sql.begin(async (tx) => {
      await tx`insert into public.bare_notifications ${tx(notifications)}`
      await tx`insert into public.bare_routes ${tx(routes)}`
    }),
  )
}

const ratios: number[] = []
const ours: number[] = []
// The first rounds warm up.
for (let round = -3; round < Number(values.rounds); round += 1) {
  // As autovacuum does once a table has grown: until then its keys are checked by reading all of it.
  if (round === 0) await sql`analyze`
  const mine = await timed(() => sql.begin((tx) => submitNotifications(tx, intentsOf(round), ORIGIN)))
  const hand = await byHand(round)
  if (round < 0) continue
  ours.push(mine)
  ratios.push(hand / mine)
}
const sorted = ratios.toSorted((a, b) => a - b)
process.stdout.write(
  `${INTENTS} intents to ${2 * INTENTS} routes / the same rows by hand ${median(ratios).toFixed(2)} ` +
    `(${sorted[0]?.toFixed(2)} to ${sorted.at(-1)?.toFixed(2)}), wanted 0.50; ${median(ours).toFixed(1)} ms\n`,
)
await sql.end({ timeout: 2 })
await server.stop()
process.exit(0)
