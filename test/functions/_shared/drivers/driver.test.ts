// One suite, run over every driver with the real reference engine: what the reconciler relies on.

import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { dockerDriver } from '#shared/drivers/docker'
import { lastBytes, specHash } from '#shared/drivers/driver'
import type { Driver, EngineSpec, ObservedEngine } from '#shared/drivers/driver'
import { processDriver } from '#shared/drivers/process'
import { swarmDriver } from '#shared/drivers/swarm'
import { askDocker, describeDocker, dockerOptions, referenceImage, removeAll } from '#test/kit/docker'
import { SWARM_MS, describeSwarm, killTask, ownSwarm, swarmOptions } from '#test/kit/swarm'

type Setting = {
  driver: Driver
  image: string
  /** Ends an engine as `kill -9` does, behind the driver's back. */
  kill: (engine: ObservedEngine) => Promise<void>
  clean: () => Promise<void>
}

const ENTRY = join(import.meta.dirname, '../../../../local/engine/main.ts')
const STOP_MS = 5_000

async function overDocker(): Promise<Setting> {
  const options = dockerOptions()
  const driver = dockerDriver(options)
  return { driver, image: await referenceImage(), kill: killContainer, clean: () => removeAll(options) }
}

async function overSwarm(): Promise<Setting> {
  const swarm = await ownSwarm()
  const image = await referenceImage(undefined, swarm.host)
  const driver = swarmDriver(swarmOptions(swarm.host))
  return {
    driver,
    image,
    kill: ({ container_id }) => killTask(swarm.ask, container_id),
    clean: () => swarm.close(),
  }
}

async function overProcess(): Promise<Setting> {
  const state_dir = await mkdtemp(join(tmpdir(), 'galaxy-driver-'))
  const driver = processDriver({ state_dir, engines: { 'process:reference': [ENTRY] } })
  return {
    driver,
    image: 'process:reference',
    kill: killProcess,
    clean: () => rm(state_dir, { recursive: true }),
  }
}

async function killContainer({ container_id }: ObservedEngine): Promise<void> {
  await askDocker('kill', (docker) => docker.getContainer(container_id).kill({ signal: 'SIGKILL' }))
}

async function killProcess({ container_id }: ObservedEngine): Promise<void> {
  process.kill(Number(container_id.replace('process:', '')), 'SIGKILL')
}

