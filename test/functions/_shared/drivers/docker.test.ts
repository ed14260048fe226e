// What only the docker driver promises, over a real Docker Engine: labels, walls, ownership, network, pulls, deadlines.

import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, connect } from 'node:net'
import type { Server, Socket } from 'node:net'
import { Readable } from 'node:stream'
import { pack } from 'tar-stream'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { dockerAnswers, dockerDriver, ensureNetwork, imageExists, importImage } from '#shared/drivers/docker'
import { ENGINE_TITLE, nameOf } from '#shared/drivers/docker_spec'
import type { DockerOptions } from '#shared/drivers/docker_spec'
import { specHash } from '#shared/drivers/driver'
import type { EngineSpec } from '#shared/drivers/driver'
import {
  askDocker,
  describeDocker,
  dockerHost,
  dockerOptions,
  networksOf,
  referenceImage,
  removeAll,
  removeContainer,
  removeImage,
} from '#test/kit/docker'
import { startRegistry } from '#test/kit/registry'
import type { Registry } from '#test/kit/registry'

const TITLE = 'org.opencontainers.image.title'
const SOCKET = /^unix:\/\/(.+)$/.exec(dockerHost)?.[1]

describeDocker('the docker driver, beyond what every driver does', () => {
  const made: DockerOptions[] = []
  const images: string[] = []
  const cleanups: (() => Promise<void>)[] = []
  let image = ''

  beforeAll(async () => {
    image = await referenceImage()
  })
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup()
    for (const options of made.splice(0)) await removeAll(options)
  })
  afterAll(async () => {
    for (const name of images) await removeImage(name)
  })

  function open(given: Partial<DockerOptions> = {}) {
    const options = dockerOptions(given)
    made.push(options)
    const driver = dockerDriver(options)
    cleanups.push(() => driver.close())
    return { driver, options }
  }
  async function pullable(labels: Record<string, string>, broken = false): Promise<Registry> {
    const registry = await startRegistry(labels, broken)
    cleanups.push(registry.close)
    images.push(registry.image)
    return registry
  }
  const newSpec = (): EngineSpec => ({
    game_id: randomUUID(),
    engine_version: '1.0.0',
    image,
    token: randomUUID(),
  })

  describe('labels', () => {
    it('R-RUN-5: carries galaxy.stack where a stack is set', async () => {
      const { driver, options } = open({ stack: 'green' })
      const spec = newSpec()
      const { container_id } = await driver.start(spec)
      expect((await inspect(container_id)).Config.Labels).toMatchObject({
        'galaxy.backend': '1',
        'galaxy.instance': options.instance,
        'galaxy.game_id': spec.game_id,
        'galaxy.engine_version': '1.0.0',
        'galaxy.spec_hash': specHash(spec),
        'galaxy.stack': 'green',
      })
    })

    it('R-RUN-5: has no galaxy.stack label where the stack is empty', async () => {
      const { driver } = open({ stack: '' })
      const { container_id } = await driver.start(newSpec())
      const labels = (await inspect(container_id)).Config.Labels
      expect(labels).toMatchObject({ 'galaxy.backend': '1' })
      expect(Object.keys(labels)).not.toContain('galaxy.stack')
    })

    it('labels the volume like the container', async () => {
      const { driver, options } = open({ stack: 'green' })
      const spec = newSpec()
      await driver.start(spec)
      const volume = await askDocker('inspect', (docker) =>
        docker.getVolume(nameOf(options, spec.game_id)).inspect(),
      )
      expect(volume?.Labels).toEqual({
        'galaxy.backend': '1',
        'galaxy.instance': options.instance,
        'galaxy.game_id': spec.game_id,
        'galaxy.stack': 'green',
      })
    })
  })

  describe('walls', () => {
    it('gives an engine no capability, no root, no writable root, no port, and bounded resources', async () => {
      const { driver, options } = open()
      const spec = newSpec()
      const { container_id } = await driver.start(spec)
      const { Config, HostConfig, Mounts, NetworkSettings } = await inspect(container_id)
      expect(Config.User).toBe('65532:65532')
      expect(HostConfig).toMatchObject({
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
        Privileged: false,
        PublishAllPorts: false,
        Memory: 256 * 1024 * 1024,
        MemorySwap: 256 * 1024 * 1024,
        NanoCpus: 5e8,
        PidsLimit: 64,
        RestartPolicy: { Name: 'no' },
        LogConfig: { Type: 'json-file', Config: { 'max-size': '512k', 'max-file': '2' } },
      })
      expect(HostConfig.PortBindings ?? {}).toEqual({})
      expect(Object.keys(HostConfig.Tmpfs ?? {})).toEqual(['/tmp'])
      expect(Object.keys(NetworkSettings.Networks)).toEqual([options.network])
      expect(Mounts).toMatchObject([
        { Type: 'volume', Name: nameOf(options, spec.game_id), Destination: '/var/lib/galaxy' },
      ])
    })

    it('publishes one loopback port where the backend cannot reach the bridge', async () => {
      const { driver } = open({ publish: true })
      const engine = await driver.start(newSpec())
      const ports = (await inspect(engine.container_id)).NetworkSettings.Ports
      expect(ports['8080/tcp']).toMatchObject([{ HostIp: '127.0.0.1' }])
      expect(engine.endpoint).toBe(`http://127.0.0.1:${ports['8080/tcp']?.[0]?.HostPort}`)
      const probe = async () => (await fetch(`${engine.endpoint}/livez`)).status
      await expect.poll(() => probe().catch(() => 0)).toBe(200)
    })

    it.runIf(SOCKET !== undefined)('sends the token in a body, never in an address', async () => {
      const proxy = await startProxy(SOCKET ?? '')
      cleanups.push(proxy.close)
      const { driver } = open({ host: proxy.host })
      const spec = newSpec()
      await driver.start(spec)
      const addresses = proxy.seen().match(/^(?:GET|POST|PUT|DELETE) \S+/gm) ?? []
      expect(addresses.some((address) => address.startsWith('POST /containers/create?'))).toBe(true)
      expect(addresses.join('\n')).not.toContain(spec.token)
      expect(proxy.seen()).toContain(`GALAXY_ENGINE_TOKEN=${spec.token}`)
    })
  })

  describe('what is not ours', () => {
    it('is not listed, stopped or removed: a container without our labels', async () => {
      const { driver } = open()
      const spec = newSpec()
      const foreign = await runContainer(image, { 'galaxy.game_id': spec.game_id })
      await driver.stop(spec.game_id, 0)
      await driver.remove(spec.game_id, 'drop')
      expect(await driver.list()).toEqual([])
      expect((await inspect(foreign)).State.Running).toBe(true)
    })

    it.each([
      ['another instance', {}],
      ['another stack on a copied database', { stack: 'staging' }],
    ])('is not listed, stopped or removed: a container of %s', async (_whose, difference) => {
      const theirs = open({ stack: 'production' })
      const same = 'stack' in difference ? { instance: theirs.options.instance } : {}
      const ours = open({ ...same, ...difference })
      const spec = newSpec()
      const { container_id } = await theirs.driver.start(spec)
      await ours.driver.stop(spec.game_id, 0)
      await ours.driver.remove(spec.game_id, 'drop')
      expect(await ours.driver.list()).toEqual([])
      expect(await ours.driver.find(spec.game_id)).toBeNull()
      expect(await ours.driver.logs(spec.game_id, 1000)).toBe('')
      expect(await theirs.driver.find(spec.game_id)).toMatchObject({ container_id, state: 'running' })
    })

    it('keeps its name: start is refused with container_conflict', async () => {
      const { driver, options } = open()
      const spec = newSpec()
      const foreign = await runContainer(image, {}, nameOf(options, spec.game_id))
      await expect(driver.start(spec)).rejects.toMatchObject({ code: 'container_conflict' })
      expect((await inspect(foreign)).State.Running).toBe(true)
    })
  })

  describe('network', () => {
    it('R-START-5: is created as a bridge of its own where it is missing', async () => {
      const { driver, options } = open()
      const lookUp = () =>
        askDocker('inspect', (docker) => docker.getNetwork(options.network).inspect(), { benign: [404] })
      expect(await lookUp()).toBeNull()
      await driver.start(newSpec())
      expect(await lookUp()).toMatchObject({ Name: options.network, Driver: 'bridge', Internal: true })
    })

    it('R-START-5: may be created by many at once, and again', async () => {
      const { options } = open()
      const create = () => ensureNetwork(dockerHost, options.network)
      await Promise.all([create(), create(), create()])
      await create()
      expect(await networksOf(options)).toHaveLength(1)
    })

    it('R-START-5: is settled by the next start where a race left two of the name', async () => {
      const { driver, options } = open()
      const body = { Name: options.network, Driver: 'bridge', Labels: { 'galaxy.backend': '1' } }
      const create = () => askDocker('create', (docker) => docker.createNetwork(body), { benign: [409] })
      await Promise.all([create(), create()])
      expect(await driver.start(newSpec())).toMatchObject({ state: 'running' })
      expect(await networksOf(options)).toHaveLength(1)
    })
  })

  describe('images', () => {
    it('R-RUN-3: never fails with image_missing and does not pull', async () => {
      const registry = await pullable({ [TITLE]: ENGINE_TITLE })
      const { driver } = open()
      await expect(driver.prepareImage(registry.image, 'never')).rejects.toMatchObject({
        code: 'image_missing',
      })
      expect(registry.asked()).toBe(0)
    })

    it('R-RUN-3: if_missing pulls what is absent, and only that', async () => {
      const registry = await pullable({ [TITLE]: ENGINE_TITLE })
      const { driver } = open()
      expect(await driver.prepareImage(registry.image, 'if_missing')).toBe(registry.digest)
      const asked = registry.asked()
      expect(asked).toBeGreaterThan(0)
      expect(await imageExists(dockerHost, registry.image)).toBe(true)
      await driver.prepareImage(registry.image, 'if_missing')
      await driver.prepareImage(registry.image, 'never')
      expect(registry.asked()).toBe(asked)
    })

    it('R-RUN-3: always pulls first', async () => {
      const registry = await pullable({ [TITLE]: ENGINE_TITLE })
      const { driver } = open()
      await driver.prepareImage(registry.image, 'always')
      const asked = registry.asked()
      await driver.prepareImage(registry.image, 'always')
      expect(registry.asked()).toBeGreaterThan(asked)
    })

    it('is image_pull_failed where the error comes inside the stream', async () => {
      const registry = await pullable({ [TITLE]: ENGINE_TITLE }, true)
      const { driver } = open()
      await expect(driver.prepareImage(registry.image, 'if_missing')).rejects.toMatchObject({
        code: 'image_pull_failed',
        message: expect.stringContaining(registry.image),
      })
      expect(registry.asked()).toBeGreaterThan(0)
    })

    it('is image_pull_failed where the registry is out of reach', async () => {
      const { driver } = open()
      await expect(driver.prepareImage('127.0.0.1:9/none', 'if_missing')).rejects.toMatchObject({
        code: 'image_pull_failed',
      })
    })

    it('R-ENG-1: is image_not_an_engine without the title', async () => {
      const { driver } = open()
      const other = await importEmpty(['USER 65532'])
      images.push(other)
      await expect(driver.prepareImage(other, 'never')).rejects.toMatchObject({ code: 'image_not_an_engine' })
      const start = driver.start({ ...newSpec(), image: other })
      await expect(start).rejects.toMatchObject({ code: 'image_not_an_engine' })
      expect(await driver.list()).toEqual([])
    })

    it('is image_not_an_engine where it would run as root', async () => {
      const { driver } = open()
      const other = await importEmpty([`LABEL ${TITLE}=${ENGINE_TITLE}`])
      images.push(other)
      await expect(driver.prepareImage(other, 'never')).rejects.toMatchObject({ code: 'image_not_an_engine' })
    })

    it('is container_start_failed where nothing in it can be run', async () => {
      const { driver } = open()
      const labels = [`LABEL ${TITLE}=${ENGINE_TITLE}`, 'USER 65532', 'ENTRYPOINT ["/none"]']
      const other = await importEmpty(labels)
      images.push(other)
      const start = driver.start({ ...newSpec(), image: other })
      await expect(start).rejects.toMatchObject({ code: 'container_start_failed' })
    })
  })

  describe('many engines', () => {
    it('are listed in one answer with their addresses', async () => {
      const { driver } = open()
      const started = [await driver.start(newSpec()), await driver.start(newSpec())]
      const found = await driver.list()
      expect(found).toHaveLength(2)
      expect(found).toEqual(expect.arrayContaining(started))
    })
  })
})

