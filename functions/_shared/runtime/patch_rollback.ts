// The rollback of a patch: the old version is started again on the state it had. Where the new version has
// changed the state, it is restored from a snapshot. Only where the old version cannot even start on the
// state, the state is dropped first.

import { config } from '#shared/config'
import type { EngineAddress } from '#shared/engine/address'
import { isOver, enterPhase, readyAs, startAs } from '#shared/runtime/patch_context'
import type { PatchContext, Phase } from '#shared/runtime/patch_context'
import { compareState, restoreState } from '#shared/runtime/restore'
import { findGame } from '#sql/games/games'
import { isCrashRecorded } from '#sql/runtime/crashes'
import { failPatch } from '#sql/runtime/patches'
import type { EngineVersion, PatchRow } from '#sql/runtime/patches'
import { listSnapshots } from '#sql/runtime/snapshots'

const before = ({ version_from, image_from }: PatchRow): EngineVersion => ({
  version: version_from,
  image: image_from,
})

export const stopNew: Phase = async (context) => {
  await context.driver.stop(context.record.game_id, config().BACKEND_RUNTIME_STOP_TIMEOUT)
  return enterPhase(context, 'rollback_start')
}

export const startOld: Phase = async (context) => {
  await startAs(context, before(context.patch))
  return enterPhase(context, 'rollback_verify')
}

export const verifyOld: Phase = async (context) => {
  const found = await readyAs(context, before(context.patch))
  if (found === 'waits') return found
  if ('endpoint' in found) return finishRollback(context, found)
  return (await isStored(context)) ? enterPhase(context, 'rollback_drop') : found
}

/**
 * Starts the old version without a state, once: an earlier exit is on record. A state is dropped only where a
 * snapshot of it is stored.
 */
export const startAfresh: Phase = async (context) => {
  const { driver, record, patch, engine } = context
  const { game_id } = record
  const is_old = engine?.state === 'exited' && (await isCrashRecorded(context.sql, engine))
  if (engine === null || is_old) {
    if (!(await isStored(context)))
      return { error_code: 'state_lost', error_message: 'the state is kept no more' }
    await driver.stop(game_id, config().BACKEND_RUNTIME_STOP_TIMEOUT)
    await driver.remove(game_id, 'drop')
    await startAs(context, before(patch))
    return 'waits'
  }
  const found = await readyAs(context, before(patch))
  return found !== 'waits' && 'endpoint' in found ? finishRollback(context, found) : found
}

/** Whether a snapshot of the turn that awaits orders is stored. */
async function isStored({ sql, record }: PatchContext): Promise<boolean> {
  const [newest] = await listSnapshots(sql, record.game_id)
  const game = await findGame(sql, record.game_id)
  return newest !== undefined && newest.turn === game?.current_turn
}

async function finishRollback(context: PatchContext, address: EngineAddress): ReturnType<Phase> {
  const { sql, record, patch } = context
  const state = await compareState(sql, address, record.game_id)
  if (state === 'moving') return 'waits'
  if (state === 'differs') {
    const game = await findGame(sql, record.game_id)
    if (!game || !(await restoreState(sql, address, game)))
      return { error_code: 'state_lost', error_message: 'the state cannot be restored' }
  }
  const error_message = `${patch.error_message}; the game plays on with version ${patch.version_from}.`
  await failPatch(sql, patch, { error_code: 'patch_rolled_back', error_message })
  return isOver(context)
}
