// Game: draft -> enrollment_open -> ready_to_start -> starting -> running -> finished, with start_failed,
// paused, halted and cancelled beside. Every transition of `games` is in this file, but for those that stop
// and start the clock, which are in `#sql/games/clock`. The use cases decide who may ask for one.

import { only } from '#sql/connection'
import type { Connection, Json } from '#sql/connection'
import { wake } from '#sql/jobs'
import { isInvited } from '#sql/lobby/invites'
import type { Ranking } from '#sql/lobby/seats'

export type GameStatus =
  | 'draft'
  | 'enrollment_open'
  | 'ready_to_start'
  | 'starting'
  | 'start_failed'
  | 'running'
  | 'paused'
  | 'halted'
  | 'finished'
  | 'cancelled'

/** The legal transitions. A test walks every pair of states. */
export const GAME_TRANSITIONS: Record<GameStatus, readonly GameStatus[]> = {
  draft: ['enrollment_open', 'cancelled'],
  enrollment_open: ['ready_to_start', 'cancelled'],
  ready_to_start: ['enrollment_open', 'starting', 'cancelled'],
  starting: ['running', 'start_failed', 'cancelled'],
  start_failed: ['starting', 'cancelled'],
  running: ['paused', 'halted', 'finished', 'cancelled'],
  paused: ['running', 'cancelled'],
  halted: ['running', 'cancelled'],
  finished: [],
  cancelled: [],
}

export type GamePhase = 'before_start' | 'starting' | 'in_play' | 'over'

/**
 * The meaning of a status for the seats of a game. Before the start they are free to come and go, in play the
 * engine has them.
 */
export function phaseOf(status: GameStatus): GamePhase {
  if (status === 'starting') return 'starting'
  if (status === 'finished' || status === 'cancelled') return 'over'
  return status === 'running' || status === 'paused' || status === 'halted' ? 'in_play' : 'before_start'
}

export type GameRow = {
  game_id: string
  name: string
  description: string | null
  visibility: 'public' | 'private'
  status: GameStatus
  status_reason: string | null
  owner_user_id: string | null
  engine_version: string
  settings: Record<string, unknown>
  seed: string
  min_players: number
  max_players: number
  members_count: number
  enrollment_ends_at: Date | null
  start_delay_ms: string
  starts_at: Date | null
  turn_schedule: unknown
  current_turn: number | null
  deadline_at: Date | null
  deadline_version: number
  remaining_ms: string | null
  ranking: Ranking | null
  created_at: Date
  started_at: Date | null
  finished_at: Date | null
}

/** How many sit in the game `g`. */
export const membersOf = (sql: Connection) => sql`(
  select count(*)::int from backend.game_memberships m
  where m.game_id = g.game_id and m.status not in ('left', 'removed', 'replaced'))`

/** The columns of a game as `g`, with the number of its members. */
export const gameColumns = (sql: Connection) => sql`
  g.game_id, g.name, g.description, g.visibility, g.status, g.status_reason, g.owner_user_id, g.engine_version,
  g.settings, g.seed, g.min_players, g.max_players, g.enrollment_ends_at, g.start_delay_ms, g.starts_at,
  g.turn_schedule, g.current_turn, g.deadline_at, g.deadline_version, g.remaining_ms, g.ranking, g.created_at,
  g.started_at, g.finished_at, ${membersOf(sql)} as members_count`

export type NewGame = {
  name: string
  description: string | null
  visibility: 'public' | 'private'
  owner_user_id: string | null
  engine_version: string
  settings: Json
  seed: string
  min_players: number
  max_players: number
  enrollment_ends_at: string | null
  start_delay_ms: number
  turn_schedule: Json
}

/** Creates a game as `draft`. */
export async function insertGame(sql: Connection, game: NewGame): Promise<string> {
  const rows = await sql<{ game_id: string }[]>`
    insert into backend.games (name, description, visibility, owner_user_id, engine_version, settings, seed,
      min_players, max_players, enrollment_ends_at, start_delay_ms, turn_schedule)
    values (${game.name}, ${game.description}, ${game.visibility}, ${game.owner_user_id}, ${game.engine_version},
      ${sql.json(game.settings)}, ${game.seed}, ${game.min_players}, ${game.max_players}, ${game.enrollment_ends_at},
      ${game.start_delay_ms}, ${sql.json(game.turn_schedule)})
    returning game_id`
  return only(rows[0]).game_id
}

/** The game as it is, for work that may see every game, or null. */
export async function findGame(sql: Connection, game_id: string): Promise<GameRow | null> {
  const [row] = await sql<
    GameRow[]
  >`select ${gameColumns(sql)} from backend.games g where g.game_id = ${game_id}`
  return row ?? null
}

/**
 * The game if this player may see it: a public one that is no draft, or one's own, with a seat in it, or invited to.
 */
export async function findVisibleGame(
  sql: Connection,
  game_id: string,
  user_id: string,
): Promise<GameRow | null> {
  const [row] = await sql<GameRow[]>`
    select ${gameColumns(sql)} from backend.games g
    where g.game_id = ${game_id} and (
      (g.visibility = 'public' and g.status <> 'draft') or g.owner_user_id = ${user_id} or ${isMember(sql, user_id)}
      or ${isInvited(sql, user_id)})`
  return row ?? null
}

