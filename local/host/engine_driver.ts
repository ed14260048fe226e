// Where engines run in this process, and the reference engine that a laptop finds registered.

import { join } from 'node:path'
import type { PartialConfig } from '#shared/config'
import { dockerAnswers, dockerDriver, imageExists, importImage } from '#shared/drivers/docker'
import { refusedSections } from '#shared/drivers/docker_access'
import type { Driver, DriverName } from '#shared/drivers/driver'
import { processDriver } from '#shared/drivers/process'
import { swarmDriver } from '#shared/drivers/swarm'
import { swarmProblem } from '#shared/drivers/swarm_network'
import { errorFields, log } from '#shared/log'
import type { Pool } from '#sql/connection'
import { wake } from '#sql/jobs'
import { findEngineVersion, insertEngineVersion, updateEngineVersion } from '#sql/runtime/engine_versions'
import { findInstanceId, requestCheck, requestCheckOfAll } from '#sql/runtime/records'
import { engineImage, REFERENCE_VERSION } from '#local/embedded/engine_image'
import { StartError } from '#local/start_error'
import { CHECKOUT } from '#local/tree'

const PROCESS_IMAGE = 'process:reference'

/**
 * The driver of the configuration. Null for `none`. Throws `StartError` where the configured one cannot work
 * here.
 */
export async function openDriver(
  config: PartialConfig,
  sql: Pool,
  state_dir: string,
): Promise<Driver | null> {
  const kind = await driverKind(config)
  if (kind === 'none') return null
  if (kind === 'process') {
    const engines = { [PROCESS_IMAGE]: [join(CHECKOUT, 'local/engine/main.ts')] }
    return processDriver({ state_dir: join(state_dir, 'engines'), engines })
  }
  const options = {
    host: config.BACKEND_DOCKER_HOST,
    network: config.BACKEND_DOCKER_NETWORK,
    stack: config.BACKEND_STACK_LABEL,
    instance: await findInstanceId(sql),
    limits: {
      memory_bytes: config.BACKEND_RUNTIME_ENGINE_MEMORY,
      cpus: config.BACKEND_RUNTIME_ENGINE_CPUS,
      pids: config.BACKEND_RUNTIME_ENGINE_PIDS,
    },
  }
  if (kind === 'docker') return dockerDriver(options)
  return swarmDriver({ ...options, stop_ms: config.BACKEND_RUNTIME_STOP_TIMEOUT })
}

async function driverKind(config: PartialConfig): Promise<DriverName | 'none'> {
  const asked = config.BACKEND_RUNTIME_DRIVER
  if (asked === 'process' || asked === 'none') return asked
  const host = config.BACKEND_DOCKER_HOST
  if (await dockerAnswers(host)) {
    const kind = asked === 'swarm' ? 'swarm' : 'docker'
    const problem = await problemWith(config, kind)
    if (problem !== null) throw new StartError(`${problem}, and BACKEND_RUNTIME_DRIVER is ${asked}.`)
    return kind
  }
  const away = `No Docker daemon answers at BACKEND_DOCKER_HOST (${host})`
  if (asked !== 'auto') throw new StartError(`${away}, and BACKEND_RUNTIME_DRIVER is ${asked}.`)
  if (config.NODE_ENV === 'production') {
    throw new StartError(`${away}; set BACKEND_RUNTIME_DRIVER to none where this deployment runs no engines.`)
  }
  return 'process'
}

async function problemWith(config: PartialConfig, kind: 'docker' | 'swarm'): Promise<string | null> {
  const host = config.BACKEND_DOCKER_HOST
  const refused = await refusedSections(host, kind)
  if (refused.length > 0)
    return `The proxy before the Docker daemon at ${host} does not allow ${refused.join(', ')}`
  return kind === 'swarm' ? swarmProblem(host, config.BACKEND_DOCKER_NETWORK) : null
}

/** Registers and enables the reference engine for a driver, as a container image or as a program. */
export async function registerReferenceEngine(
  config: PartialConfig,
  sql: Pool,
  driver: Driver,
): Promise<string> {
  const image =
    driver.name === 'process' ? PROCESS_IMAGE : await importReferenceImage(config.BACKEND_DOCKER_HOST)
  const known = await findEngineVersion(sql, REFERENCE_VERSION)
  if (!known) await insertEngineVersion(sql, { version: REFERENCE_VERSION, image, status: 'enabled' })
  else if (known.image !== image) await updateEngineVersion(sql, REFERENCE_VERSION, { image })
  return image
}

async function importReferenceImage(host: string): Promise<string> {
  const { repo, tag, tar, changes } = await engineImage()
  const image = `${repo}:${tag}`
  if (await imageExists(host, image)) return image
  log.info('importing the reference engine', { image })
  await importImage(host, tar(), { repo, tag, changes })
  return image
}

const TOGETHER_MS = 50
const UUID = /^[0-9a-f-]{36}$/

/**
 * Makes the reconciler run at once where the driver says that an engine has ended. Answers how to stop that.
 */
export function watchEngines(sql: Pool, driver: Driver): () => void {
  const games = new Set<string>()
  let all = false
  let timer: NodeJS.Timeout | undefined
  const observe = async () => {
    timer = undefined
    const game_ids = [...games]
    const everything = all
    games.clear()
    all = false
    await sql.begin(async (tx) => {
      if (everything) await requestCheckOfAll(tx)
      else await requestCheck(tx, game_ids)
      await wake(tx, 'runtime/reconcile')
    })
  }
  const unwatch = driver.watch((game_id) => {
    if (game_id === null) all = true
    else if (UUID.test(game_id)) games.add(game_id)
    // A lost hint is made up for at the next interval.
    timer ??= setTimeout(
      () => void observe().catch((error: unknown) => log.warn('engines not observed', errorFields(error))),
      TOGETHER_MS,
    )
  })
  return () => {
    unwatch()
    clearTimeout(timer)
  }
}
