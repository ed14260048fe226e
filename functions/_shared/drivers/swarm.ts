// A Docker Swarm as a place for engines: one service with one replica per game. Swarm places the task and never
// restarts it, since the reconciler does. A stop keeps the task with its exit code and its log
// (`#shared/drivers/swarm_spec` says how).
//
// What a service cannot have on a daemon before version 28: `no-new-privileges` (ignored there), a limit of swap, and
// `noexec` for /tmp. The cause of an exit and the events of the nodes other than the one we ask are not told.

import { setTimeout as pause } from 'node:timers/promises'
import {
  dockerCaller,
  nameByDigest,
  prepareImage,
  requireEngine,
  taskLog,
} from '#shared/drivers/docker_client'
import { followEvents } from '#shared/drivers/docker_events'
import { logTail, nameOf, ourFilter } from '#shared/drivers/docker_spec'
import { dropVolume, gamesWithVolume } from '#shared/drivers/docker_volumes'
import { DriverError, specHash } from '#shared/drivers/driver'
import type { Driver, DriverErrorCode, EngineSpec, ObservedEngine } from '#shared/drivers/driver'
import { ensureOverlay } from '#shared/drivers/swarm_network'
import { findServices, hasGamesName, listTasks } from '#shared/drivers/swarm_services'
import type { FoundService } from '#shared/drivers/swarm_services'
import { haltedBody, hasEnded, hasRun, isHalted, serviceBody } from '#shared/drivers/swarm_spec'
import type { ListedTask, SwarmOptions } from '#shared/drivers/swarm_spec'

const CALL_MS = 15_000
const TASK_MS = 10_000
const REPLACE_MS = 10_000
const GONE_MS = 30_000
const POLL_MS = 100
const TRIES = 20

