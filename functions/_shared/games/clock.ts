// What stops, moves or starts the clock of a game in play, in the caller's one transaction: the clock itself (`#sql/games/clock`), the
// job of the turn that it belongs to, and that its members are told.
import { addTime, extendDeadline, haltGame, pauseGame, resumeGame, settleEarlyFinish } from '#sql/games/clock'
import type { Cause, Extended } from '#sql/games/clock'
import type { Connection, Origin } from '#sql/connection'
import { armTurn, armTurns, wake } from '#sql/jobs'
import { tellAllMoved, tellHalted, tellLastToSubmit, tellMoved, tellPaused, tellResumed } from '#sql/notices'
import { requestAgain } from '#sql/runtime/records'
import { findArmableTurn, reopenTurn } from '#sql/games/turns'

/** running -> paused (`pauseGame`), which its members are told. */
export async function pausePlay(
  sql: Connection,
  game_id: string,
  cause: Cause,
  origin: Origin,
): ReturnType<typeof pauseGame> {
  const fact = await pauseGame(sql, game_id, cause)
  if (fact === 'done') await tellPaused(sql, game_id, origin)
  return fact
}

/** running -> halted (`haltGame`), which its members are told. Call it inside a transaction. */
export async function haltPlay(
  sql: Connection,
  game_id: string,
  status_reason: string,
  origin: Origin,
  actor_kind: 'platform' | 'admin' = 'platform',
): Promise<boolean> {
  if (!(await haltGame(sql, game_id, status_reason, actor_kind))) return false
  await tellHalted(sql, game_id, origin)
  return true
}

/** paused | halted -> running, with a turn that can be played again and its job. */
export async function resumePlay(
  sql: Connection,
  resumed: Parameters<typeof resumeGame>[1],
  cause: Cause,
  origin: Origin,
): Promise<'done' | 'illegal_transition'> {
  if (!(await resumeGame(sql, resumed, cause))) return 'illegal_transition'
  await reopenTurn(sql, resumed.game_id)
  if (await requestAgain(sql, resumed.game_id)) await wake(sql, 'runtime/reconcile')
  await settleEarlyFinish(sql, resumed.game_id)
  await rearmTurn(sql, resumed.game_id, origin)
  await tellResumed(sql, resumed.game_id, origin)
  await tellLastToSubmit(sql, resumed.game_id, origin)
  return 'done'
}

/**
 * Ends the turn early, or does not any more (`settleEarlyFinish`), and moves its job; whom all others wait for is told. Call it
 * with the game's row locked.
 */
export async function settleTurn(sql: Connection, game_id: string, origin: Origin): Promise<void> {
  if (await settleEarlyFinish(sql, game_id)) await rearmTurn(sql, game_id, origin)
  await tellLastToSubmit(sql, game_id, origin)
}

/** Moves the deadline of a running game on, and its job. */
export async function extendTurn(
  sql: Connection,
  extension: Parameters<typeof extendDeadline>[1],
  cause: Cause,
  origin: Origin,
): Promise<Extended> {
  const extended = await extendDeadline(sql, extension, cause)
  if (extended !== 'done') return extended
  await rearmTurn(sql, extension.game_id, origin)
  await tellMoved(sql, extension.game_id, cause.reason, origin)
  return extended
}

/** Gives all games in play more time (`addTime`), moves their jobs and tells who plays; answers how many games got it. */
export async function addTimeToAll(
  sql: Connection,
  by_ms: number,
  cause: Cause,
  origin: Origin,
): Promise<number> {
  const { running, games } = await addTime(sql, by_ms, cause)
  await armTurns(sql, running, origin)
  await tellAllMoved(sql, running, cause.reason, origin)
  return games
}

/**
 * Arms the job of a game's current turn anew, due at once where the turn is overdue. Whoever makes a turn claimable again
 * calls it in the same transaction: a job that came too early has found nothing to do, and is gone.
 */
export async function rearmTurn(sql: Connection, game_id: string, origin: Origin): Promise<void> {
  const armable = await findArmableTurn(sql, game_id)
  if (!armable) return
  const { due_at, ...turn } = armable
  await armTurn(sql, turn.request_id === null ? { ...turn, ...origin } : turn, due_at)
}
