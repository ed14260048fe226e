// Lists over very many rows stay on indexes, at any page and by any cursor: over 100,000 games and accounts, the plans
// of the very statements that the verbs run.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { config } from '#shared/config'
import { connect, database } from '#shared/postgres'
import { listAccounts } from '#sql/accounts/list'
import type { AccountFilter } from '#sql/accounts/list'
import { listOpenSanctions } from '#sql/accounts/sanctions'
import { findCallers, listSessions } from '#sql/accounts/sessions'
import { listAudit } from '#sql/admins/audit'
import type { AuditFilter } from '#sql/admins/audit'
import type { Connection } from '#sql/connection'
import type { GameStatus } from '#sql/games/games'
import { listAnyGames, listDueGames, listGames, listGamesOfVersion, nextGameDueIn } from '#sql/games/list'
import type { AnyGameFilter } from '#sql/games/list'
import { listDeadlineEvents, listTurns } from '#sql/games/turn_list'
import { listOverdueTurns } from '#sql/games/turns'
import { EXACT_TOTAL } from '#sql/list'
import type { Fragment, Slice, Window } from '#sql/list'
import { listApplications } from '#sql/lobby/applications'
import { listInvites } from '#sql/lobby/invites'
import { listMemberHistory } from '#sql/lobby/members'
import { listVotes } from '#sql/lobby/votes'
import { claimDeliveries } from '#sql/mail/attempts'
import { countDeadLetters, listDeliveries } from '#sql/mail/list'
import { listInbox } from '#sql/notifications/inbox'
import { listDeadLetters, listNotifications } from '#sql/notifications/list'
import { listPushEvents } from '#sql/notifications/push_events'
import { claimRoutes } from '#sql/notifications/route_attempts'
import { deleteOldNotifications } from '#sql/notifications/routes'
import { listCrashes, listOperations, listRuntimes } from '#sql/runtime/list'
import type { RuntimeFilter } from '#sql/runtime/list'
import { fillDatabase, MANY } from '#test/kit/many'
import type { Many } from '#test/kit/many'
import { PLAN_MODES, planned, readWhole, rowsSorted, rowsVisited } from '#test/kit/plans'
import type { Plan } from '#test/kit/plans'

// More than any player, admin or filter has here, and far less than there is.
const MINE = 20_000
const PAGE = 50
const FIRST = { limit: PAGE, before: null, offset: 0 }
const PAGE_200 = { limit: PAGE, before: null, offset: 199 * PAGE }

let many: Many
beforeAll(async () => {
  const sql = connect(config().BACKEND_POSTGRES_DSN, { max: 1 })
  many = await fillDatabase(sql)
  await sql.end({ timeout: 2 })
}, 300_000)

type Listed = {
  /** The rows of one window. */
  list: (sql: Connection, window: Window<never>) => Promise<Slice<object>>
  /** The ids of the same list, asked for in the plainest way. */
  ids: (sql: Connection) => Fragment
  /** How many walks are merged, which may sort them together; else there is one. */
  walks?: number
  /**
   * The most rows that are looked at and sorted, whatever the window: all that one filter finds, where another
   * is looked up for each of them.
   */
  looks?: number
  /** How many statements follow on the ids of the window. */
  follow_ups?: number
  /** Whether the planner has to see the values: which of several filters is rare, no plan that is kept can know. */
  needs_values?: true
}

const publicGames = (status: GameStatus | null): Listed => ({
  list: (sql, window) => listGames(sql, { scope: 'public', status, user_id: many.user_id }, window),
  ids: (sql) => sql`
    select game_id as id from backend.games where visibility = 'public' and status <> 'draft'
      and ${status === null ? sql`true` : sql`status = ${status}`}`,
})

const myGames = (status: GameStatus | null, looks?: number): Listed => ({
  list: (sql, window) => listGames(sql, { scope: 'mine', status, user_id: many.user_id }, window),
  ids: (sql) => sql`
    select game_id as id from backend.games g
    where ${status === null ? sql`true` : sql`status = ${status}`} and (owner_user_id = ${many.user_id} or exists (
      select from backend.game_memberships m
      where m.game_id = g.game_id and m.user_id = ${many.user_id} and m.status = 'active'))`,
  walks: 2,
  ...(looks !== undefined && { looks }),
})

