// What stands before the daemon may refuse us: it is named, and nothing is lost by it.

import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { dockerDriver } from '#shared/drivers/docker'
import { SECTIONS, refusedSections } from '#shared/drivers/docker_access'
import type { Driver, EngineSpec } from '#shared/drivers/driver'
import { swarmDriver } from '#shared/drivers/swarm'
import { database } from '#shared/postgres'
import { dockerHost, dockerOptions, referenceImage, removeAll } from '#test/kit/docker'
import { describeProxy, socketProxy } from '#test/kit/haproxy'
import { gameOf, reconcileUntil, runtimeOf, skipWait, startingGame } from '#test/kit/runtime'
import { SWARM_MS, describeSwarm, ownSwarm, swarmOptions } from '#test/kit/swarm'
import type { Swarm } from '#test/kit/swarm'

const without = (driver: 'docker' | 'swarm', missing: string) =>
  SECTIONS[driver].filter((section) => section !== missing)

async function throughProxy(daemon: string, sections: string[]): Promise<string> {
  const proxy = await socketProxy(daemon, sections)
  onTestFinished(proxy.close)
  return proxy.host
}

const specOf = (image: string): EngineSpec => ({
  game_id: randomUUID(),
  engine_version: '1.0.0',
  image,
  token: randomUUID(),
})

/** A whole life of an engine, with all that the reconciler asks of a driver; answers whether nothing is left of it. */
async function lives(driver: Driver, image: string): Promise<boolean> {
  const spec = specOf(image)
  const told: (string | null)[] = []
  const unwatch = driver.watch((game_id) => told.push(game_id))
  await driver.prepareImage(image, 'never')
  const { endpoint } = await driver.start(spec)
  const alive = async () => (await fetch(`${endpoint}/livez`)).status
  await expect.poll(() => alive().catch(() => 0)).toBe(200)
  expect(await driver.list()).toMatchObject([{ game_id: spec.game_id, state: 'running' }])
  expect(await driver.logs(spec.game_id, 1000)).toContain('listening')
  await expect.poll(() => told).toContain(null)
  await driver.stop(spec.game_id, 5000)
  expect(await driver.find(spec.game_id)).toMatchObject({ state: 'exited' })
  await expect.poll(() => told).toContain(spec.game_id)
  unwatch()
  await driver.remove(spec.game_id, 'drop')
  return (await driver.storedStates()).length === 0
}

