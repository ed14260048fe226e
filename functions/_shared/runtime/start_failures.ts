// Starts that fail. The game says why, and operators are notified. The first start of a game fails for good,
// and an engine of a game in play is tried again.

import { config } from '#shared/config'
import type { DriverError } from '#shared/drivers/driver'
import type { EngineError } from '#shared/engine/client'
import { haltAndAlert } from '#shared/games/clock'
import type { StartFailure } from '#shared/games/clock'
import * as lifecycle from '#shared/games/lifecycle'
import { currentOrigin, errorFields, log } from '#shared/log'
import { notifyOperators } from '#shared/notifications/game_events'
import { adminsReachable } from '#shared/notifications/outbox'
import { restartDelay } from '#shared/retry'
import type { Connection, Pool } from '#sql/connection'
import { ENGINE_HALTS } from '#sql/games/clock'
import type { GameRow } from '#sql/games/games'
import { findLastOperation, findOperationAge } from '#sql/runtime/operations'
import type { ClaimedRuntime, Finding } from '#sql/runtime/records'

const NOTIFIED: StartFailure[] = ['image_pull_failed', 'container_start_failed', 'start_config_invalid']

// So many in a row take six minutes at most. After that operators must care for a registry or a disk.
const MOST_FAILURES = 5

const failureOf = (error_code: string): StartFailure =>
  NOTIFIED.find((code) => code === error_code) ?? 'container_start_failed'

/** Notifies the operators why a game did not start, once for each attempt, in the transaction that ends the attempt. */
export async function notifyStartFailed(
  tx: Connection,
  game_id: string,
  { error_code, error_message }: { error_code: string; error_message: string },
): Promise<void> {
  const operation = await findLastOperation(tx, game_id)
  const failure = {
    kind: failureOf(error_code),
    game_id,
    key: operation?.operation_id ?? game_id,
    error_message,
  }
  await notifyOperators(tx, failure, adminsReachable(), currentOrigin())
}

/** starting -> start_failed, once for each attempt. The next pass stops the engine. */
export async function failStart(
  sql: Pool,
  record: ClaimedRuntime,
  failure: Parameters<typeof lifecycle.failStart>[2],
): Promise<Finding> {
  await sql.begin(async (tx) => {
    await lifecycle.failStart(tx, record.game_id, failure)
    await notifyStartFailed(tx, record.game_id, failure)
  })
  return { status: 'exited', next_check_ms: 0, last_error: failure.error_message }
}

/**
 * Handles a driver that cannot restart the engine of a game in play. It retries for ever. After five failures
 * in a row, crashes included, it halts the game and alerts operators. The game goes on by itself once its
 * engine is ready.
 */
export async function backOff(sql: Pool, record: ClaimedRuntime, error: DriverError): Promise<Finding> {
  const { game_id } = record
  const restarts = record.restarts + 1
  if (restarts >= MOST_FAILURES && record.desired_status === 'running') {
    const error_message = `The engine cannot be started again: ${error.message}.`
    const fault = { kind: failureOf(error.code), game_id, reason: ENGINE_HALTS.not_started, error_message }
    await sql.begin((tx) => haltAndAlert(tx, fault, currentOrigin()))
  }
  const next_check_ms = restartDelay(record.restarts)
  return { status: 'backoff', next_check_ms, restarts, last_error: error.message }
}

/** Fails a start whose time is over. Answers null where none is. */
export async function failOverdueStart(sql: Pool, record: ClaimedRuntime): Promise<Finding | null> {
  if (record.desired_status !== 'running') return null
  const age_ms = await findOperationAge(sql, record.game_id, 'start')
  if (age_ms === null || age_ms <= config().BACKEND_RUNTIME_START_TIMEOUT) return null
  const error_message = `The engine was not ready in time${record.last_error === null ? '' : `: ${record.last_error}`}.`
  return failStart(sql, record, { outcome: 'timed_out', error_code: 'container_start_failed', error_message })
}

/**
 * Handles an engine that answers and refuses. The start fails where the game is starting, else the engine is
 * unhealthy.
 */
export async function rejectStart(
  sql: Pool,
  record: ClaimedRuntime,
  game: GameRow,
  error: EngineError,
): Promise<Finding> {
  log.warn('engine refused', { game_id: record.game_id, ...errorFields(error) })
  if (game.status !== 'starting')
    return { status: 'unhealthy', next_check_ms: 5000, last_error: error.message }
  const error_message = `The engine refuses to start this game: ${error.message}.`
  return failStart(sql, record, { outcome: 'failed', error_code: 'start_config_invalid', error_message })
}
