// Questions about many games: lists, and which of them are due. They change nothing. The transitions are in
// `#sql/games/games`.

import type { Connection } from '#sql/connection'
import { findGame, gameColumns, membersOf } from '#sql/games/games'
import type { GameRow, GameStatus } from '#sql/games/games'
import { equals, filtered, readSlice, sliceOf } from '#sql/list'
import type { Before, Fragment, Slice, Window } from '#sql/list'

export type GameFilter = { scope: 'public' | 'mine'; user_id: string; status: GameStatus | null }

/** The public games that are no drafts, or those a player owns or sits in. The newest comes first. */
export function listGames(sql: Connection, filter: GameFilter, window: Window): Promise<Slice<GameRow>> {
  const { status, user_id } = filter
  const list = { columns: gameColumns(sql), from: sql`backend.games g`, id: 'g.game_id' }
  if (filter.scope === 'mine') {
    const ids = (before: Before, most: number) => idsOfPlayer(sql, { user_id, status }, before, most)
    return sliceOf(sql, { ...list, where: sql`true`, ids }, window)
  }
  const open = sql`g.visibility = 'public' and g.status <> 'draft'`
  if (status === null) return readSlice(sql, { ...list, where: open }, window)
  const where = sql`${open} and ${equals(sql, 'g.status', status, 'backend.game_status')}`
  return readSlice(sql, { ...list, where, order: sql`g.status, g.game_id desc` }, window)
}

// Two ordered walks are merged, and a game in both is in the result once. No index orders `owner or member`,
// so that condition would read and sort every game. A status is looked up for each seat (`offset 0` sees to
// that).
function idsOfPlayer(
  sql: Connection,
  { user_id, status }: Pick<GameFilter, 'user_id' | 'status'>,
  before: Before,
  most: number,
): Fragment {
  const seated = sql`m.user_id = ${user_id} and m.status not in ('left', 'removed', 'replaced')`
  const of = status === null ? sql`` : sql`and g.status = ${status}`
  const games = sql`cross join lateral (
    select from backend.games g where g.game_id = m.game_id ${of} offset 0) g`
  return sql`
    select distinct mine.id from (
      (select g.game_id as id from backend.games g
       where g.owner_user_id = ${user_id} ${of} ${before('g.game_id')} order by g.game_id desc limit ${most})
      union all
      (select m.game_id from backend.game_memberships m ${status === null ? sql`` : games}
       where ${seated} ${before('m.game_id')}
       order by m.game_id desc limit ${most})
    ) mine order by mine.id desc`
}

export type AnyGameFilter = {
  status?: GameStatus | undefined
  visibility?: 'public' | 'private' | undefined
  owner_user_id?: string | undefined
  engine_version?: string | undefined
}

/** All games, newest first. */
export function listAnyGames(
  sql: Connection,
  filter: AnyGameFilter,
  window: Window,
): Promise<Slice<GameRow>> {
  const id = 'g.game_id'
  const rows = filtered(
    sql,
    id,
    ['g.owner_user_id', filter.owner_user_id, 'uuid'],
    ['g.status', filter.status, 'backend.game_status'],
    ['g.engine_version', filter.engine_version, 'text'],
    ['g.visibility', filter.visibility, 'backend.game_visibility'],
  )
  return readSlice(sql, { columns: gameColumns(sql), from: sql`backend.games g`, id, ...rows }, window)
}

/** The games of an engine version that are not over, newest first. */
export function listGamesOfVersion(
  sql: Connection,
  engine_version: string,
  window: Window,
): Promise<Slice<GameRow>> {
  const where = sql`g.engine_version = ${engine_version} and g.status not in ('finished', 'cancelled')`
  const order = sql`g.game_id desc`
  return readSlice(
    sql,
    { columns: gameColumns(sql), from: sql`backend.games g`, where, order, id: 'g.game_id' },
    window,
  )
}

const isDue = (sql: Connection) => sql`(
  (g.status = 'enrollment_open' and g.enrollment_ends_at <= now())
  or (g.status = 'ready_to_start' and g.starts_at <= now()))`

/** Games whose enrollment has ended, or whose start delay is over. */
export async function listDueGames(sql: Connection): Promise<string[]> {
  const rows = await sql<{ game_id: string }[]>`
    select g.game_id from backend.games g where ${isDue(sql)} order by g.game_id`
  return rows.map(({ game_id }) => game_id)
}

/** A game that is due, with its row locked. Null where it no longer is due, or where somebody else has it. */
export async function claimDueGame(sql: Connection, game_id: string): Promise<GameRow | null> {
  const claimed = await sql`
    select from backend.games g where g.game_id = ${game_id} and ${isDue(sql)} for no key update of g skip locked`
  return claimed.length > 0 ? findGame(sql, game_id) : null
}

// At four fifths of the time, there is still some left to find players in.
const warnsAt = (sql: Connection) => sql`(
  coalesce(g.enrollment_opened_at, g.created_at)
  + (g.enrollment_ends_at - coalesce(g.enrollment_opened_at, g.created_at)) * 0.8)`
const mayWarn = (sql: Connection) => sql`
  g.status = 'enrollment_open' and g.enrollment_ends_at > now() and g.enrollment_warned_at is null
  and g.owner_user_id is not null`

/** Games whose enrollment ends soon and below the minimum, and whose owners do not know it. */
export async function listGamesToWarn(sql: Connection): Promise<string[]> {
  const rows = await sql<{ game_id: string }[]>`
    select g.game_id from backend.games g
    where ${mayWarn(sql)} and ${warnsAt(sql)} <= now() and g.min_players > ${membersOf(sql)}
    order by g.game_id`
  return rows.map(({ game_id }) => game_id)
}

/**
 * Milliseconds until the next enrollment, start delay or invite ends, or a warning may be due. Null where none
 * does.
 */
export async function nextGameDueIn(sql: Connection): Promise<number | null> {
  const [row] = await sql<{ due_in_ms: number | null }[]>`
    select (extract(epoch from min(due_at) - now()) * 1000)::float8 as due_in_ms from (
      select min(enrollment_ends_at) as due_at from backend.games where status = 'enrollment_open'
      union all
      select min(starts_at) from backend.games where status = 'ready_to_start'
      union all
      select min(${warnsAt(sql)}) from backend.games g where ${mayWarn(sql)} and ${warnsAt(sql)} > now()
      union all
      select min(expires_at) from backend.game_invites where status = 'pending'
    ) due`
  return row?.due_in_ms ?? null
}