/** A list whose filters are columns that have to have a value. */
function by<F>(
  [table, id]: [string, string],
  verb: (sql: Connection, filter: F, window: Window) => Promise<Slice<object>>,
  filter: () => F,
  looks?: number,
): Listed {
  return {
    list: (sql, window) => verb(sql, filter(), window),
    ids: (sql) => {
      const all = Object.entries(filter() as Record<string, string>).map(
        ([column, value]) => sql`and ${sql(column)}::text = ${value}`,
      )
      return sql`select ${sql(id)} as id from ${sql(`backend.${table}`)} where true ${all.length > 0 ? all : sql``}`
    },
    ...(looks !== undefined && { looks, needs_values: true }),
  }
}

const GAMES: [string, string] = ['games', 'game_id']
const MAILS: [string, string] = ['mail_deliveries', 'delivery_id']
const NOTIFICATIONS: [string, string] = ['notifications', 'notification_id']
const ENGINES: [string, string] = ['runtime_records', 'game_id']
const AUDIT: [string, string] = ['admin_audit_log', 'audit_id']

/** `share` of MINE is what is looked at: the names that begin so, or the accounts of a status. */
const accounts = (filter: () => AccountFilter, where: string, share = 1): Listed => ({
  list: (sql, window) => listAccounts(sql, filter(), window),
  ids: (sql) => sql`select user_id as id from backend.accounts where ${sql.unsafe(where)}`,
  looks: share * MINE,
})

type NotificationFilter = { kind?: string; user_id?: string }

const ofGame = (table: string, id: string, list: Listed['list']): Listed => ({
  list,
  ids: (sql) => sql`select ${sql(id)} as id from ${sql(`backend.${table}`)} where game_id = ${many.game_id}`,
})

const myInvites = (status: 'declined' | null, looks?: number): Listed => ({
  list: (sql, window) => listInvites(sql, { status, user_id: many.user_id }, window),
  ids: (sql) => sql`
    select invite_id as id from backend.game_invites where user_id = ${many.user_id}
      or email = (select a.email from backend.accounts a where a.user_id = ${many.user_id})`,
  walks: 2,
  ...(looks !== undefined && { looks }),
})

const allGames = (filter: () => AnyGameFilter, looks?: number) => by(GAMES, listAnyGames, filter, looks)
const allMails = (filter: () => Parameters<typeof listDeliveries>[1]) => by(MAILS, listDeliveries, filter)
const told = (filter: () => NotificationFilter, looks?: number): Listed => ({
  ...by(NOTIFICATIONS, listNotifications, filter, looks),
  follow_ups: 1,
})
const engines = (filter: () => RuntimeFilter) => by(ENGINES, listRuntimes, filter)
const audit = (filter: () => AuditFilter, looks?: number) => by(AUDIT, listAudit, filter, looks)