/** Locks a game's row until the transaction ends, so that changes of its members queue up. */
export async function lockGame(sql: Connection, game_id: string): Promise<void> {
  await sql`select from backend.games where game_id = ${game_id} for no key update`
}

/** Whether a player sits in the game `g`. */
const isMember = (sql: Connection, user_id: string) => sql`exists (
  select from backend.game_memberships m
  where m.game_id = g.game_id and m.user_id = ${user_id} and m.status not in ('left', 'removed', 'replaced'))`

const sources = (to: GameStatus): GameStatus[] =>
  (Object.keys(GAME_TRANSITIONS) as GameStatus[]).filter((from) => GAME_TRANSITIONS[from].includes(to))

/**
 * Moves a game along one legal edge, from `from` or from any state that leads to `to`. Answers false where the
 * game is in another state.
 */
async function move(
  sql: Connection,
  game_id: string,
  to: GameStatus,
  set: { reason?: string | null; from?: GameStatus[] } = {},
): Promise<boolean> {
  const result = await sql`
    update backend.games set
      status = ${to}, status_reason = ${set.reason ?? null},
      starts_at = case when ${to} = 'ready_to_start' then now() + start_delay_ms * interval '1 millisecond' end,
      enrollment_opened_at = case when ${to} = 'enrollment_open'
        then coalesce(enrollment_opened_at, now()) else enrollment_opened_at end,
      deadline_at = case when ${to} = 'cancelled' then null else deadline_at end,
      deadline_version = deadline_version + case when ${to} = 'cancelled' then 1 else 0 end,
      remaining_ms = case when ${to} = 'cancelled' then null else remaining_ms end,
      finished_at = case when ${to} = 'cancelled' then now() else finished_at end
    where game_id = ${game_id} and status = any(${set.from ?? sources(to)}::backend.game_status[])`
  // These wait for a time: the loop that moves them on has to learn when.
  if (result.count > 0 && (to === 'enrollment_open' || to === 'ready_to_start'))
    await wake(sql, 'lobby/expire')
  return result.count > 0
}

/** draft -> enrollment_open. */
export const openEnrollment = (sql: Connection, game_id: string): Promise<boolean> =>
  move(sql, game_id, 'enrollment_open', { from: ['draft'] })

/** ready_to_start -> enrollment_open, when a member leaves in the start delay, or the lock is undone. */
export const reopenEnrollment = (sql: Connection, game_id: string): Promise<boolean> =>
  move(sql, game_id, 'enrollment_open', { from: ['ready_to_start'] })

/**
 * enrollment_open -> ready_to_start, where the start delay begins. The caller has checked that there are
 * enough members.
 */
export const lockEnrollment = (sql: Connection, game_id: string): Promise<boolean> =>
  move(sql, game_id, 'ready_to_start')

/**
 * Records that the owner was warned of an enrollment below its minimum. Answers false where that was recorded
 * before, or the enrollment is over.
 */
export async function recordEnrollmentWarned(sql: Connection, game_id: string): Promise<boolean> {
  const result = await sql`
    update backend.games set enrollment_warned_at = now()
    where game_id = ${game_id} and status = 'enrollment_open' and enrollment_warned_at is null`
  return result.count > 0
}

/** ready_to_start | start_failed -> starting. */
export const startGame = (
  sql: Connection,
  game_id: string,
  from: 'ready_to_start' | 'start_failed',
): Promise<boolean> => move(sql, game_id, 'starting', { from: [from] })

/** starting -> start_failed, with the reason that players read. */
export const failStart = (sql: Connection, game_id: string, reason: string): Promise<boolean> =>
  move(sql, game_id, 'start_failed', { reason })

/** starting -> running, in the transaction that makes turn 1 (see `openTurn` of `#sql/games/turns`). */
export async function beginRun(sql: Connection, game_id: string): Promise<boolean> {
  const result = await sql`
    update backend.games set status = 'running', status_reason = null, started_at = now(), current_turn = 1
    where game_id = ${game_id} and status = 'starting'`
  return result.count > 0
}

/** running -> finished, with a ranking: that of the engine, or that of the person who ends the game. */
export async function finishGame(sql: Connection, game_id: string, ranking: Ranking): Promise<boolean> {
  const result = await sql`
    update backend.games set status = 'finished', ranking = ${sql.json(ranking)}, finished_at = now(),
      deadline_at = null, deadline_version = deadline_version + 1
    where game_id = ${game_id} and status = 'running'`
  return result.count > 0
}

/** Gives a game that is not over to another owner. */
export async function transferGame(sql: Connection, game_id: string, user_id: string): Promise<boolean> {
  const result = await sql`
    update backend.games set owner_user_id = ${user_id}
    where game_id = ${game_id} and status not in ('finished', 'cancelled')`
  return result.count > 0
}

/** Every state that is not terminal -> cancelled. */
export const cancelGame = (sql: Connection, game_id: string, reason: string): Promise<boolean> =>
  move(sql, game_id, 'cancelled', { reason })
