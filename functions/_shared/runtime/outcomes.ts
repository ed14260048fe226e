// How operations on engines end: with what the reconciler finds, or when their time is over. Each has one outcome.

import { config } from '#shared/config'
import { rearmTurn, resumeGame } from '#shared/games/clock'
import { failStart } from '#shared/games/lifecycle'
import { currentOrigin } from '#shared/log'
import { TURN_RETRY_MS } from '#shared/retry'
import type { Connection, Pool } from '#sql/connection'
import { ENGINE_HALTS } from '#sql/games/clock'
import { findGame, lockGame } from '#sql/games/games'
import { armLoop } from '#sql/jobs'
import { finishOperation, listOverdueOperations, recordStopped } from '#sql/runtime/operations'
import { recordFinding } from '#sql/runtime/records'
import type { ClaimedRuntime, Finding, RuntimeStatus } from '#sql/runtime/records'
import { armMissingSnapshot } from '#sql/runtime/snapshots'

// There and back.
const PATCH_PHASES = 10
const ENGINE_FAULTS = Object.values(ENGINE_HALTS)
const PROBE_MS = 5000
const NO_ORIGIN = { request_id: null, traceparent: null }

/**
 * Writes the finding of a reconcile pass, where its lease still holds, and what follows from it. Operations
 * end, and a ready engine is used. A pass that took long arms the next one itself.
 */
export async function applyFinding(
  sql: Pool,
  record: ClaimedRuntime,
  finding: Finding,
  is_late: boolean,
): Promise<void> {
  const { game_id } = record
  await sql.begin(async (tx) => {
    await lockGame(tx, game_id)
    if (!(await recordFinding(tx, record, finding))) return
    await endOperations(tx, game_id, finding.status)
    if (finding.status === 'ready') await useReadyEngine(tx, record)
    if (finding.status === 'ready' && record.status !== 'ready')
      await resumeAfterFault(tx, game_id, [ENGINE_HALTS.not_started])
    if (is_late) await armLoop(tx, 'runtime/reconcile', finding.next_check_ms)
  })
}

/**
 * Arms what a ready engine can do: the turn, a missing snapshot, and the probes of an engine that was not ready
 * before.
 */
async function useReadyEngine(tx: Connection, { game_id, status }: ClaimedRuntime): Promise<void> {
  await rearmTurn(tx, game_id, NO_ORIGIN)
  await armMissingSnapshot(tx, game_id)
  if (status !== 'ready') await armLoop(tx, 'runtime/probe', PROBE_MS)
}

/**
 * Ends the operations that this status of an engine ends. A game that was halted because of its engine goes on
 * where an operator has started that engine anew. Call it with the game's row locked.
 */
async function endOperations(sql: Connection, game_id: string, status: RuntimeStatus): Promise<void> {
  if (status === 'stopped') {
    await finishOperation(sql, game_id, ['stop'], { outcome: 'succeeded' })
    return recordStopped(sql, game_id)
  }
  const kinds = ['start' as const, 'restart' as const]
  if (status === 'crash_loop') {
    const error_message = 'The engine keeps crashing.'
    await finishOperation(sql, game_id, kinds, { outcome: 'failed', error_code: 'crash_loop', error_message })
  }
  if (status !== 'ready' || !(await finishOperation(sql, game_id, kinds, { outcome: 'succeeded' }))) return
  await resumeAfterFault(sql, game_id)
}

/**
 * halted -> running, where a game was halted because of its engine (of one of these faults of it), which is put right.
 */
export async function resumeAfterFault(
  sql: Connection,
  game_id: string,
  faults = ENGINE_FAULTS,
): Promise<void> {
  const game = await findGame(sql, game_id)
  if (game?.status !== 'halted' || game.status_reason === null) return
  if (!faults.includes(game.status_reason)) return
  await resumeGame(sql, game, { from: ['halted'], actor_kind: 'platform' }, currentOrigin())
}

/** Ends operations that nobody ends any more: the driver is away for good, or no process has one. Answers how many. */
export async function timeOutOperations(sql: Pool): Promise<number> {
  const settings = config()
  const { BACKEND_RUNTIME_START_TIMEOUT: start_ms, BACKEND_RUNTIME_STOP_TIMEOUT: stop_ms } = settings
  const attempts = TURN_RETRY_MS.length + 1
  const waits_ms = TURN_RETRY_MS.reduce((sum, delay) => sum + delay, 0)
  const overdue = await listOverdueOperations(sql, {
    force_ms: attempts * settings.BACKEND_RUNTIME_TURN_TIMEOUT + waits_ms + start_ms,
    patch_ms: settings.BACKEND_RUNTIME_TURN_TIMEOUT + PATCH_PHASES * (start_ms + stop_ms),
    other_ms: 2 * (start_ms + stop_ms),
  })
  for (const { game_id, operation, last_error } of overdue) {
    const error_message = `It was not done in time${last_error === null ? '' : `: ${last_error}`}.`
    const failure = { outcome: 'timed_out', error_code: 'operation_timed_out', error_message } as const
    await sql.begin(async (tx) => {
      await lockGame(tx, game_id)
      if (operation === 'start') await failStart(tx, game_id, failure)
      else await finishOperation(tx, game_id, [operation], failure)
    })
  }
  return overdue.length
}