describe('a daemon out of reach', () => {
  const servers: { close: () => Promise<void> }[] = []
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close()
  })

  const silent = async (answer?: string) => {
    const server = await startServer((socket) => {
      if (answer !== undefined) socket.write(answer)
    })
    servers.push(server)
    return server.host
  }

  const PARTIAL = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n['
  it.each([
    ['there is no socket', async () => 'unix:///nonexistent/docker.sock'],
    ['nobody listens', async () => 'tcp://127.0.0.1:9'],
    ['it takes the connection and says nothing', () => silent()],
    ['it hangs after its headers', () => silent(PARTIAL)],
  ])('is driver_unavailable within the deadline: %s', async (_how, host) => {
    const driver = dockerDriver(dockerOptions({ host: await host(), deadline_ms: 300 }))
    const unavailable = { code: 'driver_unavailable' }
    const spec = { game_id: randomUUID(), engine_version: '1', image: 'none', token: 'secret' }
    const begun_at = performance.now()
    await expect(driver.list()).rejects.toMatchObject(unavailable)
    await expect(driver.find(spec.game_id)).rejects.toMatchObject(unavailable)
    await expect(driver.start(spec)).rejects.toMatchObject(unavailable)
    await expect(driver.stop(spec.game_id, 0)).rejects.toMatchObject(unavailable)
    await expect(driver.remove(spec.game_id, 'drop')).rejects.toMatchObject(unavailable)
    await expect(driver.prepareImage('none', 'always')).rejects.toMatchObject(unavailable)
    // Six calls; without a deadline of theirs each would take fifteen seconds.
    expect(performance.now() - begun_at).toBeLessThan(10_000)
    await driver.close()
  })

  it('does not answer `auto`', async () => {
    expect(await dockerAnswers('unix:///nonexistent/docker.sock')).toBe(false)
    expect(await dockerAnswers(await silent())).toBe(false)
  })

  it('does not hold up a driver that closes', async () => {
    const driver = dockerDriver(dockerOptions({ host: await silent(), deadline_ms: 60_000 }))
    const refused = driver.list().catch((error: unknown) => error)
    await driver.close()
    expect(await refused).toMatchObject({ code: 'driver_unavailable' })
  })
})