function suite(open: () => Promise<Setting>): void {
  let at: Setting
  beforeAll(async () => {
    at = await open()
  }, SWARM_MS)
  afterEach(async () => {
    for (const { game_id } of await at.driver.list()) await at.driver.remove(game_id, 'drop')
    for (const game_id of await at.driver.storedStates()) await at.driver.remove(game_id, 'drop')
  })
  afterAll(async () => {
    await at.driver.close()
    await at.clean()
  })

  const newSpec = (): EngineSpec => ({
    game_id: randomUUID(),
    engine_version: '1.0.0',
    image: at.image,
    token: randomUUID(),
  })

  describe('start', () => {
    it('answers a running engine which is alive at its endpoint', async () => {
      const spec = newSpec()
      const engine = await at.driver.start(spec)
      const { game_id, engine_version, image } = spec
      const spec_hash = specHash(spec)
      expect(engine).toMatchObject({ game_id, engine_version, image, spec_hash, state: 'running' })
      await alive(engine)
      expect(await at.driver.find(game_id)).toEqual(engine)
    })

    it('adopts the engine that runs with the same spec', async () => {
      const spec = newSpec()
      const first = await at.driver.start(spec)
      const second = await at.driver.start(spec)
      expect(second.container_id).toBe(first.container_id)
      expect(await at.driver.list()).toHaveLength(1)
    })

    it('is one engine when two start it at once', async () => {
      const spec = newSpec()
      const [first, second] = await Promise.all([at.driver.start(spec), at.driver.start(spec)])
      expect(second.container_id).toBe(first.container_id)
    })

    it('replaces an engine whose spec drifted, on the same state', async () => {
      const spec = newSpec()
      const first = await at.driver.start(spec)
      const hash = await setUpGame(first, spec)
      const drifted = { ...spec, token: randomUUID() }
      const second = await at.driver.start(drifted)
      expect(second.container_id).not.toBe(first.container_id)
      expect(await stateHash(second, drifted)).toBe(hash)
      expect(await at.driver.list()).toHaveLength(1)
    })

    it('refuses an image that is not there', async () => {
      const spec = { ...newSpec(), image: 'galaxy-no-such-engine:1' }
      await expect(at.driver.start(spec)).rejects.toMatchObject({ code: 'image_missing' })
      expect(await at.driver.find(spec.game_id)).toBeNull()
    })
  })

  describe('stop', () => {
    it('keeps the state: started again, the engine serves the same game', async () => {
      const spec = newSpec()
      const hash = await setUpGame(await at.driver.start(spec), spec)
      await at.driver.stop(spec.game_id, STOP_MS)
      expect(await at.driver.find(spec.game_id)).toMatchObject({ state: 'exited', endpoint: null })
      expect(await stateHash(await at.driver.start(spec), spec)).toBe(hash)
    })

    it('keeps the state even where the engine was removed', async () => {
      const spec = newSpec()
      const hash = await setUpGame(await at.driver.start(spec), spec)
      await at.driver.stop(spec.game_id, STOP_MS)
      await at.driver.remove(spec.game_id, 'keep')
      expect(await at.driver.find(spec.game_id)).toBeNull()
      expect(await stateHash(await at.driver.start(spec), spec)).toBe(hash)
    })

    it('is a success for what does not run, and for what never was', async () => {
      const spec = newSpec()
      await at.driver.start(spec)
      await at.driver.stop(spec.game_id, STOP_MS)
      await expect(at.driver.stop(spec.game_id, STOP_MS)).resolves.toBeUndefined()
      await expect(at.driver.stop(randomUUID(), STOP_MS)).resolves.toBeUndefined()
    })
  })

  describe('an engine that was killed', () => {
    it('is listed as exited, with its exit code and what it printed', async () => {
      const spec = newSpec()
      const engine = await at.driver.start(spec)
      await alive(engine)
      await at.kill(engine)
      await expect
        .poll(() => at.driver.list())
        .toMatchObject([{ game_id: spec.game_id, state: 'exited', exit_code: 137, endpoint: null }])
      expect(await at.driver.logs(spec.game_id, 64 * 1024)).toContain('listening')
    })

    it('is told of at once, until nobody watches', async () => {
      const told: (string | null)[] = []
      const unwatch = at.driver.watch((game_id) => told.push(game_id))
      const spec = newSpec()
      const engine = await at.driver.start(spec)
      await alive(engine)
      await at.kill(engine)
      await expect.poll(() => told).toContain(spec.game_id)
      unwatch()
      const before = told.length
      const again = await at.driver.start(spec)
      await alive(again)
      await at.kill(again)
      await expect.poll(async () => (await at.driver.find(spec.game_id))?.state).toBe('exited')
      expect(told).toHaveLength(before)
    })
  })

  describe('endContainer', () => {
    it('stops and removes that container, and the state stays', async () => {
      const spec = newSpec()
      const engine = await at.driver.start(spec)
      const hash = await setUpGame(engine, spec)
      expect(await at.driver.endContainer(engine.container_id, 'stop')).toBe(true)
      expect(await at.driver.find(spec.game_id)).toMatchObject({ state: 'exited' })
      expect(await at.driver.endContainer(engine.container_id, 'remove')).toBe(true)
      expect(await at.driver.find(spec.game_id)).toBeNull()
      expect(await at.driver.endContainer(engine.container_id, 'remove')).toBe(false)
      expect(await stateHash(await at.driver.start(spec), spec)).toBe(hash)
    })
  })

  describe('remove', () => {
    it('drops the state where it is told to', async () => {
      const spec = newSpec()
      await setUpGame(await at.driver.start(spec), spec)
      await at.driver.stop(spec.game_id, STOP_MS)
      await at.driver.remove(spec.game_id, 'drop')
      expect(await at.driver.find(spec.game_id)).toBeNull()
      const again = await at.driver.start(spec)
      await alive(again)
      const answer = await request(again, spec, '/v1/game')
      expect(await answer.json()).toMatchObject({ phase: 'empty' })
    })

    it('is a success for what never was', async () => {
      await expect(at.driver.remove(randomUUID(), 'drop')).resolves.toBeUndefined()
    })
  })

  describe('logs', () => {
    it('answers at most the last bytes, and nothing for a game without an engine', async () => {
      const spec = newSpec()
      await at.driver.start(spec)
      await expect.poll(() => at.driver.logs(spec.game_id, 64 * 1024)).toContain('listening')
      const whole = await at.driver.logs(spec.game_id, 64 * 1024)
      expect(await at.driver.logs(spec.game_id, 10)).toBe(whole.slice(-10))
      expect(await at.driver.logs(randomUUID(), 10)).toBe('')
    })

    it('never holds the token of the engine', async () => {
      const spec = newSpec()
      await setUpGame(await at.driver.start(spec), spec)
      expect(await at.driver.logs(spec.game_id, 64 * 1024)).not.toContain(spec.token)
    })
  })

  describe('storedStates', () => {
    it('answers the games with a state, until it is dropped', async () => {
      const { game_id } = await at.driver.start(newSpec())
      expect(await at.driver.storedStates()).toEqual([game_id])
      await at.driver.stop(game_id, STOP_MS)
      await at.driver.remove(game_id, 'keep')
      expect(await at.driver.storedStates()).toEqual([game_id])
      await at.driver.remove(game_id, 'drop')
      expect(await at.driver.storedStates()).toEqual([])
    })
  })

  describe('list', () => {
    it('answers every engine, running or not', async () => {
      const specs = [newSpec(), newSpec()]
      for (const spec of specs) await at.driver.start(spec)
      await at.driver.stop(specs[0]?.game_id ?? '', STOP_MS)
      const found = await at.driver.list()
      expect(found.map((engine) => engine.game_id).toSorted()).toEqual(
        specs.map((spec) => spec.game_id).toSorted(),
      )
      expect(found.map((engine) => engine.state).toSorted()).toEqual(['exited', 'running'])
    })
  })
}

