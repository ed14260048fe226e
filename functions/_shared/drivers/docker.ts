// The Docker Engine as a place for engines. What the daemon already did (304), or no longer has (404), is a success;
// a container that is not ours is never touched. The calls themselves are `#shared/drivers/docker_client`'s.

import type { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import {
  dockerCaller,
  ensureBridge,
  inspectImage,
  ownNetworks,
  prepareImage,
  readProgress,
  requireEngine,
} from '#shared/drivers/docker_client'
import { followEvents } from '#shared/drivers/docker_events'
import * as rules from '#shared/drivers/docker_spec'
import type { DockerOptions, ListedContainer } from '#shared/drivers/docker_spec'
import { createVolume, dropVolume, gamesWithVolume } from '#shared/drivers/docker_volumes'
import { DriverError, specHash } from '#shared/drivers/driver'
import type { Driver, EngineSpec, ObservedEngine } from '#shared/drivers/driver'

const CALL_MS = 15_000
const PING_MS = 2_000
const IMPORT_MS = 120_000
const REPLACE_MS = 10_000
const NAME_TRIES = 40
const NAME_WAIT_MS = 50

/** Answers the driver for one Docker Engine. It opens no connection before the first call. */
export function dockerDriver(options: DockerOptions): Driver {
  const closing = new AbortController()
  const call = dockerCaller(options.host, options.deadline_ms ?? CALL_MS, closing.signal)

  // Starts at the same time share one check of the network, so that they do not race to create it.
  let ensuring: Promise<void> | undefined
  const bridge = () =>
    (ensuring ??= ensureBridge(call, options.network, rules.publishes(options)).finally(() => {
      ensuring = undefined
    }))

  // The containers of one game, or of all, the game's own before those that only carry its label.
  async function rowsOf(game_id?: string): Promise<ListedContainer[]> {
    const filters = { label: rules.ourFilter(options, game_id) }
    const rows = await call('list containers', (docker) => docker.listContainers({ all: true, filters }))
    const ours = (rows ?? []).filter((row) => rules.isOurEngine(options, row.Labels))
    return ours.toSorted((a, b) => Number(rules.isNamed(options, b)) - Number(rules.isNamed(options, a)))
  }

  const listed = (rows: ListedContainer[]) => rows.map((row) => rules.observedOf(options, row))

  const observe = async (game_id?: string) => listed(await rowsOf(game_id))

  async function withExit(engine: ObservedEngine): Promise<ObservedEngine | null> {
    if (engine.state !== 'exited') return engine
    const found = await inspect(engine.container_id)
    if (found === null) return null
    const { ExitCode: exit_code, OOMKilled: oom_killed, StartedAt } = found.State
    return { ...engine, exit_code, oom_killed, started_at: new Date(StartedAt) }
  }

  const inspect = (id: string) =>
    call(`inspect container ${id}`, (docker) => docker.getContainer(id).inspect(), {
      benign: [404],
    })

  const stopContainer = (id: string, timeout_ms: number) =>
    call(
      `stop container ${id}`,
      (docker) => docker.getContainer(id).stop({ t: Math.ceil(timeout_ms / 1000) }),
      { benign: [304, 404], deadline_ms: timeout_ms + (options.deadline_ms ?? CALL_MS) },
    )

  const removeContainer = (id: string) =>
    call(`remove container ${id}`, (docker) => docker.getContainer(id).remove({ force: true, v: true }), {
      benign: [404, 409],
    })

  // The name is the mutex: a caller that lost the race to create adopts what the winner made, if it is the
  // same. A name is taken a moment before its container can be seen, and free a moment after it is gone. Such
  // a moment is waited for.
  async function createContainer(spec: EngineSpec, tries = NAME_TRIES): Promise<string> {
    const name = rules.nameOf(options, spec.game_id)
    // dockerode puts what is not split into `_query` and `_body` into the URL as well, the engine's token included.
    const request = { name, _query: { name }, _body: rules.containerBody(options, spec) }
    const made = await call(`create container ${name}`, (docker) => docker.createContainer(request), {
      benign: [409],
      refused: 'container_start_failed',
    })
    if (made !== null) return made.id
    const holder = await inspect(name)
    if (holder === null && tries > 1) {
      await setTimeout(NAME_WAIT_MS)
      return createContainer(spec, tries - 1)
    }
    const labels = holder?.Config.Labels
    const same = rules.isOurs(options, labels) && labels?.['galaxy.spec_hash'] === specHash(spec)
    if (holder !== null && same) return holder.Id
    throw new DriverError(
      'container_conflict',
      `the name ${name} is held by a container which is not this engine`,
    )
  }

  async function start(spec: EngineSpec): Promise<ObservedEngine> {
    await bridge()
    const wanted = specHash(spec)
    const rows = await rowsOf(spec.game_id)
    // Two engines on one state would spoil it: only the one that has the game's name goes on.
    for (const row of rows.filter((other) => !rules.isNamed(options, other)))
      await stopContainer(row.Id, REPLACE_MS)
    for (const found of listed(rows.filter((own) => rules.isNamed(options, own)))) {
      const usable = found.spec_hash === wanted && found.state !== 'exited'
      if (usable && found.state === 'running') return found
      if (usable) continue
      await stopContainer(found.container_id, REPLACE_MS)
      await removeContainer(found.container_id)
    }
    await requireEngine(call, spec.image)
    await createVolume(call, options, spec.game_id)
    const id = await createContainer(spec)
    await call(`start container ${id}`, (docker) => docker.getContainer(id).start(), {
      benign: [304],
      refused: 'container_start_failed',
    })
    const started = (await observe(spec.game_id)).find((engine) => engine.container_id === id)
    if (started !== undefined) return started
    throw new DriverError('container_start_failed', `container ${id} of game ${spec.game_id} is gone`)
  }

  return {
    name: 'docker',
    list: () => observe(),
    find: async (game_id) => {
      const [first] = await observe(game_id)
      return first === undefined ? null : withExit(first)
    },
    prepareImage: (image, policy) => prepareImage(call, image, policy),
    start,
    stop: async (game_id, timeout_ms) => {
      for (const found of await observe(game_id)) await stopContainer(found.container_id, timeout_ms)
    },
    remove: async (game_id, state) => {
      for (const found of await observe(game_id)) await removeContainer(found.container_id)
      if (state === 'drop') await dropVolume(call, options, game_id)
    },
    storedStates: () => gamesWithVolume(call, options),
    endContainer: async (id, how) => {
      const found = await inspect(id)
      if (!rules.isOurEngine(options, found?.Config.Labels)) return false
      await stopContainer(id, REPLACE_MS)
      if (how === 'remove') await removeContainer(id)
      return true
    },
    watch: (onChange) => {
      const ending = new AbortController()
      const signal = AbortSignal.any([ending.signal, closing.signal])
      void followEvents(options.host, rules.ourFilter(options), onChange, signal)
      return () => ending.abort()
    },
    logs: async (game_id, max_bytes) => {
      const found = (await observe(game_id))[0]
      if (found === undefined) return ''
      const framed = await call(
        `read the log of ${found.container_id}`,
        (docker) => docker.getContainer(found.container_id).logs({ stdout: true, stderr: true }),
        { benign: [404] },
      )
      return framed === null ? '' : rules.logTail(framed, max_bytes)
    },
    close: async () => closing.abort(),
  }
}

/**
 * Answers whether a daemon, or a proxy before one, answers there within two seconds. Never throws. `auto` asks
 * it.
 */
export async function dockerAnswers(host: string): Promise<boolean> {
  const call = dockerCaller(host, PING_MS)
  return call('ping', (docker) => docker.ping()).then(
    () => true,
    (error: unknown) => error instanceof DriverError && error.code === 'driver_refused',
  )
}

/** Creates the user-defined bridge if it is missing (R-START-5). Losing the race to create it is a success. */
export async function ensureNetwork(host: string, network: string): Promise<void> {
  await ensureBridge(dockerCaller(host, CALL_MS), network, process.platform !== 'linux')
}

/** Answers whether the daemon has a network of that name which a backend made. */
export async function hasNetwork(host: string, network: string): Promise<boolean> {
  return (await ownNetworks(dockerCaller(host, CALL_MS), network)).length > 0
}

/** Removes the network of that name where a backend made it. One that is in use stays. */
export async function removeNetwork(host: string, network: string): Promise<void> {
  const call = dockerCaller(host, CALL_MS)
  for (const { Id } of await ownNetworks(call, network))
    await call(`remove network ${Id}`, (docker) => docker.getNetwork(Id).remove(), { benign: [403, 404] })
}

/** Answers whether the daemon holds that image. */
export async function imageExists(host: string, image: string): Promise<boolean> {
  return (await inspectImage(dockerCaller(host, CALL_MS), image)) !== null
}

/** Imports a root file system as an image, with `changes` in Dockerfile syntax. Answers the image's id. */
export async function importImage(
  host: string,
  tar: Readable,
  options: { repo: string; tag: string; changes: string[] },
): Promise<string> {
  const call = dockerCaller(host, CALL_MS)
  const name = `${options.repo}:${options.tag}`
  try {
    await call(
      `import ${name}`,
      async (docker) => readProgress(await docker.importImage(tar, { ...options }), name),
      { refused: 'image_pull_failed', deadline_ms: IMPORT_MS },
    )
  } finally {
    tar.destroy()
  }
  const image = await inspectImage(call, name)
  if (image === null) throw new DriverError('image_missing', `${name} is not there after its import`)
  return image.Id
}
