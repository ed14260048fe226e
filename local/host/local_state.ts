// What a laptop's hosts leave behind: files in the state folder, and engines of a Docker daemon. Only what a host makes
// is found here, whatever else lies in that folder.

import { lstat, readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { PartialConfig } from '#shared/config'
import { hasNetwork, removeNetwork } from '#shared/drivers/docker'
import type { Driver } from '#shared/drivers/driver'
import { connect } from '#shared/postgres'
import { findEngineVersion } from '#sql/runtime/engine_versions'
import { REFERENCE_VERSION } from '#local/embedded/engine_image'
import { portsOf } from '#local/embedded/ports'
import { startPostgres } from '#local/embedded/postgres'
import type { EmbeddedPostgres } from '#local/embedded/postgres'
import { BrokenData } from '#local/embedded/postgres_lease'
import { codeOf, liveServer, stopServer } from '#local/embedded/postgres_process'
import { openDriver } from '#local/host/engine_driver'
import { HOST_FILE, isRunning, readHostFile } from '#local/host/host_file'
import { StartError } from '#local/start_error'

/** Each file or folder that a host makes in the state folder, and what it holds. */
const MADE: Record<string, string> = {
  postgres: 'the database: every account, game and mail',
  'postgres.new': 'the beginning of a database',
  'postgres.new.password': 'its password',
  'postgres.log': 'the log of PostgreSQL',
  engines: 'the states of engines',
  secret_key: 'the key of sealed links and tokens',
  [HOST_FILE]: 'where the last host was found',
  // Last: it proves that the rest is ours.
  'postgres.password': 'the password of the database',
}
const PROOFS = ['postgres.password', 'secret_key']

export type LocalState = {
  /** What there is to delete, a line each; empty where there is nothing. */
  found: string[]
  /** What cannot be known or deleted, a sentence each. */
  warnings: string[]
  /** Deletes what was found. */
  remove: () => Promise<void>
  /** Lets go of it. */
  close: () => Promise<void>
}

/**
 * Finds what hosts left in a state folder, and holds it, so that no host starts on it meanwhile. Throws
 * `StartError` where a host runs.
 */
export async function openLocalState(config: PartialConfig, state_dir: string): Promise<LocalState> {
  const host = await readHostFile(state_dir).catch(() => null)
  if (host !== null && (await isRunning(host)))
    throw new StartError(`A host runs on ${state_dir} (process ${host.pid}): stop it first.`)
  const names = await namesIn(state_dir)
  const warnings: string[] = []
  const server = names.includes('postgres') ? await openServer(state_dir, warnings) : null
  try {
    const engines = server && (await openEngines(config, state_dir, server, warnings))
    const files = names.map((name) => `${join(state_dir, name).padEnd(48)}  ${MADE[name]}`)
    return {
      found: [...files, ...(engines?.found ?? [])],
      warnings,
      remove: async () => {
        // The database last: it knows which engines are ours, should this fail half-way.
        await engines?.remove()
        await server?.stop()
        if (names.includes('postgres')) await stopLeftBehind(join(state_dir, 'postgres'))
        // A log of PostgreSQL may have come meanwhile.
        for (const name of await namesIn(state_dir))
          await rm(join(state_dir, name), { recursive: true, force: true })
        await rmdir(state_dir).catch(() => undefined)
      },
      close: async () => {
        await engines?.close()
        await server?.stop()
      },
    }
  } catch (error) {
    await server?.stop()
    throw error
  }
}

async function namesIn(state_dir: string): Promise<string[]> {
  const there: string[] = await readdir(state_dir).catch(() => [])
  if (!PROOFS.some((name) => there.includes(name))) return []
  return Object.keys(MADE).filter((name) => there.includes(name))
}

/** The server of the data, which holds it for us; null where it does not come up any more. */
async function openServer(state_dir: string, warnings: string[]): Promise<EmbeddedPostgres | null> {
  const data_dir = join(state_dir, 'postgres')
  const port = portsOf(state_dir).postgres
  try {
    return await startPostgres({ data_dir, port, log: () => undefined })
  } catch (error) {
    if (!(error instanceof BrokenData)) throw error
    const label = 'docker ps --all --filter label=galaxy.backend=1'
    warnings.push(`${error.message}\nSo nobody knows which engines are of this database. See: ${label}`)
    return null
  }
}

async function stopLeftBehind(data_dir: string): Promise<void> {
  const left = await lstat(data_dir).then(
    () => liveServer(data_dir),
    () => null,
  )
  if (left !== null) await stopServer(left)
}

type Engines = { found: string[]; remove: () => Promise<void>; close: () => Promise<void> }

/** The containers, volumes and the network of the engines, where a Docker daemon has them. */
async function openEngines(
  config: PartialConfig,
  state_dir: string,
  server: EmbeddedPostgres,
  warnings: string[],
): Promise<Engines | null> {
  const sql = connect(server.dsn, { max: 1 })
  try {
    // A start that was ended early may have made no schema.
    const version = await findEngineVersion(sql, REFERENCE_VERSION).catch(unlessMissing)
    if (version === undefined) return null
    const driver = await openDriver(config, sql, state_dir)
    if (driver !== null && driver.name !== 'process') return await enginesOf(config, driver)
    if (version?.image.startsWith('process:') === false) {
      warnings.push(
        'Engines of this database were containers of a Docker daemon. None is used now: what they left there stays.',
      )
    }
    return null
  } finally {
    await sql.end({ timeout: 2 })
  }
}

function unlessMissing(error: unknown): undefined {
  if (codeOf(error) !== '42P01' && codeOf(error) !== '3F000') throw error
}

async function enginesOf(config: PartialConfig, driver: Driver): Promise<Engines> {
  const { BACKEND_DOCKER_HOST: host, BACKEND_DOCKER_NETWORK: network } = config
  const engines = await driver.list()
  const volumes = await driver.storedStates()
  const game_ids = new Set([...engines.map(({ game_id }) => game_id), ...volumes])
  const found: string[] = []
  if (game_ids.size > 0)
    found.push(`${engines.length} engines and ${volumes.length} volumes of the Docker daemon at ${host}`)
  if (await hasNetwork(host, network)) found.push(`its network ${network}, unless another host uses it`)
  return {
    found,
    remove: async () => {
      for (const game_id of game_ids) await driver.remove(game_id, 'drop')
      await removeNetwork(host, network)
    },
    close: () => driver.close(),
  }
}
