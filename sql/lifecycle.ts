// What moves several state machines at once, in the caller's one transaction: a game's start, its first turn, the commit of
// a turn, its end. The machines' own files hold the single transitions.
import { addTime, extendDeadline, haltGame, pauseGame, resumeGame, settleEarlyFinish } from '#sql/clock'
import type { Cause, Extended } from '#sql/clock'
import type { Connection, Origin } from '#sql/connection'
import { findEngineVersion } from '#sql/engine_versions'
import { beginRun, beginStart, cancelGame, closeEnrollment, failStart, finishGame } from '#sql/games'
import type { GameRow, Ranking } from '#sql/games'
import { armTurn, armTurns, wake } from '#sql/jobs'
import { closeLobby } from '#sql/lobby'
import { countMissedTurns, eliminateSeats } from '#sql/members'
import {
  tellCancelled,
  tellFinished,
  tellHalted,
  tellMoved,
  tellPaused,
  tellResumed,
  tellStarted,
  tellTurnReady,
} from '#sql/notices'
import { finishOperation, supersedeOperation } from '#sql/operations'
import { requestAgain, requestEnd, requestRunning } from '#sql/runtime'
import { closeLastTurn, commitTurn, findArmableTurn, openTurn, reopenTurn } from '#sql/turns'
import type { ClaimedTurn, SeatReport } from '#sql/turns'
import { closeVotes } from '#sql/votes'

export type Actor = { source: 'admin' | 'owner' | 'scheduler' | 'reconciler'; actor: string | null }

/** enrollment_open -> ready_to_start before its time, where there are enough members. */
export async function lockEnrollment(
  sql: Connection,
  game: GameRow,
): Promise<'done' | 'illegal_transition' | 'too_few_members'> {
  if (game.status !== 'enrollment_open') return 'illegal_transition'
  if (game.members_count < game.min_players) return 'too_few_members'
  return (await closeEnrollment(sql, game.game_id)) ? 'done' : 'illegal_transition'
}

/** ready_to_start | start_failed -> starting, with the engine that should run and the operation that says so. */
export async function startGame(
  sql: Connection,
  game: GameRow,
  by: Actor,
  origin: Origin,
): Promise<'starting' | 'illegal_transition' | 'too_few_members' | 'version_unavailable'> {
  if (game.status !== 'ready_to_start' && game.status !== 'start_failed') return 'illegal_transition'
  if (game.members_count < game.min_players) return 'too_few_members'
  const version = await findEngineVersion(sql, game.engine_version)
  if (!version || version.status === 'blocked' || version.status === 'draft') return 'version_unavailable'
  if (!(await beginStart(sql, game.game_id, game.status))) return 'illegal_transition'
  await requestRunning(sql, { game_id: game.game_id, version: version.version, image: version.image })
  const start = { game_id: game.game_id, operation: 'start', image_to: version.image, ...by } as const
  await supersedeOperation(sql, start, origin)
  await wake(sql, 'runtime/reconcile')
  return 'starting'
}

/** starting -> start_failed, with the operation's end and an engine that should not run. */
export async function giveUpStart(
  sql: Connection,
  game_id: string,
  failure: { outcome: 'failed' | 'timed_out'; error_code: string; error_message: string },
): Promise<void> {
  await finishOperation(sql, game_id, ['start'], failure)
  await failStart(sql, game_id, failure.error_message)
  await requestEnd(sql, game_id, 'stopped')
}

/** starting -> running, in one with turn 1, its reports, its deadline and the job that will generate it. */
export async function goLive(
  sql: Connection,
  game_id: string,
  opening: { state_hash: string; deadline_at: Date | null; reports: SeatReport[] },
  origin: Origin,
): Promise<boolean> {
  if (!(await beginRun(sql, game_id))) return false
  const { deadline_version } = await openTurn(sql, { game_id, turn: 1, ...opening })
  await finishOperation(sql, game_id, ['start'], { outcome: 'succeeded' })
  await armNext(sql, { game_id, turn: 1, deadline_version }, opening.deadline_at, origin)
  await tellStarted(sql, game_id, origin)
  return true
}

export type GeneratedTurn = {
  state_hash: string
  reports: SeatReport[]
  eliminated: number[]
  ranking: Ranking | null
  deadline_at: Date | null
}

