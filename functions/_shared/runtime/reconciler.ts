// The reconciler's steps: the only code that touches engines' containers. Each takes one leased record, makes one
// effect that may be repeated, and answers a finding.

import { config } from '#shared/config'
import { DriverError } from '#shared/drivers/driver'
import type { ObservedEngine } from '#shared/drivers/driver'
import { engineAddress, engineTokenOf } from '#shared/engine/address'
import { EngineError, isEngineReady } from '#shared/engine/client'
import { haltAndAlert } from '#shared/games/clock'
import { makeOpening } from '#shared/games/opening'
import { currentOrigin, errorFields, log } from '#shared/log'
import { endEngine, handleCrash } from '#shared/runtime/crashes'
import type { EngineContext } from '#shared/runtime/crashes'
import { stepPatch } from '#shared/runtime/patch'
import { isStuck, planStep } from '#shared/runtime/plan'
import { compareState, restoreState } from '#shared/runtime/restore'
import { failOverdueStart, failStart, rejectStart, backOff } from '#shared/runtime/start_failures'
import type { Pool } from '#sql/connection'
import { ENGINE_HALTS } from '#sql/games/clock'
import { findGame } from '#sql/games/games'
import { findGeneratingTurn } from '#sql/runtime/crashes'
import { findOperationAge, finishOperation } from '#sql/runtime/operations'
import { MOST_MISSES } from '#sql/runtime/probes'
import { renewLease } from '#sql/runtime/records'
import type { ClaimedRuntime, Finding } from '#sql/runtime/records'

const SOON_MS = 200
const UNSEEN_MS = 5000
const MISSING_MS = 1000
const SILENT_MS = 1000
const LEASE_MS = 120_000
const STABLE_MS = 10 * 60_000

/**
 * Takes one step for a record. `engines` is the driver's list, by game. It is null where the driver cannot be
 * observed, and then nothing is started or stopped. Throws nothing that is not a bug.
 */
export async function reconcile(
  context: EngineContext,
  record: ClaimedRuntime,
  engines: Map<string, ObservedEngine> | null,
): Promise<Finding> {
  try {
    const overdue = await failOverdueStart(context.sql, record)
    if (overdue) return overdue
    if (!engines)
      return { status: 'unknown', next_check_ms: UNSEEN_MS, last_error: 'the runtime driver is out of reach' }
    return await takeStep(context, record, engines.get(record.game_id) ?? null)
  } catch (error) {
    if (error instanceof DriverError) return afterDriverError(context, record, error)
    throw error
  }
}

async function takeStep(
  context: EngineContext,
  record: ClaimedRuntime,
  engine: ObservedEngine | null,
): Promise<Finding> {
  if (record.patch_id !== null && record.desired_status === 'running')
    return stepPatch(context, record, engine)
  switch (planStep(record, engine)) {
    case 'start':
      return startEngine(context, record)
    case 'check':
      return engine ? checkOrEnd(context, record, engine) : booting(record, engine)
    case 'missing':
      log.warn('an engine is not in the list', { game_id: record.game_id, container_id: record.container_id })
      return {
        status: 'unknown',
        next_check_ms: MISSING_MS,
        unseen: record.unseen + 1,
        last_error: 'the container is not in the list',
      }
    case 'crashed':
      return engine ? handleCrash(context, record, engine) : booting(record, engine)
    case 'stop':
      await context.driver.stop(record.game_id, config().BACKEND_RUNTIME_STOP_TIMEOUT)
      return { status: 'stopped', next_check_ms: afterStop(record), endpoint: null }
    case 'remove':
      await context.driver.stop(record.game_id, config().BACKEND_RUNTIME_STOP_TIMEOUT)
      await context.driver.remove(record.game_id, 'drop')
      await finishOperation(context.sql, record.game_id, ['remove'], { outcome: 'succeeded' })
      return { status: 'removed', next_check_ms: 0, endpoint: null }
    case 'rest':
      return { status: record.status, next_check_ms: config().BACKEND_RUNTIME_RECONCILE_INTERVAL }
  }
}

const afterStop = ({ desired_status }: ClaimedRuntime): number =>
  desired_status === 'running' ? 0 : config().BACKEND_RUNTIME_RECONCILE_INTERVAL

const booting = (
  record: ClaimedRuntime,
  engine: ObservedEngine | null,
  error: string | null = null,
): Finding => ({
  status: 'booting',
  next_check_ms: SOON_MS,
  container_id: engine?.container_id ?? record.container_id,
  endpoint: engine?.endpoint ?? null,
  last_error: error,
})

