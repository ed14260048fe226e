// Moves several state machines at once, in the caller's one transaction: the start of a game, its first turn,
// the commit of a turn, its end. A stop of its clock is in `#shared/games/clock`. The machines' own files hold
// the single transitions.

import {
  notifyCancelled,
  notifyDecided,
  notifyFinished,
  notifyStarted,
  notifyTurnReady,
} from '#shared/notifications/game_events'
import type { Connection, Origin } from '#sql/connection'
import * as games from '#sql/games/games'
import type { GameRow } from '#sql/games/games'
import { closeLastTurn, commitTurn, openTurn } from '#sql/games/turns'
import type { ClaimedTurn, SeatReport } from '#sql/games/turns'
import { armTurn, wake } from '#sql/jobs'
import { rejectApplications } from '#sql/lobby/applications'
import { revokeInvites } from '#sql/lobby/invites'
import { countMissedTurns, eliminateSeats } from '#sql/lobby/members'
import type { Ranking } from '#sql/lobby/seats'
import { closeVotes } from '#sql/lobby/votes'
import { findEngineVersion } from '#sql/runtime/engine_versions'
import { beginOperation, finishOperation, supersedeOperation } from '#sql/runtime/operations'
import { findRuntime, requestEnd, requestRunning } from '#sql/runtime/records'
import { armSnapshot } from '#sql/runtime/snapshots'

export type Actor = { source: 'admin' | 'owner' | 'scheduler' | 'reconciler'; actor: string | null }

/** enrollment_open -> ready_to_start before its time, where there are enough members. */
export async function lockEnrollment(
  sql: Connection,
  game: GameRow,
): Promise<'done' | 'illegal_transition' | 'too_few_members'> {
  if (game.status !== 'enrollment_open') return 'illegal_transition'
  if (game.members_count < game.min_players) return 'too_few_members'
  return (await games.lockEnrollment(sql, game.game_id)) ? 'done' : 'illegal_transition'
}

type Started =
  | 'starting'
  | 'illegal_transition'
  | 'too_few_members'
  | 'version_unavailable'
  | 'operation_in_progress'

/** ready_to_start -> starting, with the engine that should run and the operation that says so. */
export const startGame = (sql: Connection, game: GameRow, by: Actor, origin: Origin): Promise<Started> =>
  startFrom('ready_to_start', sql, game, by, origin)

/** start_failed -> starting, as `startGame`. */
export const retryStart = (sql: Connection, game: GameRow, by: Actor, origin: Origin): Promise<Started> =>
  startFrom('start_failed', sql, game, by, origin)

// An engine that is just being removed has to be gone first: its removal would take the new one along.
async function startFrom(
  from: 'ready_to_start' | 'start_failed',
  sql: Connection,
  game: GameRow,
  by: Actor,
  origin: Origin,
): Promise<Started> {
  if (game.status !== from) return 'illegal_transition'
  if (game.members_count < game.min_players) return 'too_few_members'
  const version = await findEngineVersion(sql, game.engine_version)
  if (!version || version.status === 'blocked' || version.status === 'draft') return 'version_unavailable'
  const runtime = await findRuntime(sql, game.game_id)
  if (runtime?.desired_status === 'removed' && runtime.status !== 'removed') return 'operation_in_progress'
  if (!(await games.startGame(sql, game.game_id, from))) return 'illegal_transition'
  await requestRunning(sql, { game_id: game.game_id, version: version.version, image: version.image })
  const start = {
    game_id: game.game_id,
    operation: 'start',
    image_from: null,
    image_to: version.image,
    ...by,
  } as const
  await supersedeOperation(sql, start, origin)
  await wake(sql, 'runtime/reconcile')
  return 'starting'
}

/** starting -> start_failed, with the operation's end and an engine that should not run. */
export async function failStart(
  sql: Connection,
  game_id: string,
  failure: { outcome: 'failed' | 'timed_out'; error_code: string; error_message: string },
): Promise<void> {
  await finishOperation(sql, game_id, ['start'], failure)
  await games.failStart(sql, game_id, failure.error_message)
  await requestEnd(sql, game_id, 'stopped')
}

/**
 * ready_to_start -> starting -> start_failed, where the engine version is blocked. Once that is lifted, the start can
 * be retried.
 */