async function inspect(id: string) {
  const found = await askDocker('inspect', (docker) => docker.getContainer(id).inspect())
  if (found === null) throw new Error(`no container ${id}`)
  return found
}

const strangers: string[] = []
afterEach(async () => {
  for (const id of strangers.splice(0)) await removeContainer(id)
})

async function runContainer(
  Image: string,
  Labels: Record<string, string>,
  name = `stranger-${randomUUID()}`,
) {
  const container = await askDocker('create', (docker) =>
    docker.createContainer({ name, Image, Labels, Env: ['GALAXY_ENGINE_TOKEN=stranger'] }),
  )
  if (container === null) throw new Error('no container')
  strangers.push(container.id)
  await askDocker('start', (docker) => docker.getContainer(container.id).start())
  return container.id
}

async function importEmpty(changes: string[]): Promise<string> {
  const tar = pack()
  tar.entry({ name: 'README' }, 'made by a test')
  tar.finalize()
  const tag = randomUUID()
  await importImage(dockerHost, Readable.from(tar, { objectMode: false }), {
    repo: 'galaxy-test',
    tag,
    changes,
  })
  return `galaxy-test:${tag}`
}

async function startServer(onConnection: (socket: Socket) => void) {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    onConnection(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const close = async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  return { host: `tcp://127.0.0.1:${address.port}`, close }
}

/** A way to the daemon's socket over TCP, as through a socket proxy, which remembers what was asked. */
async function startProxy(path: string) {
  let seen = ''
  const server = await startServer((socket) => {
    const daemon = connect(path)
    daemon.on('error', () => socket.destroy())
    socket.on('data', (chunk) => (seen += `\n${chunk.toString('latin1')}`))
    socket.pipe(daemon).pipe(socket)
  })
  return { ...server, seen: () => seen }
}
