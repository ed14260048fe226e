// A patch, one phase at each pass (`#sql/runtime/patches`). Every phase may be repeated and says in the row
// that it is done, so the next pass goes on from there, after a crash too. A patch that fails before the old
// engine is stopped has touched nothing. After that, the old version is started again with the state it had.

import { config } from '#shared/config'
import { DriverError } from '#shared/drivers/driver'
import type { Driver, ObservedEngine } from '#shared/drivers/driver'
import type { EngineAddress } from '#shared/engine/address'
import { EngineError, readGame, readManifest } from '#shared/engine/client'
import { quiesce } from '#shared/engine/snapshot_transfer'
import { log } from '#shared/log'
import { resumeAfterFault } from '#shared/runtime/outcomes'
import {
  addressOf,
  goesOn,
  isFailure,
  isOver,
  enterPhase,
  readyAs,
  startAs,
} from '#shared/runtime/patch_context'
import type { Failure, PatchContext, Phase } from '#shared/runtime/patch_context'
import * as rollback from '#shared/runtime/patch_rollback'
import { compareState } from '#shared/runtime/restore'
import { takeSnapshot } from '#shared/runtime/snapshots'
import type { Pool } from '#sql/connection'
import { lockGame } from '#sql/games/games'
import { findGeneratingTurn } from '#sql/runtime/crashes'
import { failPatch, findPatch, succeedPatch } from '#sql/runtime/patches'
import type { PatchPhase } from '#sql/runtime/patches'
import type { ClaimedRuntime, Finding } from '#sql/runtime/records'
import { findPosition } from '#sql/runtime/replays'

const SOON_MS = 200

/**
 * Takes a patch one phase on. Throws `DriverError` only where the driver cannot be observed, and then nothing
 * is decided.
 */
export async function stepPatch(
  work: { sql: Pool; driver: Driver },
  record: ClaimedRuntime,
  engine: ObservedEngine | null,
): Promise<Finding> {
  const patch = await findPatch(work.sql, record.game_id)
  if (!patch) return { status: 'booting', next_check_ms: 0 }
  const context = { ...work, record, patch, engine }
  const found = await attempt(PHASES[patch.phase], context)
  if (isFailure(found)) return abandon(context, found)
  if (found !== 'waits') return found
  if (patch.phase_age_ms <= limitOf(patch.phase)) return goesOn(context, SOON_MS)
  return abandon(context, { error_code: 'not_in_time', error_message: 'the engine was not ready in time' })
}

async function attempt(phase: Phase, context: PatchContext): ReturnType<Phase> {
  try {
    return await phase(context)
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'away') return 'waits'
    const refused = error instanceof DriverError && error.code !== 'driver_unavailable'
    if (!refused && !(error instanceof EngineError)) throw error
    return { error_code: error.code, error_message: error.message }
  }
}

/**
 * How long a phase may wait. An image is pulled for as long as that takes, and a turn that is generated comes first.
 */
function limitOf(phase: PatchPhase): number {
  const { BACKEND_RUNTIME_START_TIMEOUT: start_ms, BACKEND_RUNTIME_TURN_TIMEOUT: turn_ms } = config()
  if (phase === 'prepare') return Infinity
  return phase === 'quiesce' ? turn_ms + start_ms : start_ms
}

/**
 * Fails a patch that has changed nothing yet, begins the rollback of another, and ends a rollback that failed.
 */
async function abandon(context: PatchContext, { error_code, error_message }: Failure): Promise<Finding> {
  const { sql, patch, record } = context
  const { phase } = patch
  log.warn('patch abandoned', { game_id: record.game_id, phase, code: error_code, error: error_message })
  if (phase === 'stop' || phase === 'start' || phase === 'verify')
    return enterPhase(context, 'rollback_stop', { error_message })
  const is_rollback = phase.startsWith('rollback')
  await failPatch(sql, patch, {
    error_code: is_rollback ? 'patch_rollback_failed' : error_code,
    error_message: is_rollback
      ? `${patch.error_message}; the way back failed as well: ${error_message}.`
      : `Nothing was changed: ${error_message}.`,
  })
  return isOver(context)
}

