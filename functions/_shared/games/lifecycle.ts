// What moves several state machines at once, in the caller's one transaction: a game's start, its first
// turn, the commit of a turn, its end; a stop of its clock is in `#shared/games/clock`. The machines' own
// files hold the single transitions.

import {
  notifyDecided,
  notifyCancelled,
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
import { finishOperation, supersedeOperation } from '#sql/runtime/operations'
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
  return (await games.closeEnrollment(sql, game.game_id)) ? 'done' : 'illegal_transition'
}

/**
 * ready_to_start | start_failed -> starting, with the engine that should run and the operation that says so. An engine
 * that is just being removed has to be gone first: whoever removes it would take the new one along.
 */
export async function startGame(
  sql: Connection,
  game: GameRow,
  by: Actor,
  origin: Origin,
): Promise<
  'starting' | 'illegal_transition' | 'too_few_members' | 'version_unavailable' | 'operation_in_progress'
> {
  if (game.status !== 'ready_to_start' && game.status !== 'start_failed') return 'illegal_transition'
  if (game.members_count < game.min_players) return 'too_few_members'
  const version = await findEngineVersion(sql, game.engine_version)
  if (!version || version.status === 'blocked' || version.status === 'draft') return 'version_unavailable'
  const runtime = await findRuntime(sql, game.game_id)
  if (runtime?.desired_status === 'removed' && runtime.status !== 'removed') return 'operation_in_progress'
  if (!(await games.beginStart(sql, game.game_id, game.status))) return 'illegal_transition'
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
  await armNext(sql, { game_id, turn: 1, deadline_version }, opening.deadline_at)
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
 * claimed -> committed, in one with the next turn, its reports, its deadline and its job, or with the end of the game.
 * False where the claim is lost: then nothing is written, and whoever has the claim plays the same turn.
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
  await armNext(sql, { game_id, turn: turn + 1, deadline_version }, generated.deadline_at)
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

/** Rejects the applications and revokes the invites of a game that is over. */
async function closeLobby(sql: Connection, game_id: string, origin: Origin): Promise<void> {
  const rejected = await rejectApplications(sql, game_id)
  await revokeInvites(sql, game_id)
  await notifyDecided(sql, rejected, origin)
}

/** Says that a game's engine should be gone for good, with its state; nothing where it has none. */
export async function endEngine(sql: Connection, game_id: string, by: Actor, origin: Origin): Promise<void> {
  if (!(await requestEnd(sql, game_id, 'removed'))) return
  await supersedeOperation(sql, { game_id, operation: 'remove', image_to: null, ...by }, origin)
  await wake(sql, 'runtime/reconcile')
}

// A turn that the clock brings has an id and a trace of its own: those of a whole game would never end.
async function armNext(
  sql: Connection,
  turn: { game_id: string; turn: number; deadline_version: number },
  deadline_at: Date | null,
): Promise<void> {
  if (deadline_at !== null) await armTurn(sql, { ...turn, request_id: null, traceparent: null }, deadline_at)
}