describeProxy('a docker-socket-proxy before the Docker Engine', () => {
  const options = dockerOptions()
  const direct = dockerDriver(options)
  let image = ''
  beforeAll(async () => {
    image = await referenceImage()
  })
  afterEach(async () => {
    for (const { game_id } of await direct.list()) await direct.remove(game_id, 'drop')
    await database()`update backend.runtime_records set status = 'removed', desired_status = 'removed'`
  })
  afterAll(async () => {
    await direct.close()
    await removeAll(options)
  })

  const through = async (sections: string[]) => {
    const driver = dockerDriver({ ...options, host: await throughProxy(dockerHost, sections) })
    onTestFinished(() => driver.close())
    return driver
  }

  it('R-START-4: an engine lives through exactly the sections that we name', async () => {
    expect(await lives(await through(SECTIONS.docker), image)).toBe(true)
  })

  it('R-START-4: no section is refused where the daemon is asked directly, or all are allowed', async () => {
    expect(await refusedSections(dockerHost, 'docker')).toEqual([])
    expect(await refusedSections(await throughProxy(dockerHost, SECTIONS.docker), 'docker')).toEqual([])
  })

  it.each(SECTIONS.docker)('R-START-4: tells that %s is refused', async (section) => {
    const host = await throughProxy(dockerHost, without('docker', section))
    expect(await refusedSections(host, 'docker')).toEqual([section])
  })

  it.each([
    ['CONTAINERS', 'list containers'],
    ['IMAGES', 'inspect image'],
    ['NETWORKS', 'list networks'],
    ['VOLUMES', 'create volume'],
    ['POST', 'create network'],
  ])(
    'R-START-4: without %s a start says what is refused, and no engine is touched',
    async (section, what) => {
      const runs = specOf(image)
      const { container_id } = await direct.start(runs)
      const network = `${options.network}-${section.toLowerCase()}`
      const host = await throughProxy(dockerHost, without('docker', section))
      const driver = dockerDriver({ ...options, host, network })
      onTestFinished(async () => {
        await driver.close()
        await removeAll({ ...options, network, instance: randomUUID() })
      })
      await expect(driver.start(specOf(image))).rejects.toMatchObject({
        code: 'driver_refused',
        message: expect.stringMatching(new RegExp(`^${what}.*: refused \\(403\\)`)),
      })
      expect(await direct.find(runs.game_id)).toMatchObject({ container_id, state: 'running' })
    },
  )

  it.each([
    ['POST', 'stop', (driver: Driver, game_id: string) => driver.stop(game_id, 0)],
    ['POST', 'removal', (driver: Driver, game_id: string) => driver.remove(game_id, 'drop')],
    ['CONTAINERS', 'list', (driver: Driver) => driver.list()],
    ['CONTAINERS', 'log', (driver: Driver, game_id: string) => driver.logs(game_id, 10)],
  ])('R-START-4: without %s a %s is refused, and no engine is touched', async (section, _what, act) => {
    const runs = specOf(image)
    const { container_id } = await direct.start(runs)
    const driver = await through(without('docker', section))
    await expect(act(driver, runs.game_id)).rejects.toMatchObject({ code: 'driver_refused' })
    expect(await direct.find(runs.game_id)).toMatchObject({ container_id, state: 'running' })
  })

  it('R-START-4: a game that cannot be started for it fails, and its operation says why', async () => {
    const driver = await through(without('docker', 'VOLUMES'))
    const game_id = await startingGame({ max_turns: 5 }, image)
    await reconcileUntil(async () => (await gameOf(game_id)).status === 'start_failed', { driver })
    const [operation] = await database()`
      select outcome, error_code, error_message from backend.runtime_operation_log where game_id = ${game_id}`
    expect(operation).toMatchObject({
      outcome: 'failed',
      error_code: 'driver_refused',
      error_message: expect.stringMatching(/^create volume .*: refused \(403\)/),
    })
  })

  it('R-START-4: a game that runs is unknown for it, and goes on', async () => {
    const game_id = await startingGame({ max_turns: 5 }, image)
    const ready = async () => (await runtimeOf(game_id)).status === 'ready'
    await reconcileUntil(ready, { driver: direct })
    const { container_id } = await runtimeOf(game_id)
    const driver = await through(without('docker', 'CONTAINERS'))
    await skipWait(game_id)
    await reconcileUntil(async () => (await runtimeOf(game_id)).status === 'unknown', { driver })
    expect((await gameOf(game_id)).status).toBe('running')
    await skipWait(game_id)
    await reconcileUntil(ready, { driver: direct })
    expect((await runtimeOf(game_id)).container_id).toBe(container_id)
  })
})

const describeBoth: typeof describe.skip = describeProxy === describe.skip ? describe.skip : describeSwarm

describeBoth('a docker-socket-proxy before a Docker swarm', () => {
  let swarm: Swarm
  let image = ''
  beforeAll(async () => {
    swarm = await ownSwarm()
    image = await referenceImage(undefined, swarm.host)
  }, SWARM_MS)
  afterAll(() => swarm.close())

  it('R-START-4: an engine lives through exactly the sections that we name', async () => {
    const driver = swarmDriver(swarmOptions(await throughProxy(swarm.host, SECTIONS.swarm)))
    onTestFinished(() => driver.close())
    expect(await lives(driver, image)).toBe(true)
  })

  it.each(['SERVICES', 'TASKS'])('R-START-4: tells that %s is refused', async (section) => {
    const host = await throughProxy(swarm.host, without('swarm', section))
    expect(await refusedSections(host, 'swarm')).toEqual([section])
    const driver = swarmDriver(swarmOptions(host))
    onTestFinished(() => driver.close())
    await expect(driver.list()).rejects.toMatchObject({
      code: 'driver_refused',
      message: expect.stringContaining(section.toLowerCase()),
    })
  })
})
