// Exits of engines that nobody asked for. Each is recorded with its facts and its log. The engine is started
// again after a wait, or given up after too many crashes.

import { config } from '#shared/config'
import type { Driver, ObservedEngine } from '#shared/drivers/driver'
import { haltGame } from '#shared/games/clock'
import { currentOrigin, log } from '#shared/log'
import { notifyOperators } from '#shared/notifications/game_events'
import { adminsReachable } from '#shared/notifications/outbox'
import { restartDelay } from '#shared/retry'
import { isCrashLoop } from '#shared/runtime/plan'
import type { Connection, Pool } from '#sql/connection'
import { ENGINE_HALTS } from '#sql/games/clock'
import { countCrashes, findCrashedTurn, insertCrash } from '#sql/runtime/crashes'
import type { ClaimedRuntime, Finding } from '#sql/runtime/records'

const CRASH_LOG_BYTES = 64 * 1024

/** What a step on an engine works with. */
export type EngineContext = { sql: Pool; driver: Driver }

async function haltCrashing(
  tx: Connection,
  game_id: string,
  container_id: string | null,
  error_message: string,
): Promise<void> {
  if (!(await haltGame(tx, game_id, ENGINE_HALTS.crash_loop, currentOrigin()))) return
  const failure = { kind: 'crash_loop', game_id, key: `${game_id}/${container_id}`, error_message } as const
  await notifyOperators(tx, failure, adminsReachable(), currentOrigin())
}

/**
 * Ends an engine that does not answer, and handles that as a crash. Answers null where it is not seen to have
 * ended yet.
 */
export async function endEngine(context: EngineContext, record: ClaimedRuntime): Promise<Finding | null> {
  const { game_id, container_id, status } = record
  log.warn('engine ended: it does not answer', { game_id, container_id, status })
  await context.driver.stop(game_id, 0)
  const ended = await context.driver.find(game_id)
  return ended?.state === 'exited' ? handleCrash(context, record, ended) : null
}

/**
 * Records an exit with its facts and its log, once for each container however often it is seen. Answers the
 * reason in words.
 */
export async function recordCrash(
  context: EngineContext,
  game_id: string,
  engine: ObservedEngine,
): Promise<string> {
  const turn = await findCrashedTurn(context.sql, game_id)
  const text = await context.driver.logs(game_id, CRASH_LOG_BYTES)
  const { container_id } = engine
  // The list does not say why it ended.
  const found = await context.driver.find(game_id)
  const { exit_code, oom_killed } = found?.container_id === container_id ? found : engine
  await insertCrash(context.sql, { game_id, container_id, exit_code, oom_killed, turn, log: text })
  log.warn('engine crashed', { game_id, container_id, exit_code, oom_killed })
  return `the engine ended with exit code ${exit_code ?? 'unknown'}${oom_killed ? ', out of memory' : ''}`
}

/**
 * Records a crash. The engine waits before it is started again, or is in a crash loop, which halts the game.
 */
export async function handleCrash(
  context: EngineContext,
  record: ClaimedRuntime,
  engine: ObservedEngine,
): Promise<Finding> {
  const { game_id } = record
  const last_error = await recordCrash(context, game_id, engine)
  if (isCrashLoop(await countCrashes(context.sql, game_id))) {
    await context.sql.begin((tx) => haltCrashing(tx, game_id, engine.container_id, last_error))
    const next_check_ms = config().BACKEND_RUNTIME_RECONCILE_INTERVAL
    return { status: 'crash_loop', next_check_ms, endpoint: null, last_error }
  }
  const next_check_ms = restartDelay(record.restarts)
  return { status: 'backoff', next_check_ms, endpoint: null, restarts: record.restarts + 1, last_error }
}