/**
 * claimed -> committed, in one with the next turn, its reports, its deadline and its job, or with the end of the game. False
 * where the claim is lost: then nothing is written, and whoever has the claim plays the same turn.
 */
export async function advanceGame(
  sql: Connection,
  claimed: ClaimedTurn,
  generated: GeneratedTurn,
  origin: Origin,
): Promise<boolean> {
  const { game_id, turn } = claimed
  if (!(await commitTurn(sql, claimed))) return false
  await finishOperation(sql, game_id, ['force_next_turn'], { outcome: 'succeeded' })
  await countMissedTurns(sql, game_id, turn)
  await eliminateSeats(sql, game_id, generated.eliminated)
  const next = { game_id, turn: turn + 1, ...generated }
  if (generated.ranking !== null) {
    await openTurn(sql, { ...next, deadline_at: null })
    await finishPlay(sql, game_id, generated.ranking, { source: 'scheduler', actor: null }, origin)
    return true
  }
  const { deadline_version } = await openTurn(sql, next)
  await armNext(sql, { game_id, turn: turn + 1, deadline_version }, generated.deadline_at, origin)
  await tellTurnReady(sql, game_id, turn + 1, origin)
  return true
}

/** running -> finished, with its last turn and its votes closed, and its engine ended. */
export async function finishPlay(
  sql: Connection,
  game_id: string,
  ranking: Ranking,
  by: Actor,
  origin: Origin,
): Promise<'done' | 'illegal_transition'> {
  if (!(await finishGame(sql, game_id, ranking))) return 'illegal_transition'
  await closeLastTurn(sql, game_id)
  await closeVotes(sql, game_id)
  await closeLobby(sql, game_id)
  await tellFinished(sql, game_id, origin)
  await endEngine(sql, game_id, by, origin)
  return 'done'
}

/** Every state that is not terminal -> cancelled, with its votes closed and its engine ended. */
export async function cancelPlay(
  sql: Connection,
  game_id: string,
  reason: string,
  by: Actor,
  origin: Origin,
): Promise<'done' | 'illegal_transition'> {
  if (!(await cancelGame(sql, game_id, reason))) return 'illegal_transition'
  await closeVotes(sql, game_id)
  await closeLobby(sql, game_id)
  await tellCancelled(sql, game_id, origin)
  await endEngine(sql, game_id, by, origin)
  return 'done'
}

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
  return 'done'
}

/** Ends the turn early, or does not any more (`settleEarlyFinish`), and moves its job. */
export async function settleTurn(sql: Connection, game_id: string, origin: Origin): Promise<void> {
  if (await settleEarlyFinish(sql, game_id)) await rearmTurn(sql, game_id, origin)
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

/** Gives all games in play more time (`addTime`), and moves their jobs; answers how many games got it. */
export async function addTimeToAll(
  sql: Connection,
  by_ms: number,
  cause: Cause,
  origin: Origin,
): Promise<number> {
  const { running, games } = await addTime(sql, by_ms, cause)
  await armTurns(sql, running, origin)
  return games
}

/** Says that a game's engine should be gone for good, with its state; nothing where it has none. */
export async function endEngine(sql: Connection, game_id: string, by: Actor, origin: Origin): Promise<void> {
  if (!(await requestEnd(sql, game_id, 'removed'))) return
  await supersedeOperation(sql, { game_id, operation: 'remove', image_to: null, ...by }, origin)
  await wake(sql, 'runtime/reconcile')
}

/**
 * Arms the job of a game's current turn anew, due at once where the turn is overdue. Whoever makes a turn claimable again
 * calls it in the same transaction: a job that came too early has found nothing to do, and is gone.
 */
export async function rearmTurn(sql: Connection, game_id: string, origin: Origin): Promise<void> {
  const armable = await findArmableTurn(sql, game_id)
  if (!armable) return
  const { due_at, ...turn } = armable
  await armTurn(sql, { ...turn, ...origin }, due_at)
}

// A turn is a trace of its own: that of a whole game would never end.
async function armNext(
  sql: Connection,
  turn: { game_id: string; turn: number; deadline_version: number },
  deadline_at: Date | null,
  origin: Origin,
): Promise<void> {
  if (deadline_at !== null) await armTurn(sql, { ...turn, ...origin, traceparent: null }, deadline_at)
}