/** Answers the driver for one Swarm, through one of its managers. It opens no connection before the first call. */
export function swarmDriver(options: SwarmOptions): Driver {
  const closing = new AbortController()
  const call = dockerCaller(options.host, options.deadline_ms ?? CALL_MS, closing.signal)

  const find = (game_id?: string) => findServices(call, options, game_id)
  const tasksOf = (game_id?: string) => listTasks(call, options, game_id)
  const isNamed = (found: FoundService) => hasGamesName(options, found)

  /** Writes a service anew. Answers false where somebody else did that meanwhile. */
  async function update(
    { service }: FoundService,
    body: object,
    refused: DriverErrorCode = 'driver_unavailable',
  ): Promise<boolean> {
    const request = { _query: { version: service.Version.Index }, _body: body }
    const work = call(
      `update service ${service.Spec.Name}`,
      (docker) => docker.getService(service.ID).update(request),
      { refused },
    )
    return work.then(
      () => true,
      (error: unknown) => {
        if (error instanceof DriverError && error.message.includes('out of sequence')) return false
        throw error
      },
    )
  }

  /**
   * TERM, then KILL. It happens at once and within `timeout_ms` on the node that we call. Elsewhere Swarm does
   * it in its own time.
   */
  async function halt(game_id: string, id: string, timeout_ms: number): Promise<void> {
    const give_up = performance.now() + timeout_ms + options.stop_ms + (options.deadline_ms ?? CALL_MS)
    for (;;) {
      const found = (await find(game_id)).find(({ service }) => service.ID === id)
      if (!found || found.engine.state === 'exited') return
      if (performance.now() > give_up)
        throw new DriverError('driver_unavailable', `stop service ${found.service.Spec.Name}: it goes on`)
      if (isHalted(found.service)) await pause(POLL_MS)
      else if (!(await stopHere(found, timeout_ms)))
        await update(found, haltedBody(found.service, found.task))
    }
  }

  /** Stops the container where it is on the node that we call. Answers false where it is not, or still runs. */
  async function stopHere(found: FoundService, timeout_ms: number): Promise<boolean> {
    const id = found.task?.Status.ContainerStatus?.ContainerID
    if (!id) return false
    await call(
      `stop container ${id}`,
      (docker) => docker.getContainer(id).stop({ t: Math.ceil(timeout_ms / 1000) }),
      { benign: [304, 404], deadline_ms: timeout_ms + (options.deadline_ms ?? CALL_MS) },
    )
    return endedUnseen(found)
  }

  /** Waits until Swarm knows as well that the task has ended. Answers false where that takes too long. */
  async function ended({ ID, ServiceID }: ListedTask): Promise<boolean> {
    const give_up = performance.now() + TASK_MS
    for (;;) {
      const task = (await tasksOf()).find((one) => one.ID === ID && one.ServiceID === ServiceID)
      if (!task || hasEnded(task)) return true
      if (performance.now() > give_up) return false
      await pause(POLL_MS)
    }
  }

  /** Whether the container on our node has ended already, of which Swarm hears a moment later. */
  async function endedUnseen({ engine, task }: FoundService): Promise<boolean> {
    const id = task?.Status.ContainerStatus?.ContainerID
    if (engine.state !== 'running' || !id) return false
    const there = await inspect(id)
    return there !== null && !there.State.Running && ended(task)
  }

  const inspect = (id: string) =>
    call(`inspect container ${id}`, (docker) => docker.getContainer(id).inspect(), { benign: [404] })

  async function withExit({ engine, task }: FoundService): Promise<ObservedEngine> {
    const id = task?.Status.ContainerStatus?.ContainerID
    if (engine.state !== 'exited' || !id) return engine
    const container = await inspect(id)
    return { ...engine, oom_killed: container?.State.OOMKilled ?? false }
  }

  async function start(spec: EngineSpec, tries = TRIES): Promise<ObservedEngine> {
    await ensureOverlay(call, options.network)
    const rows = await find(spec.game_id)
    // Two engines on one state would spoil it: only the one that has the game's name goes on.
    for (const { service } of rows.filter((other) => !isNamed(other)))
      await halt(spec.game_id, service.ID, REPLACE_MS)
    const found = rows.find(isNamed)
    const same = found?.engine.spec_hash === specHash(spec) && !isHalted(found.service)
    if (found && same && found.engine.state !== 'exited' && !(await endedUnseen(found)))
      return awaitTask(spec)
    const { RepoDigests } = await requireEngine(call, spec.image)
    // By digest it is the same on every node.
    const image = nameByDigest(spec.image, RepoDigests) ?? spec.image
    if (found) await halt(spec.game_id, found.service.ID, REPLACE_MS)
    const last = (await find(spec.game_id)).find(isNamed)
    const made = last
      ? await update(last, serviceBody(options, spec, image, last), 'container_start_failed')
      : await create(serviceBody(options, spec, image))
    if (made) return awaitTask(spec)
    if (tries > 1) return start(spec, tries - 1)
    const name = nameOf(options, spec.game_id)
    throw new DriverError('container_conflict', `the service ${name} is not this engine, or others change it`)
  }

  /** The name is the mutex. Answers false where a service has it, which the next listing shows. */
  async function create(body: ReturnType<typeof serviceBody>): Promise<boolean> {
    const made = await call(`create service ${body.Name}`, (docker) => docker.createService(body), {
      benign: [409],
      refused: 'container_start_failed',
    })
    if (made === null) await pause(POLL_MS)
    return made !== null
  }

  /**
   * Waits a while for the task to run. One that Swarm is still at is answered as `created`: start it again to wait
   * on.
   */
  async function awaitTask(spec: EngineSpec): Promise<ObservedEngine> {
    const give_up = performance.now() + TASK_MS
    for (;;) {
      const found = (await find(spec.game_id)).find(isNamed)
      if (!found) throw new DriverError('container_start_failed', `the service of ${spec.game_id} is gone`)
      const { engine, task } = found
      if (engine.state === 'running' || (task && hasRun(task))) return engine
      const late = performance.now() > give_up
      const cause = task?.Status.Err
      if (cause && (late || hasEnded(task)))
        throw new DriverError('container_start_failed', `task ${task.ID} does not start: ${cause}`)
      if (late || engine.state === 'exited') return engine
      await pause(POLL_MS)
    }
  }

  async function remove(game_id: string, id: string): Promise<void> {
    await halt(game_id, id, 0)
    await call(`remove service ${id}`, (docker) => docker.getService(id).remove(), { benign: [404] })
    const give_up = performance.now() + GONE_MS
    while ((await tasksOf(game_id)).some((task) => task.ServiceID === id)) {
      if (performance.now() > give_up)
        throw new DriverError('driver_unavailable', `remove service ${id}: its tasks are still there`)
      await pause(POLL_MS)
    }
  }

  const stopGame = async (game_id: string, timeout_ms: number) => {
    for (const { service } of await find(game_id)) await halt(game_id, service.ID, timeout_ms)
  }

  return {
    name: 'swarm',
    list: async () => (await find()).map(({ engine }) => engine),
    find: async (game_id) => {
      const [first] = await find(game_id)
      return first === undefined ? null : withExit(first)
    },
    prepareImage: (image, policy) => prepareImage(call, image, policy),
    start: (spec) => start(spec),
    stop: stopGame,
    remove: async (game_id, state) => {
      for (const { service } of await find(game_id)) await remove(game_id, service.ID)
      if (state === 'drop') await dropVolume(call, options, game_id)
    },
    storedStates: () => gamesWithVolume(call, options),
    endContainer: async (container_id, how) => {
      const found = (await find()).find(({ engine }) => engine.container_id === container_id)
      if (found === undefined) return false
      await halt(found.engine.game_id, found.service.ID, REPLACE_MS)
      if (how === 'remove') await remove(found.engine.game_id, found.service.ID)
      return true
    },
    watch: (onChange) => {
      const ending = new AbortController()
      const signal = AbortSignal.any([ending.signal, closing.signal])
      void followEvents(options.host, ourFilter(options), onChange, signal)
      return () => ending.abort()
    },
    logs: async (game_id, max_bytes) => {
      const [found] = await find(game_id)
      if (!found?.task || !hasRun(found.task)) return ''
      const framed = await call(
        `read the log of task ${found.task.ID}`,
        (docker) => taskLog(docker.getTask(found.engine.container_id)),
        { benign: [404] },
      )
      return framed === null ? '' : logTail(framed, max_bytes)
    },
    close: async () => closing.abort(),
  }
}
