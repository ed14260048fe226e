// One probe of an image. The image is made usable, booted under the probe's own id, and checked against the
// contract. It answers what it finds out about the image. It throws what says nothing about the image, such as
// a driver that is out of reach.

import { setTimeout } from 'node:timers/promises'
import { config } from '#shared/config'
import { DriverError } from '#shared/drivers/driver'
import type { Driver, ObservedEngine } from '#shared/drivers/driver'
import { engineAddress, engineTokenOf } from '#shared/engine/address'
import type { EngineAddress } from '#shared/engine/address'
import { EngineError, isEngineReady } from '#shared/engine/client'
import type { EngineManifest } from '#shared/engine/client'
import { tryEngine } from '#shared/runtime/contract_check'

const TURN_MS = 60_000
const LOOK_MS = 100
// An engine drops its connections a moment before its end can be seen.
const END_MS = 1000
const SAID_BYTES = 500

export type Probed = { digest: string | null } & (
  | { outcome: 'succeeded'; manifest: EngineManifest }
  | { outcome: 'failed'; error_code: string; error_message: string }
)

/**
 * Probes an image as a version. Nothing may run under this id before, and the caller removes what runs under
 * it afterwards.
 */
export async function probeImage(
  driver: Driver,
  probe: { probe_id: string; version: string; image: string },
  signal: AbortSignal,
): Promise<Probed> {
  let digest: string | null = null
  try {
    digest = await driver.prepareImage(probe.image, config().BACKEND_RUNTIME_IMAGE_PULL_POLICY)
    const address = await boot(driver, probe, signal)
    const limits = { timeout_ms: Math.min(TURN_MS, config().BACKEND_RUNTIME_TURN_TIMEOUT), signal }
    const trial = { game_id: probe.probe_id, version: probe.version }
    return { outcome: 'succeeded', digest, manifest: await tryEngine(address, trial, limits) }
  } catch (error) {
    if (signal.aborted) throw error
    const { code: error_code, message } = await causeOf(driver, probe.probe_id, error)
    return { outcome: 'failed', digest, error_code, error_message: `${message}.` }
  }
}

async function boot(
  driver: Driver,
  probe: { probe_id: string; version: string; image: string },
  signal: AbortSignal,
): Promise<EngineAddress> {
  const { probe_id: game_id, version: engine_version, image } = probe
  const limit_ms = config().BACKEND_RUNTIME_START_TIMEOUT
  const give_up = performance.now() + limit_ms
  const token = engineTokenOf(game_id)
  let engine: ObservedEngine | null = await driver.start({ game_id, engine_version, image, token })
  while (engine !== null && engine.state !== 'exited') {
    const address = engine.endpoint === null ? null : engineAddress(game_id, engine.endpoint)
    if (address && (await isEngineReady(address))) return address
    if (performance.now() > give_up)
      throw new EngineError('broken', 'engine_not_ready', `the engine was not ready within ${limit_ms} ms`)
    await setTimeout(LOOK_MS, undefined, { signal })
    engine = await driver.find(game_id)
  }
  throw new EngineError('away', 'engine_exited', 'the engine ended')
}

async function causeOf(
  driver: Driver,
  game_id: string,
  error: unknown,
): Promise<{ code: string; message: string }> {
  if (error instanceof DriverError && error.code !== 'driver_unavailable') return error
  if (!(error instanceof EngineError)) throw error
  if (error.kind !== 'away') return error
  const give_up = performance.now() + END_MS
  for (;;) {
    const found = await driver.find(game_id)
    if (found?.state === 'exited') return { code: 'engine_exited', message: await endOf(driver, found) }
    if (performance.now() > give_up) return error
    await setTimeout(LOOK_MS)
  }
}

async function endOf(driver: Driver, engine: ObservedEngine): Promise<string> {
  const said = (await driver.logs(engine.game_id, SAID_BYTES)).trim()
  const how = engine.oom_killed ? 'for want of memory' : `with exit code ${engine.exit_code ?? '?'}`
  return `the engine ended ${how}${said === '' ? '' : `, saying: ${said}`}`
}