const LISTS: Record<string, Listed> = {
  'public games': publicGames(null),
  'public games of a frequent status': publicGames('finished'),
  'public games of a status that only old games have': publicGames('cancelled'),
  'public games of a status that only new games have': publicGames('enrollment_open'),
  'public games of a status that none has': publicGames('halted'),
  'games of mine': myGames(null),
  // The seats that I have, and the game of each; then what I own.
  'games of mine of one status': myGames('finished', 2 * MINE + EXACT_TOTAL + 1),
  'all games': allGames(() => ({})),
  'all games of a status': allGames(() => ({ status: 'cancelled' })),
  'all games of a visibility': allGames(() => ({ visibility: 'private' })),
  'all games of an owner': allGames(() => ({ owner_user_id: many.user_id })),
  'all games of an engine version': allGames(() => ({ engine_version: '2.0.0' })),
  'the games of an engine version that are not over': {
    list: (sql, window) => listGamesOfVersion(sql, '2.0.0', window),
    ids: (sql) => sql`
      select game_id as id from backend.games
      where engine_version = '2.0.0' and status not in ('finished', 'cancelled')`,
  },
  'all games of a status and a visibility': allGames(
    () => ({ status: 'finished', visibility: 'private' }),
    2 * MINE,
  ),
  'the applications of a game': ofGame('game_applications', 'application_id', (sql, window) =>
    listApplications(sql, { game_id: many.game_id, user_id: null }, window),
  ),
  'the turns of a game': ofGame('game_turns', 'turn', (sql, window) => listTurns(sql, many.game_id, window)),
  'why deadlines moved': ofGame('deadline_events', 'event_id', (sql, window) =>
    listDeadlineEvents(sql, many.game_id, window),
  ),
  'the votes of a game': ofGame('game_votes', 'vote_id', (sql, window) => listVotes(sql, many, window)),
  'the invites of a game': ofGame('game_invites', 'invite_id', (sql, window) =>
    listInvites(sql, { status: null, game_id: many.game_id }, window),
  ),
  'invites to me': myInvites(null),
  'invites to me of one status': myInvites('declined', 4 * MINE),
  accounts: accounts(() => ({}), 'true', 0.51),
  'blocked accounts': accounts(() => ({ status: 'banned' }), "status = 'banned'", 0.1),
  'suspended accounts': accounts(
    () => ({ status: 'suspended' }),
    "status = 'suspended' and suspended_until > now()",
    0.1,
  ),
  'active accounts': accounts(() => ({ status: 'active' }), "status = 'active'", 0.52),
  'accounts by a name': accounts(
    () => ({ name: 'Player 0a1' }),
    "lower(display_name) like 'player 0a1%'",
    0.1,
  ),
  'accounts by what some names begin with': accounts(
    () => ({ name: 'Player 0' }),
    "display_name like 'Player 0%'",
  ),
  'accounts by what many names begin with': accounts(
    () => ({ name: 'pLAYER' }),
    "display_name like 'Player%'",
  ),
  'active accounts by a name': accounts(
    () => ({ name: 'Player 0', status: 'active' }),
    "display_name like 'Player 0%' and status = 'active'",
  ),
  'blocked accounts by a name': accounts(
    () => ({ name: 'Player 0', status: 'banned' }),
    "display_name like 'Player 0%' and status = 'banned'",
    0.1,
  ),
  'an account by its address': accounts(
    () => ({ email: 'p77@players.test' }),
    "email = 'p77@players.test'",
    0.01,
  ),
  mails: allMails(() => ({})),
  'mails of a frequent status': allMails(() => ({ status: 'sent' })),
  'dead letters': allMails(() => ({ status: 'dead_lettered' })),
  'mails of a status that only new ones have': allMails(() => ({ status: 'pending' })),
  'mails to somebody': allMails(() => ({ recipient_hash: many.recipient_hash })),
  notifications: told(() => ({})),
  'notifications of a frequent kind': told(() => ({ kind: 'game.turn_ready' })),
  'notifications of a rare kind': told(() => ({ kind: 'game.paused' })),
  'notifications of a kind that there is none of': told(() => ({ kind: 'game.halted' })),
  'notifications to somebody': told(() => ({ user_id: many.user_id })),
  'notifications of a kind to somebody': told(() => ({ user_id: many.user_id, kind: 'game.paused' }), MINE),
  'notifications that were given up': {
    list: (sql, window) => listDeadLetters(sql, window),
    ids: (sql) =>
      sql`select notification_id as id from backend.notification_routes where status = 'dead_lettered'`,
    follow_ups: 1,
  },
  'my inbox': {
    list: (sql, window) => listInbox(sql, many.user_id, window),
    ids: (sql) =>
      sql`select notification_id as id from backend.notifications where user_id = ${many.user_id}`,
  },
  engines: engines(() => ({})),
  'engines of a frequent status': engines(() => ({ status: 'removed' })),
  'engines of a rare status': engines(() => ({ status: 'crash_loop' })),
  'engines of a driver': engines(() => ({ driver: 'process' })),
  'the operations on an engine': ofGame('runtime_operation_log', 'operation_id', (sql, window) =>
    listOperations(sql, many.game_id, window),
  ),
  'the crashes of an engine': ofGame('runtime_crashes', 'crash_id', (sql, window) =>
    listCrashes(sql, many.game_id, window),
  ),
  'the audit log': audit(() => ({})),
  'what an admin did': audit(() => ({ actor: 'root' })),
  'a rare deed': audit(() => ({ action: 'rare' })),
  'what happened to a game': audit(() => ({ target: 'game:7' })),
  'what was refused': audit(() => ({ outcome: 'refused' })),
  'what an admin was refused': audit(() => ({ actor: 'root', outcome: 'refused' }), MINE),
}