export async function failBlockedStart(
  sql: Connection,
  { game_id, engine_version }: GameRow,
  by: Actor,
  origin: Origin,
): Promise<void> {
  const error_message = `The engine version ${engine_version} is not to be started at the moment.`
  await games.startGame(sql, game_id, 'ready_to_start')
  await beginOperation(sql, { game_id, operation: 'start', image_to: null, ...by }, origin)
  await failStart(sql, game_id, { outcome: 'failed', error_code: 'version_unavailable', error_message })
}

/** starting -> running, in one with turn 1, its reports, its deadline and the job that will generate it. */
export async function beginFirstTurn(
  sql: Connection,
  game_id: string,
  opening: { state_hash: string; deadline_at: Date | null; reports: SeatReport[] },
  origin: Origin,
): Promise<boolean> {
  if (!(await games.beginRun(sql, game_id))) return false
  const { deadline_version } = await openTurn(sql, { game_id, turn: 1, ...opening })
  await finishOperation(sql, game_id, ['start'], { outcome: 'succeeded' })
  await armNextTurn(sql, { game_id, turn: 1, deadline_version }, opening.deadline_at)
  await notifyStarted(sql, game_id, origin)
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
 * claimed -> committed, in one with the next turn, its reports, its deadline and its job, or with the end of
 * the game. Answers false and writes nothing where the claim is lost: the holder of the claim plays the same
 * turn.
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
    await finishGame(sql, game_id, generated.ranking, { source: 'scheduler', actor: null }, origin)
    return true
  }
  const { deadline_version } = await openTurn(sql, next)
  await armNextTurn(sql, { game_id, turn: turn + 1, deadline_version }, generated.deadline_at)
  await armSnapshot(sql, game_id)
  await notifyTurnReady(sql, game_id, turn + 1, origin)
  return true
}

/** running -> finished, with its last turn and its votes closed, and its engine ended. */
export async function finishGame(
  sql: Connection,
  game_id: string,
  ranking: Ranking,
  by: Actor,
  origin: Origin,
): Promise<'done' | 'illegal_transition'> {
  if (!(await games.finishGame(sql, game_id, ranking))) return 'illegal_transition'
  await closeLastTurn(sql, game_id)
  await closeVotes(sql, game_id)
  await closeLobby(sql, game_id, origin)
  await notifyFinished(sql, game_id, origin)
  await endEngine(sql, game_id, by, origin)
  return 'done'
}

/** Every state that is not terminal -> cancelled, with its votes closed and its engine ended. */
export async function cancelGame(
  sql: Connection,
  game_id: string,
  reason: string,
  by: Actor,
  origin: Origin,
): Promise<'done' | 'illegal_transition'> {
  if (!(await games.cancelGame(sql, game_id, reason))) return 'illegal_transition'
  await closeVotes(sql, game_id)
  await closeLobby(sql, game_id, origin)
  await notifyCancelled(sql, game_id, origin)
  await endEngine(sql, game_id, by, origin)
  return 'done'
}

/** Closes the lobby of a game that is over: applications are rejected, invites revoked. */
async function closeLobby(sql: Connection, game_id: string, origin: Origin): Promise<void> {
  const rejected = await rejectApplications(sql, game_id)
  await revokeInvites(sql, game_id)
  await notifyDecided(sql, rejected, origin)
}

/**
 * Says that a game's engine should be gone for good, with its state. Does nothing where the game has no
 * engine.
 */
export async function endEngine(sql: Connection, game_id: string, by: Actor, origin: Origin): Promise<void> {
  if (!(await requestEnd(sql, game_id, 'removed'))) return
  await supersedeOperation(sql, { game_id, operation: 'remove', image_to: null, ...by }, origin)
  await wake(sql, 'runtime/reconcile')
}

// A turn that the clock brings has an id and a trace of its own: those of a whole game would never end.
async function armNextTurn(
  sql: Connection,
  turn: { game_id: string; turn: number; deadline_version: number },
  deadline_at: Date | null,
): Promise<void> {
  if (deadline_at !== null) await armTurn(sql, { ...turn, request_id: null, traceparent: null }, deadline_at)
}