async function startEngine({ driver }: EngineContext, record: ClaimedRuntime): Promise<Finding> {
  const { game_id, desired_version, desired_image } = record
  await driver.prepareImage(desired_image, config().BACKEND_RUNTIME_IMAGE_PULL_POLICY)
  const token = engineTokenOf(game_id)
  const engine = await driver.start({ game_id, engine_version: desired_version, image: desired_image, token })
  return { ...booting(record, engine), driver: driver.name, next_check_ms: 0 }
}

/**
 * Ends an engine that stays without an answer, which counts as an exit. It never ends one that generates a
 * turn.
 */
async function checkOrEnd(
  context: EngineContext,
  record: ClaimedRuntime,
  engine: ObservedEngine,
): Promise<Finding> {
  const finding = engine.endpoint
    ? await checkEngine(context, record, engine, engine.endpoint)
    : booting(record, engine)
  const still = finding.status === record.status && isStuck(record, config().BACKEND_RUNTIME_START_TIMEOUT)
  if (!still || (await findGeneratingTurn(context.sql, record.game_id)) !== null) return finding
  return (await endEngine(context, record)) ?? { ...finding, next_check_ms: SOON_MS }
}

/**
 * Keeps the status where one missed answer says nothing yet. Probes make a ready engine unhealthy, and not one
 * pass.
 */
function silent(record: ClaimedRuntime, engine: ObservedEngine, error: string | null = null): Finding {
  const { status, container_id } = record
  const watched = (status === 'ready' || status === 'unhealthy') && container_id === engine.container_id
  if (!watched) return booting(record, engine, error)
  return { status, next_check_ms: SILENT_MS, last_error: error ?? 'the engine does not answer' }
}

async function checkEngine(
  context: EngineContext,
  record: ClaimedRuntime,
  engine: ObservedEngine,
  endpoint: string,
): Promise<Finding> {
  const address = engineAddress(record.game_id, endpoint)
  const game = await findGame(context.sql, record.game_id)
  if (!game || !(await isEngineReady(address))) return silent(record, engine)
  try {
    if (game.status === 'starting') await makeOpening(context.sql, game, address)
    const state = await compareState(context.sql, address, record.game_id)
    if (state === 'moving') return { ...silent(record, engine), next_check_ms: SOON_MS, last_error: null }
    if (state === 'differs') {
      const other = booting(record, engine, 'the engine has another state of this game')
      if (!(await mayRestore(context.sql, record))) return other
      if (!(await restoreState(context.sql, address, game))) return lostState(context.sql, record, engine)
      if ((await compareState(context.sql, address, record.game_id)) !== 'same') return other
    }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    if (error.kind === 'away') return silent(record, engine, error.message)
    return rejectStart(context.sql, record, game, error)
  }
  // Only probes make an engine ready again that probes have found unhealthy.
  if (record.status === 'unhealthy' && record.probe_misses >= MOST_MISSES)
    return { status: 'unhealthy', next_check_ms: UNSEEN_MS, last_error: record.last_error }
  const stable = record.status === 'ready' && record.status_age_ms > STABLE_MS
  return {
    status: 'ready',
    next_check_ms: config().BACKEND_RUNTIME_RECONCILE_INTERVAL,
    container_id: engine.container_id,
    endpoint,
    restarts: stable ? 0 : record.restarts,
  }
}

/** Nothing claims a turn of an engine that is not ready, so its state can be replaced once nobody has a claim. */
const mayRestore = async (sql: Pool, record: ClaimedRuntime): Promise<boolean> =>
  record.status !== 'ready' &&
  (await findGeneratingTurn(sql, record.game_id)) === null &&
  renewLease(sql, record, LEASE_MS)

async function lostState(sql: Pool, record: ClaimedRuntime, engine: ObservedEngine): Promise<Finding> {
  const reason = ENGINE_HALTS.state_lost
  log.error('engine state lost', { game_id: record.game_id })
  const fault = { kind: 'state_lost', game_id: record.game_id, reason } as const
  await sql.begin((tx) => haltAndAlert(tx, fault, currentOrigin()))
  return {
    ...booting(record, engine, reason),
    status: 'crash_loop',
    next_check_ms: config().BACKEND_RUNTIME_RECONCILE_INTERVAL,
  }
}

async function afterDriverError(
  context: EngineContext,
  record: ClaimedRuntime,
  error: DriverError,
): Promise<Finding> {
  log.warn('runtime driver refused', { game_id: record.game_id, code: error.code, ...errorFields(error) })
  if (error.code === 'driver_unavailable')
    return { status: 'unknown', next_check_ms: UNSEEN_MS, last_error: error.message }
  const starting = (await findOperationAge(context.sql, record.game_id, 'start')) !== null
  if (!starting) return backOff(context.sql, record, error)
  return failStart(context.sql, record, {
    outcome: 'failed',
    error_code: error.code,
    error_message: `${error.message}.`,
  })
}