describeDocker('the docker driver', () => {
  suite(overDocker)
})
describeSwarm('the swarm driver', () => {
  suite(overSwarm)
})
describe('the process driver', () => {
  suite(overProcess)
})

describe('specHash', () => {
  const spec = { game_id: 'a', engine_version: '1', image: 'b', token: 'c' }

  it('is the same for equal specs, whatever the order of their members', () => {
    expect(specHash({ token: 'c', image: 'b', engine_version: '1', game_id: 'a' })).toBe(specHash(spec))
  })

  it.each(['game_id', 'engine_version', 'image', 'token'])('changes with %s', (member) => {
    expect(specHash({ ...spec, [member]: 'other' })).not.toBe(specHash(spec))
  })
})

describe('lastBytes', () => {
  it('does not begin inside of a character', () => {
    expect(lastBytes(Buffer.from('aé'), 1)).toBe('')
    expect(lastBytes(Buffer.from('aé'), 2)).toBe('é')
    expect(lastBytes(Buffer.from('aé'), 9)).toBe('aé')
  })
})

async function alive(engine: ObservedEngine): Promise<void> {
  const probe = async () => (await fetch(`${engine.endpoint}/livez`)).status
  await expect.poll(() => probe().catch(() => 0), { interval: 20 }).toBe(200)
}

const request = (engine: ObservedEngine, { token }: EngineSpec, path: string, body?: object) =>
  fetch(`${engine.endpoint}${path}`, {
    method: body === undefined ? 'GET' : 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

async function setUpGame(engine: ObservedEngine, spec: EngineSpec): Promise<string> {
  await alive(engine)
  const seats = [
    { seat: 1, alias: 'red' },
    { seat: 2, alias: 'blue' },
  ]
  const body = { game_id: spec.game_id, seed: 'driver', settings: {}, seats }
  const answer = await request(engine, spec, '/v1/game', body)
  expect(answer.status).toBe(201)
  return hashIn(await answer.json())
}

async function stateHash(engine: ObservedEngine, spec: EngineSpec): Promise<string> {
  await alive(engine)
  return hashIn(await (await request(engine, spec, '/v1/game')).json())
}

function hashIn(answer: unknown): string {
  expect(answer).toMatchObject({ state_hash: expect.any(String) })
  return JSON.stringify(Object(answer).state_hash)
}
