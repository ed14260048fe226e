// What only the swarm driver promises, over a real swarm: labels, walls, ownership, its node, and
// that nothing restarts by itself.

import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { ENGINE_TITLE, nameOf } from '#shared/drivers/docker_spec'
import { specHash } from '#shared/drivers/driver'
import type { EngineSpec } from '#shared/drivers/driver'
import { swarmDriver } from '#shared/drivers/swarm'
import type { SwarmOptions } from '#shared/drivers/swarm_spec'
import { dockerOptions, referenceImage } from '#test/kit/docker'
import { startRegistry } from '#test/kit/registry'
import {
  SWARM_MS,
  describeSwarm,
  killTask,
  ownSwarm,
  setAvailability,
  swarmOptions,
  withoutContainers,
} from '#test/kit/swarm'
import type { Swarm } from '#test/kit/swarm'

describeSwarm('the swarm driver, beyond what every driver does', () => {
  let swarm: Swarm
  let image = ''
  const opened: ReturnType<typeof swarmDriver>[] = []

  beforeAll(async () => {
    swarm = await ownSwarm()
    image = await referenceImage(undefined, swarm.host)
  }, SWARM_MS)
  afterEach(async () => {
    for (const driver of opened.splice(0)) {
      for (const { game_id } of await driver.list()) await driver.remove(game_id, 'drop')
      await driver.close()
    }
  })
  afterAll(() => swarm.close())

  // One network for all, since an overlay takes a while to come and go.
  function open(given: Partial<SwarmOptions> = {}) {
    const options = swarmOptions(swarm.host, { network: 'galaxy', ...given })
    const driver = swarmDriver(options)
    opened.push(driver)
    return { driver, options }
  }
  const newSpec = (): EngineSpec => ({
    game_id: randomUUID(),
    engine_version: '1.0.0',
    image,
    token: randomUUID(),
  })
  const serviceOf = async (name: string) => {
    const service = await swarm.ask('inspect', (docker) => docker.getService(name).inspect())
    return service as { ID: string; Version: { Index: number }; Spec: Record<string, unknown> }
  }
  async function containerOf(task_id: string) {
    const filters = { label: [`com.docker.swarm.task.id=${task_id}`] }
    const rows = await swarm.ask('list', (docker) => docker.listContainers({ all: true, filters }))
    const found = await swarm.ask('inspect', (docker) => docker.getContainer(rows?.[0]?.Id ?? '').inspect())
    if (!found) throw new Error(`task ${task_id} has no container`)
    return found
  }
  const tasksOf = async (game_id: string): Promise<{ ID: string; Status: { State: string } }[]> => {
    const filters = JSON.stringify({ label: [`galaxy.game_id=${game_id}`] })
    return (await swarm.ask('list', (docker) => docker.listTasks({ filters }))) ?? []
  }

  it.each(['green', ''])(
    'R-RUN-5: labels service, container and volume, with the stack "%s"',
    async (stack) => {
      const { driver, options } = open({ stack })
      const spec = newSpec()
      const { container_id } = await driver.start(spec)
      const owner = {
        'galaxy.backend': '1',
        'galaxy.instance': options.instance,
        'galaxy.game_id': spec.game_id,
        ...(stack === '' ? {} : { 'galaxy.stack': stack }),
      }
      const engine = { ...owner, 'galaxy.engine_version': '1.0.0', 'galaxy.spec_hash': specHash(spec) }
      const name = nameOf(options, spec.game_id)
      const volume = await swarm.ask('inspect', (docker) => docker.getVolume(name).inspect())
      const { Labels } = (await containerOf(container_id)).Config
      expect((await serviceOf(name)).Spec['Labels']).toMatchObject(engine)
      expect(Labels).toMatchObject(engine)
      expect('galaxy.stack' in Labels).toBe(stack !== '')
      expect(volume?.Labels).toEqual(owner)
    },
  )

  it('gives an engine no capability, no root, no writable root, no port, and bounded resources', async () => {
    const { driver, options } = open()
    const spec = newSpec()
    const { container_id } = await driver.start(spec)
    const { Config, HostConfig, Mounts, NetworkSettings } = await containerOf(container_id)
    expect(Config.User).toBe('65532:65532')
    expect(HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      Privileged: false,
      Memory: options.limits.memory_bytes,
      NanoCpus: 5e8,
      PidsLimit: 64,
      LogConfig: { Type: 'json-file', Config: { 'max-size': '512k', 'max-file': '2' } },
    })
    expect(Object.keys(NetworkSettings.Networks)).toEqual(['galaxy'])
    expect(HostConfig.PortBindings ?? {}).toEqual({})
    expect(Object.fromEntries(Mounts.map(({ Type, Destination }) => [Destination, Type]))).toEqual({
      '/tmp': 'tmpfs',
      '/var/lib/galaxy': 'volume',
    })
    const { Spec } = await serviceOf(nameOf(options, spec.game_id))
    expect(Spec).toMatchObject({ TaskTemplate: { RestartPolicy: { Condition: 'none' } } })
  })

  it('never restarts by itself what was killed or stopped, also when the daemon comes back', async () => {
    const { driver } = open()
    const [killed, stopped] = [newSpec(), newSpec()]
    const engine = await driver.start(killed)
    await driver.start(stopped)
    await killTask(swarm.ask, engine.container_id)
    await driver.stop(stopped.game_id, 1000)
    const state = async (game_id: string) => (await driver.find(game_id))?.state
    await expect.poll(() => state(killed.game_id)).toBe('exited')
    await swarm.stop()
    await swarm.start()
    const unfinished = async () =>
      (await Promise.all([killed, stopped].map(({ game_id }) => tasksOf(game_id))))
        .flat()
        .filter(({ Status }) => !['failed', 'complete', 'shutdown'].includes(Status.State))
    // Its orchestrator is at work again where a new engine starts.
    await expect
      .poll(() => driver.start(newSpec()).catch(() => null))
      .toMatchObject({
        state: 'running',
      })
    expect(await unfinished()).toEqual([])
    expect([await state(killed.game_id), await state(stopped.game_id)]).toEqual(['exited', 'exited'])
    expect(await driver.logs(killed.game_id, 1000)).toContain('listening')
  })

  it('keeps a game on the node that has its state', async () => {
    const { driver, options } = open()
    const spec = newSpec()
    await driver.start(spec)
    await driver.stop(spec.game_id, 1000)
    await driver.start(spec)
    const info = await swarm.ask('info', (docker) => docker.info())
    const { Spec } = await serviceOf(nameOf(options, spec.game_id))
    expect(Spec).toMatchObject({
      TaskTemplate: { Placement: { Constraints: [`node.id==${info.Swarm.NodeID}`] } },
    })
  })

  it('ends and keeps the task of another node through the service alone', async () => {
    const { driver, options } = open()
    const spec = newSpec()
    const engine = await driver.start(spec)
    // As on another node: the daemon that is asked has no such container.
    const blind = swarmDriver({ ...options, host: await withoutContainers(swarm) })
    opened.push(blind)
    await blind.stop(spec.game_id, 1000)
    expect(await driver.find(spec.game_id)).toMatchObject({
      state: 'exited',
      container_id: engine.container_id,
      endpoint: null,
    })
    expect(await driver.logs(spec.game_id, 1000)).toContain('listening')
    expect(await driver.start(spec)).toMatchObject({ state: 'running' })
  })

  it('tells that an engine ended out of memory', async () => {
    const { driver } = open({ limits: { memory_bytes: 16 * 1024 * 1024, cpus: 1, pids: 64 } })
    const spec = newSpec()
    await driver.start(spec).catch(() => undefined)
    await expect
      .poll(() => driver.find(spec.game_id))
      .toMatchObject({ state: 'exited', exit_code: 137, oom_killed: true })
  })

  it('is container_start_failed, with the cause, where no node can take it', async () => {
    const { driver } = open({ limits: { memory_bytes: 256 * 1024 * 1024, cpus: 0.5, pids: 64 } })
    const spec = newSpec()
    await driver.start(spec)
    await driver.stop(spec.game_id, 1000)
    const info = await swarm.ask('info', (docker) => docker.info())
    await setAvailability(swarm, info.Swarm.NodeID, 'drain')
    const refused = driver.start(spec)
    await expect(refused).rejects.toMatchObject({
      code: 'container_start_failed',
      message: expect.stringContaining('no suitable node'),
    })
    await setAvailability(swarm, info.Swarm.NodeID, 'active')
    await expect.poll(() => driver.start(spec)).toMatchObject({ state: 'running' })
  })

  it.each([
    ['another instance', {}],
    ['another stack on a copied database', { stack: 'staging' }],
  ])('touches no service of %s', async (_whose, difference) => {
    const theirs = open({ stack: 'production' })
    const same = 'stack' in difference ? { instance: theirs.options.instance } : {}
    const ours = open({ ...same, ...difference })
    const spec = newSpec()
    const { container_id } = await theirs.driver.start(spec)
    await ours.driver.stop(spec.game_id, 0)
    await ours.driver.remove(spec.game_id, 'drop')
    expect(await ours.driver.endContainer(container_id, 'remove')).toBe(false)
    expect(await ours.driver.list()).toEqual([])
    expect(await ours.driver.find(spec.game_id)).toBeNull()
    expect(await ours.driver.storedStates()).toEqual([])
    expect(await theirs.driver.find(spec.game_id)).toMatchObject({ container_id, state: 'running' })
  })

  it('is container_conflict where somebody else has its name', async () => {
    const { driver, options } = open()
    const spec = newSpec()
    const name = nameOf(options, spec.game_id)
    const body = {
      Name: name,
      TaskTemplate: { ContainerSpec: { Image: image } },
      Mode: { Replicated: { Replicas: 0 } },
    }
    const foreign = await swarm.ask('create', (docker) => docker.createService(body))
    await expect(driver.start(spec)).rejects.toMatchObject({ code: 'container_conflict' })
    await foreign?.remove()
  })

  it('R-RUN-3: names an image of a registry by its digest, so that every node runs the same', async () => {
    const registry = await startRegistry({ 'org.opencontainers.image.title': ENGINE_TITLE })
    const { driver, options } = open()
    const spec = { ...newSpec(), image: registry.image }
    await driver.prepareImage(registry.image, 'if_missing')
    // There is nothing in it to be run.
    await expect(driver.start(spec)).rejects.toMatchObject({ code: 'container_start_failed' })
    const { Spec } = await serviceOf(nameOf(options, spec.game_id))
    const digest = expect.stringMatching(/^127\.0\.0\.1:\d+\/engine@sha256:[0-9a-f]{64}$/)
    expect(Spec).toMatchObject({ TaskTemplate: { ContainerSpec: { Image: digest } } })
    await registry.close()
  })

  it('is driver_unavailable where the daemon is away', async () => {
    const driver = swarmDriver({ ...dockerOptions({ host: 'unix:///nonexistent.sock' }), stop_ms: 100 })
    const unavailable = { code: 'driver_unavailable' }
    await expect(driver.list()).rejects.toMatchObject(unavailable)
    await expect(driver.start(newSpec())).rejects.toMatchObject(unavailable)
    await expect(driver.stop(randomUUID(), 0)).rejects.toMatchObject(unavailable)
  })
})