const BIG = new Set([
  'games',
  'accounts',
  'sessions',
  'game_memberships',
  'game_applications',
  'game_invites',
  'game_votes',
  'game_turns',
  'deadline_events',
  'mail_deliveries',
  'admin_audit_log',
  'notifications',
  'notification_routes',
  'push_events',
  'runtime_records',
  'runtime_operation_log',
  'runtime_crashes',
])

const isCount = ({ statement }: Plan) => statement.includes('count(*)::int as total')

/**
 * Expects that a window was reached by looking at no more rows than it has to skip, that its total was counted no
 * further than totals go, and that nothing is read from end to end. Where walks are merged they may be sorted together.
 */
function expectBounded(plans: Plan[], skipped: number, { walks = 1, looks, follow_ups = 0 }: Listed): void {
  expect(plans.filter((plan) => !isCount(plan))).toHaveLength(1 + follow_ups)
  for (const plan of plans) {
    const window = isCount(plan) ? EXACT_TOTAL + 1 : skipped + PAGE + 1
    const looked_up = isCount(plan) ? 1 : 6 * (PAGE + 1)
    expect(
      readWhole(plan).filter((table) => BIG.has(table)),
      plan.drawn,
    ).toEqual([])
    expect(rowsVisited(plan), plan.drawn).toBeLessThanOrEqual((looks ?? window * walks) + looked_up)
    expect(rowsSorted(plan), plan.drawn).toBeLessThanOrEqual(looks ?? (walks > 1 ? window * walks : PAGE + 1))
  }
}

describe.each(PLAN_MODES)('%s', (mode) => {
  const { of, end } = planned(mode)
  afterAll(end)

  it.each(Object.entries(LISTS))('%s', async (_name, listed) => {
    const { list, ids } = listed
    const looks = listed.needs_values && mode === 'force_generic_plan' ? 2 * MANY : listed.looks
    const before = await oldAmong(ids)
    const windows: Window<never>[] = [FIRST, PAGE_200]
    if (before !== null) windows.push({ limit: PAGE, before: before as never, offset: 0 })
    for (const window of windows) {
      const { plans, result } = await of((sql) => list(sql, window))
      expectBounded(plans, window.offset, { ...listed, ...(looks !== undefined && { looks }) })
      expect(result.items.length).toBe(await sizeOf(ids, window))
    }
  })
})

/** What has no pages, since it is never long: it costs what it answers. */
const QUESTIONS: Record<string, (sql: Connection) => Promise<unknown>> = {
  'the sessions of a player': (sql) => listSessions(sql, many.user_id, 3_600_000),
  'the games that are due': listDueGames,
  'when a game is due': nextGameDueIn,
  'the turns that are late': (sql) => listOverdueTurns(sql, 1000),
  'who a token stands for': (sql) => findCallers(sql, ['0'.repeat(64), 'f'.repeat(64)], 3_600_000),
  'the mails that are due': (sql) => claimDeliveries(sql, { worker_id: 'a-test', lease_ms: 1000, limit: 10 }),
  'the sanctions of a player': (sql) => listOpenSanctions(sql, many.user_id),
  'the push events that a player missed': (sql) =>
    listPushEvents(sql, [{ user_id: many.user_id, after: 100, session: null }], 100, 3_600_000),
  'the push events that a gateway missed': (sql) =>
    listPushEvents(sql, [{ user_id: null, after: 100, session: null }], 100, 3_600_000),
  'what a player has to be told': (sql) =>
    claimRoutes(sql, { worker_id: 'a-test', lease_ms: 1000, limit: 10 }),
  'notifications that are old': (sql) => deleteOldNotifications(sql, 3_600_000, 1000),
  'whether mail dies': (sql) =>
    countDeadLetters(sql, { notified_as: 'mail.dead_letter_growth', except: ['mail.dead_letter_growth'] }),
  'the seats of a game': (sql) => listMemberHistory(sql, many.game_id),
}

describe.each(PLAN_MODES)('%s', (mode) => {
  const { of, end } = planned(mode)
  afterAll(end)

  it.each(Object.entries(QUESTIONS))('%s', async (_name, ask) => {
    const { plans } = await of(ask)
    expect(plans.length).toBeGreaterThan(0)
    for (const plan of plans) {
      expect(
        readWhole(plan).filter((table) => BIG.has(table)),
        plan.drawn,
      ).toEqual([])
      expect(rowsVisited(plan), plan.drawn).toBeLessThanOrEqual(1000)
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
