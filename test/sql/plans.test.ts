// Lists over very many rows stay on indexes, at any page and by any cursor: over 100,000 games and accounts, the plans of
// the very statements that the verbs run.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, database } from '#shared/postgres'
import { config } from '#shared/config'
import { listApplications } from '#sql/applications'
import type { Connection } from '#sql/connection'
import { listGames } from '#sql/game_list'
import type { GameStatus } from '#sql/games'
import { EXACT_TOTAL } from '#sql/list'
import type { Fragment, Slice, Window } from '#sql/list'
import type { DeliveryStatus } from '#sql/mail'
import { listDeliveries } from '#sql/mail_list'
import { listDeadlineEvents, listTurns } from '#sql/turn_list'
import { fillDatabase } from '#test/kit/many'
import type { Many } from '#test/kit/many'
import { PLAN_MODES, planned, readWhole, rowsSorted, rowsVisited } from '#test/kit/plans'
import type { Plan } from '#test/kit/plans'

const PAGE = 50
const FIRST = { limit: PAGE, before: null, offset: 0 }
const PAGE_200 = { limit: PAGE, before: null, offset: 199 * PAGE }

let many: Many
beforeAll(async () => {
  const sql = connect(config().BACKEND_POSTGRES_DSN ?? '', { max: 1 })
  many = await fillDatabase(sql)
  await sql.end({ timeout: 2 })
}, 300_000)

type Listed = {
  /** The rows of one window. */
  list: (sql: Connection, window: Window<never>) => Promise<Slice<object>>
  /** The ids of the same list. */
  ids: (sql: Connection) => Fragment
  /** How many rows one row of the list may cost to walk over; else it is one. */
  walks?: number
}

const games = (
  scope: 'public' | 'mine',
  status: GameStatus | null,
  ids: Listed['ids'],
  walks: number,
): Listed => ({
  walks,
  ids,
  list: (sql, window) => listGames(sql, { scope, status, user_id: many.user_id }, window),
})

const publicGames = (status: GameStatus | null): Listed =>
  games(
    'public',
    status,
    (sql) => sql`
    select game_id as id from backend.games where visibility = 'public' and status <> 'draft'
      and ${status === null ? sql`true` : sql`status = ${status}`}`,
    1,
  )

const deliveries = (status: DeliveryStatus | null, recipient?: true): Listed => {
  const filter = () => ({ status, recipient_hash: recipient ? many.recipient_hash : null })
  return {
    list: (sql, window) => listDeliveries(sql, filter(), window),
    ids: (sql) => sql`
      select delivery_id as id from backend.mail_deliveries
      where (${filter().status}::text is null or status::text = ${filter().status})
        and (${filter().recipient_hash}::text is null or recipient_hash = ${filter().recipient_hash})`,
  }
}

const LISTS: Record<string, Listed> = {
  'public games': publicGames(null),
  'public games of a frequent status': publicGames('finished'),
  'public games of a status that only old games have': publicGames('cancelled'),
  'public games of a status that only new games have': publicGames('enrollment_open'),
  'public games of a status that none has': publicGames('halted'),
  'games of mine': games(
    'mine',
    null,
    (sql) => sql`
    select game_id as id from backend.games g where owner_user_id = ${many.user_id} or exists (
      select from backend.game_memberships m
      where m.game_id = g.game_id and m.user_id = ${many.user_id} and m.status = 'active')`,
    3,
  ),
  'the applications of a game': {
    list: (sql, window) => listApplications(sql, { game_id: many.game_id, user_id: null }, window),
    ids: (sql) =>
      sql`select application_id as id from backend.game_applications where game_id = ${many.game_id}`,
  },
  'the turns of a game': {
    list: (sql, window) => listTurns(sql, many.game_id, window),
    ids: (sql) => sql`select turn as id from backend.game_turns where game_id = ${many.game_id}`,
  },
  'why deadlines moved': {
    list: (sql, window) => listDeadlineEvents(sql, many.game_id, window),
    ids: (sql) => sql`select event_id as id from backend.deadline_events where game_id = ${many.game_id}`,
  },
  mails: deliveries(null),
  'mails of a frequent status': deliveries('sent'),
  'dead letters': deliveries('dead_lettered'),
  'mails of a status that only new ones have': deliveries('pending'),
  'mails to somebody': deliveries(null, true),
}

const BIG = new Set([
  'games',
  'accounts',
  'sessions',
  'game_memberships',
  'game_applications',
  'game_invites',
  'game_turns',
  'deadline_events',
  'mail_deliveries',
  'admin_audit_log',
])

const isCount = ({ statement }: Plan) => statement.includes('count(*)::int as total')

/**
 * Expects that a window was reached by looking at no more rows than it has to skip, that its total was counted no further
 * than totals go, and that nothing is read from end to end. Where walks are merged they may be sorted together.
 */
function expectBounded(plans: Plan[], skipped: number, walks: number): void {
  expect(plans.filter((plan) => !isCount(plan))).toHaveLength(1)
  for (const plan of plans) {
    const most = isCount(plan) ? EXACT_TOTAL + 1 : skipped + PAGE + 1
    const looked_up = isCount(plan) ? 0 : 6 * (PAGE + 1)
    expect(
      readWhole(plan).filter((table) => BIG.has(table)),
      plan.drawn,
    ).toEqual([])
    expect(rowsVisited(plan), plan.drawn).toBeLessThanOrEqual(most * walks + looked_up)
    expect(rowsSorted(plan), plan.drawn).toBeLessThanOrEqual(walks === 1 ? PAGE + 1 : most * walks)
  }
}

describe.each(PLAN_MODES)('%s', (mode) => {
  const { of, end } = planned(mode)
  afterAll(end)

  it.each(Object.entries(LISTS))('%s', async (_name, { list, ids, walks = 1 }) => {
    const before = await oldAmong(ids)
    const windows: Window<never>[] = [FIRST, PAGE_200]
    if (before !== null) windows.push({ limit: PAGE, before: before as never, offset: 0 })
    for (const window of windows) {
      const { plans, result } = await of((sql) => list(sql, window))
      expectBounded(plans, window.offset, walks)
      expect(result.items.length).toBe(await sizeOf(ids, window))
    }
  })
})

/** An id with few older ones in the list, which no page reaches; null where the list is short. */
async function oldAmong(ids: Listed['ids']): Promise<string | null> {
  const sql = database()
  const [row] = await sql<{ id: string }[]>`
    select id::text as id from (${ids(sql)}) listed order by listed.id offset ${PAGE} limit 1`
  return row?.id ?? null
}

/** How many rows of the list a window has. */
async function sizeOf(ids: Listed['ids'], { before, offset, limit }: Window<never>): Promise<number> {
  const sql = database()
  const [row] = await sql<{ size: number }[]>`
    select count(*)::int as size from (
      select from (${ids(sql)}) listed where ${before === null ? sql`true` : sql`listed.id < ${before}`}
      offset ${offset} limit ${limit}) page`
  return row?.size ?? 0
}
