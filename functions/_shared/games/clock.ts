// Stops, moves and starts the clock of a game in play, in the caller's one transaction. Each change is of the
// clock itself (`#sql/games/clock`) and of the job of the turn, and notifies the members. Owners, members by
// vote, admins and the platform share it. A transition has the name of its statement.

import {
  notifyDeadlinesMoved,
  notifyHalted,
  notifyLastToSubmit,
  notifyDeadlineMoved,
  notifyOperators,
  notifyPaused,
  notifyResumed,
} from '#shared/notifications/game_events'
import { adminsReachable } from '#shared/notifications/outbox'
import { cycleLength, leastRemaining, usableScheduleOf } from '#shared/turn_schedule'
import { now } from '#sql/connection'
import type { Connection, Origin } from '#sql/connection'
import * as clock from '#sql/games/clock'
import type { Cause, Extended } from '#sql/games/clock'
import { findGame } from '#sql/games/games'
import type { GameRow } from '#sql/games/games'
import { findArmableTurn, reopenTurn } from '#sql/games/turns'
import { armTurn, armTurns, wake } from '#sql/jobs'
import { requestAgain } from '#sql/runtime/records'

type Scheduled = Pick<GameRow, 'game_id' | 'turn_schedule'>

/** running -> paused, and notifies the members. Call it with the game's row locked. */
export async function pauseGame(
  sql: Connection,
  game_id: string,
  cause: Cause,
  origin: Origin,
): ReturnType<typeof clock.pauseGame> {
  const fact = await clock.pauseGame(sql, game_id, cause)
  if (fact === 'done') await notifyPaused(sql, game_id, origin)
  return fact
}

/** running -> halted, and notifies the members. Call it inside a transaction. */
export async function haltGame(
  sql: Connection,
  game_id: string,
  status_reason: string,
  origin: Origin,
  actor_kind: 'platform' | 'admin' = 'platform',
): Promise<boolean> {
  if (!(await clock.haltGame(sql, game_id, status_reason, actor_kind))) return false
  await notifyHalted(sql, game_id, origin)
  return true
}

/** Why an engine cannot be started, as operators read it. */
export type StartFailure = 'image_pull_failed' | 'container_start_failed' | 'start_config_invalid'

export type Fault = {
  kind: 'state_lost' | 'turn_failed' | StartFailure
  game_id: string
  /** The text for players. */
  reason: string
  /** The text for operators, where it says more. */
  error_message?: string
}

/**
 * running -> halted, by a fault. Members and operators are notified once for each halt. Answers false where
 * the game was not running.
 */
export async function haltAndAlert(sql: Connection, fault: Fault, origin: Origin): Promise<boolean> {
  const { kind, game_id, reason, error_message = reason } = fault
  if (!(await haltGame(sql, game_id, reason, origin))) return false
  // Every halt moves the clock, whose version is then its own.
  const game = await findGame(sql, game_id)
  const failure = { kind, game_id, key: `${game_id}/${game?.deadline_version}`, error_message } as const
  await notifyOperators(sql, failure, adminsReachable(), origin)
  return true
}

/**
 * paused | halted -> running, with a turn that can be played again and its job. The rest of the turn runs on,
 * an hour or one cycle at least.
 */
export async function resumeGame(
  sql: Connection,
  game: Scheduled,
  by: { from: readonly ('paused' | 'halted')[]; actor_kind: Cause['actor_kind'] },
  origin: Origin,
): Promise<'done' | 'illegal_transition'> {
  const { game_id } = game
  const least_ms = leastRemaining(usableScheduleOf(game), await now(sql))
  const cause = { reason: 'resumed', actor_kind: by.actor_kind }
  if (!(await clock.resumeGame(sql, { game_id, from: by.from, least_ms }, cause))) return 'illegal_transition'
  await reopenTurn(sql, game_id)
  if (await requestAgain(sql, game_id)) await wake(sql, 'runtime/reconcile')
  await clock.reevaluateEarlyFinish(sql, game_id)
  await rearmTurn(sql, game_id, origin)
  await notifyResumed(sql, game_id, origin)
  await notifyLastToSubmit(sql, game_id, origin)
  return 'done'
}

/**
 * Ends the turn early, or takes that back, and moves its job. The member whom all others wait for is notified.
 * Call it with the game's row locked.
 */
export async function reevaluateEarlyFinish(sql: Connection, game_id: string, origin: Origin): Promise<void> {
  if (await clock.reevaluateEarlyFinish(sql, game_id)) await rearmTurn(sql, game_id, origin)
  await notifyLastToSubmit(sql, game_id, origin)
}

/** Moves the deadline of a running game on, by one cycle at most, and its job. */
export async function extendDeadline(
  sql: Connection,
  game: Scheduled,
  by: { by_ms: number; reason?: string | undefined; actor_kind: Cause['actor_kind'] },
  origin: Origin,
): Promise<Extended> {
  const { game_id } = game
  const most_ms = cycleLength(usableScheduleOf(game), await now(sql)) ?? 0
  const cause = { reason: by.reason ?? 'extended', actor_kind: by.actor_kind }
  const extended = await clock.extendDeadline(sql, { game_id, by_ms: by.by_ms, most_ms }, cause)
  if (extended !== 'done') return extended
  await rearmTurn(sql, game_id, origin)
  await notifyDeadlineMoved(sql, game_id, cause.reason, origin)
  return extended
}

/**
 * Gives all games in play more time, moves their jobs and notifies those who play. Answers how many games got
 * it.
 */
export async function addTime(sql: Connection, by_ms: number, cause: Cause, origin: Origin): Promise<number> {
  const { running, games } = await clock.addTime(sql, by_ms, cause)
  await armTurns(sql, running, origin)
  await notifyDeadlinesMoved(sql, running, cause.reason, origin)
  return games
}

/**
 * Arms the job of a game's current turn anew, due at once where the turn is overdue. Code that makes a turn
 * claimable again calls it in the same transaction, because a job that came too early has found nothing to do
 * and is gone.
 */
export async function rearmTurn(sql: Connection, game_id: string, origin: Origin): Promise<void> {
  const armable = await findArmableTurn(sql, game_id)
  if (!armable) return
  const { due_at, ...turn } = armable
  await armTurn(sql, turn.request_id === null ? { ...turn, ...origin } : turn, due_at)
}
