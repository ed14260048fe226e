// A real Docker Engine for the suites that need one. Each suite has its own network and instance and leaves nothing.

import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { dockerAnswers, imageExists, importImage } from '#shared/drivers/docker'
import { dockerCaller } from '#shared/drivers/docker_client'
import type { DockerOptions } from '#shared/drivers/docker_spec'
import { engineImage } from '#local/embedded/engine_image'
import { describeWhere } from '#test/kit/needs'

// The edge of the test programs: nothing else reads it.
// oxlint-disable-next-line node/no-process-env
const { BACKEND_TEST_DOCKER_HOST } = process.env

export const dockerHost = BACKEND_TEST_DOCKER_HOST ?? 'unix:///var/run/docker.sock'

/** A `describe` that runs where a Docker Engine answers. */
export const describeDocker = describeWhere(
  await dockerAnswers(dockerHost),
  `no Docker Engine answers at ${dockerHost}`,
)

/** Asks the daemon under test directly, past the driver: to arrange, to inspect, and to clean up. */
export const askDocker = dockerCaller(dockerHost, 30_000)

/** Answers options of a driver whose network and instance nobody else has. */
export function dockerOptions(options: Partial<DockerOptions> = {}): DockerOptions {
  const instance = randomUUID()
  return {
    host: dockerHost,
    network: `galaxy-test-${instance.slice(0, 8)}`,
    stack: '',
    instance,
    limits: { memory_bytes: 256 * 1024 * 1024, cpus: 0.5, pids: 64 },
    ...options,
  }
}

/** Removes the containers, the volumes and the network of those options, whatever state a failed test left. */
export async function removeAll(options: DockerOptions): Promise<void> {
  const filters = { label: [`galaxy.instance=${options.instance}`] }
  const containers = await askDocker('list', (docker) => docker.listContainers({ all: true, filters }))
  for (const { Id } of containers ?? []) await removeContainer(Id)
  const found = await askDocker('list', (docker) => docker.listVolumes({ filters: JSON.stringify(filters) }))
  for (const { Name } of found?.Volumes ?? []) {
    await askDocker('clean', (docker) => docker.getVolume(Name).remove(), { benign: [404] })
  }
  for (const { Id } of await networksOf(options)) {
    await askDocker('clean', (docker) => docker.getNetwork(Id).remove(), { benign: [404] })
  }
}

/** Answers the networks of that name: one, unless a race to create it was not settled. */
export async function networksOf({ network }: DockerOptions) {
  const filters = { name: [network] }
  return (await askDocker('list', (docker) => docker.listNetworks({ filters }))) ?? []
}

/** Removes a container, running or not; one that is not there is a success. */
export async function removeContainer(id: string): Promise<void> {
  await askDocker('clean', (docker) => docker.getContainer(id).remove({ force: true, v: true }), {
    benign: [404, 409],
  })
}

/** Removes an image by its name; one that is not there is a success. */
export async function removeImage(name: string): Promise<void> {
  await askDocker('clean', (docker) => docker.getImage(name).remove({ force: true }), { benign: [404, 409] })
}

/** Gives an image of the daemon a further name. */
export async function nameImage(image: string, name: string): Promise<void> {
  const [repo = '', tag = ''] = name.split(':')
  await askDocker('tag', (docker) => docker.getImage(image).tag({ repo, tag }))
}

/** Answers the name of the reference engine's image on the daemon; it is imported once and stays for the next run. */
export async function referenceImage(version?: string, host = dockerHost): Promise<string> {
  const image = await engineImage(version)
  const name = `${image.repo}:${image.tag}`
  if (!(await imageExists(host, name))) await importImage(host, image.tar(), image)
  return name
}

/** Makes an image of another one that runs something else, without a second import; remove it with `removeImage`. */
export async function imageRunning(
  reference: string,
  entrypoint: string[],
  { label = '', ask = askDocker } = {},
): Promise<string> {
  const made = await ask('create', (docker) => docker.createContainer({ Image: reference }))
  const container = made?.id ?? ''
  const changes = `ENTRYPOINT ${JSON.stringify(entrypoint)}${label === '' ? '' : `\nLABEL ${label}`}`
  const tag = randomUUID()
  await ask('commit', (docker) =>
    docker.getContainer(container).commit({ repo: 'galaxy-test', tag, changes }),
  )
  await ask('clean', (docker) => docker.getContainer(container).remove({ force: true, v: true }))
  return `galaxy-test:${tag}`
}

/**
 * A way to the daemon over TCP, as through a socket proxy, that can go deaf: it takes
 * connections and passes nothing on.
 */
export async function faultProxy() {
  const path = /^unix:\/\/(.+)$/.exec(dockerHost)?.[1]
  if (path === undefined) throw new Error('the daemon under test has no socket')
  const sockets = new Set<Socket>()
  let deaf = false
  const calls: string[] = []
  const keep = (one: Socket) => {
    sockets.add(one)
    one.once('close', () => sockets.delete(one))
  }
  let hold: { call: RegExp; when: 'before' | 'after'; reached: () => void } | null = null
  const server = createServer((socket) => {
    keep(socket)
    socket.on('error', () => socket.destroy())
    if (deaf) return
    const daemon = connect(path)
    keep(daemon)
    daemon.on('error', () => socket.destroy())
    socket.on('data', (chunk) => {
      const call = /^(?:GET|POST|PUT|DELETE) [^? ]+/.exec(chunk.toString('latin1'))?.[0]
      if (call === undefined) return
      calls.push(call)
      if (!hold?.call.test(call)) return
      const { when, reached } = hold
      hold = null
      if (when === 'before') {
        daemon.destroy()
        return reached()
      }
      daemon.unpipe(socket)
      // Without a reader it is paused, and would not say that it has answered.
      daemon.once('data', reached).resume()
    })
    socket.pipe(daemon).pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    host: `tcp://127.0.0.1:${port}`,
    /** Ends the connections under way. */
    cut,
    /** Lets nothing through, or everything again. */
    setDeaf: (now: boolean) => {
      deaf = now
      cut()
    },
    /**
     * Holds the next call like this for ever, before the daemon hears of it or after it has done it;
     * the answer comes when it is held.
     */
    holdNext: (call: RegExp, when: 'before' | 'after') =>
      new Promise<void>((reached) => {
        hold = { call, when, reached }
      }),
    /** What was asked since the last time: methods and paths. */
    calls: () => calls.splice(0),
    close: async () => {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
