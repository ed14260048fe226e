// The context of one pass over a patch: what its phases in both directions know, and how they answer what they
// found.

import type { Driver, ObservedEngine } from '#shared/drivers/driver'
import { engineAddress, engineTokenOf } from '#shared/engine/address'
import type { EngineAddress } from '#shared/engine/address'
import { isEngineReady } from '#shared/engine/client'
import { recordCrash } from '#shared/runtime/crashes'
import type { Pool } from '#sql/connection'
import { movePatch } from '#sql/runtime/patches'
import type { EngineVersion, PatchPhase, PatchRow } from '#sql/runtime/patches'
import type { ClaimedRuntime, Finding } from '#sql/runtime/records'

export type PatchContext = {
  sql: Pool
  driver: Driver
  record: ClaimedRuntime
  patch: PatchRow
  engine: ObservedEngine | null
}

/**
 * A phase answers what it found, `waits` where only the next pass can tell more, or why the patch cannot go
 * on.
 */
export type Phase = (context: PatchContext) => Promise<Finding | 'waits' | Failure>
export type Failure = { error_code: string; error_message: string }

export const isFailure = (found: Awaited<ReturnType<Phase>>): found is Failure =>
  found !== 'waits' && 'error_code' in found

/** The patch goes on, with another check in `next_check_ms`. */
export const goesOn = ({ engine, record }: PatchContext, next_check_ms: number): Finding => ({
  status: 'patching',
  next_check_ms,
  container_id: engine?.container_id ?? record.container_id,
  endpoint: engine?.endpoint ?? null,
})

/** The patch is over: the next pass treats the engine as any other. */
export const isOver = (context: PatchContext): Finding => ({ ...goesOn(context, 0), status: 'booting' })

/** This phase is done. */
export async function enterPhase(
  context: PatchContext,
  phase: PatchPhase,
  facts: { state_hash?: string; error_message?: string } = {},
): Promise<Finding> {
  await movePatch(context.sql, context.patch, phase, facts)
  return goesOn(context, 0)
}

/** Where the engine is asked, or null where none runs. */
export function addressOf({ engine, record }: PatchContext): EngineAddress | null {
  if (engine?.state !== 'running' || engine.endpoint === null) return null
  return engineAddress(record.game_id, engine.endpoint)
}

/** Starts the engine in this version, or adopts the one that runs so. */
export async function startAs(
  { driver, record }: PatchContext,
  { version, image }: EngineVersion,
): Promise<void> {
  const { game_id } = record
  const token = engineTokenOf(game_id)
  await driver.start({ game_id, engine_version: version, image, token })
}

/**
 * The address of the engine in this version once it is ready, or that it has ended. One that is not there, as children
 * are not after an end of ours, is started again and has its whole time.
 */
export async function readyAs(
  context: PatchContext,
  wanted: EngineVersion,
): Promise<EngineAddress | 'waits' | Failure> {
  const { sql, driver, record, patch, engine } = context
  if (engine?.image !== wanted.image || engine.engine_version !== wanted.version) {
    await startAs(context, wanted)
    await movePatch(sql, patch, patch.phase)
    return 'waits'
  }
  if (engine.state === 'exited') {
    const error_message = await recordCrash({ sql, driver }, record.game_id, engine)
    return { error_code: 'container_start_failed', error_message }
  }
  const address = addressOf(context)
  return address && (await isEngineReady(address)) ? address : 'waits'
}