const pullNew: Phase = async (context) => {
  await context.driver.prepareImage(context.patch.image_to, config().BACKEND_RUNTIME_IMAGE_PULL_POLICY)
  return enterPhase(context, 'quiesce')
}

const quiesceOld: Phase = async (context) => {
  if ((await findGeneratingTurn(context.sql, context.record.game_id)) !== null) return 'waits'
  const address = addressOf(context)
  if (address === null) return enterPhase(context, 'stop')
  await quiesce(address)
  return enterPhase(context, 'snapshot')
}

const snapshotState: Phase = async (context) => {
  const { sql, record, patch } = context
  const address = addressOf(context)
  if (address === null) return enterPhase(context, 'stop')
  const state = await compareState(sql, address, record.game_id)
  if (state === 'moving') return 'waits'
  const position = await findPosition(sql, record.game_id)
  if (state === 'differs' || position === null)
    return { error_code: 'state_differs', error_message: 'the engine has another state of this game' }
  const { turn, state_hash } = await readGame(address)
  const facts = { ...position, engine_version: patch.version_from, patch_id: patch.operation_id }
  // A turn that the engine has made and we have not committed is asked for again after the patch.
  if (turn === position.turn && !(await takeSnapshot(sql, address, facts))) return 'waits'
  return enterPhase(context, 'stop', { ...(state_hash && { state_hash }) })
}

const stopOld: Phase = async (context) => {
  await context.driver.stop(context.record.game_id, config().BACKEND_RUNTIME_STOP_TIMEOUT)
  return enterPhase(context, 'start')
}

const after = ({ patch }: PatchContext) => ({ version: patch.version_to, image: patch.image_to })

const startNew: Phase = async (context) => {
  await startAs(context, after(context))
  return enterPhase(context, 'verify')
}

const verifyNew: Phase = async (context) => {
  const found = await readyAs(context, after(context))
  if (found === 'waits' || !('endpoint' in found)) return found
  const { engine } = await readManifest(found)
  if (engine.version !== context.patch.version_to) {
    const error_message = `the engine says that it is version ${engine.version}`
    return { error_code: 'version_differs', error_message }
  }
  if (!(await hasState(context, found)))
    return { error_code: 'state_differs', error_message: 'the engine has another state of this game' }
  return succeed(context)
}

async function hasState({ sql, record, patch }: PatchContext, address: EngineAddress): Promise<boolean> {
  if (patch.state_hash === null) return (await compareState(sql, address, record.game_id)) === 'same'
  const held = await readGame(address)
  return held.game_id === record.game_id && held.state_hash === patch.state_hash
}

async function succeed(context: PatchContext): Promise<Finding> {
  const { sql, patch, record } = context
  const succeeded = await sql.begin(async (tx) => {
    await lockGame(tx, record.game_id)
    if (!(await succeedPatch(tx, patch))) return false
    await resumeAfterFault(tx, record.game_id)
    return true
  })
  if (!succeeded) return isOver(context)
  log.info('game patched', { game_id: record.game_id, from: patch.version_from, to: patch.version_to })
  return { ...goesOn(context, config().BACKEND_RUNTIME_RECONCILE_INTERVAL), status: 'ready', restarts: 0 }
}

const PHASES: Record<PatchPhase, Phase> = {
  prepare: pullNew,
  quiesce: quiesceOld,
  snapshot: snapshotState,
  stop: stopOld,
  start: startNew,
  verify: verifyNew,
  rollback_stop: rollback.stopNew,
  rollback_start: rollback.startOld,
  rollback_verify: rollback.verifyOld,
  rollback_drop: rollback.startAfresh,
}
