// Calls the Docker Engine. No other file imports dockerode. Every call answers within its deadline or throws,
// because a call can hang for ever after its headers, where neither `timeout` nor an abort ends it.

import { Agent } from 'node:http'
import { text } from 'node:stream/consumers'
import Docker from 'dockerode'
import type { ImageInspectInfo, NetworkInspectInfo } from 'dockerode'
import { ENGINE_TITLE, TITLE_LABEL, networkBody, runsAsRoot } from '#shared/drivers/docker_spec'
import { DriverError } from '#shared/drivers/driver'
import type { DriverErrorCode, PullPolicy } from '#shared/drivers/driver'

const PULL_MS = 600_000

/**
 * `benign` statuses are successes. `refused` and `late` are the codes of other answers and of a missed
 * deadline.
 */
type Terms = { benign?: number[]; refused?: DriverErrorCode; late?: DriverErrorCode; deadline_ms?: number }

/** A network as the daemon describes it. */
export type FoundNetwork = NetworkInspectInfo

/** One call of the daemon. It answers null for a benign status, and throws a DriverError for every other failure. */
export type DockerCall = <T>(
  what: string,
  work: (docker: Docker) => Promise<T>,
  terms?: Terms,
) => Promise<T | null>

/**
 * Answers the one way to call the daemon at `host`. `deadline_ms` holds where a call has no terms of its own, and
 * `closing` ends the calls under way. A call has its connections to itself, and they end with it, because dockerode's
 * own abort signal does not reach every call.
 */
export function dockerCaller(host: string, deadline_ms: number, closing?: AbortSignal): DockerCall {
  return async (what, work, terms = {}) => {
    const limit_ms = terms.deadline_ms ?? deadline_ms
    const cut = Promise.withResolvers<never>()
    const late = () =>
      cut.reject(
        new DriverError(terms.late ?? 'driver_unavailable', `${what}: no answer within ${limit_ms} ms`),
      )
    const closed = () => cut.reject(new DriverError('driver_unavailable', `${what}: the driver was closed`))
    const agent = new Agent()
    const timer = setTimeout(late, limit_ms)
    closing?.addEventListener('abort', closed)
    if (closing?.aborted) closed()
    try {
      return await Promise.race([cut.promise, work(connect(host, agent))])
    } catch (error) {
      if (error instanceof DriverError) throw error
      const status = statusOf(error)
      if (status !== null && terms.benign?.includes(status)) return null
      if (status === 403)
        throw new DriverError(
          'driver_refused',
          `${what}: refused (403), as by a proxy that does not allow it`,
        )
      const code = status === null ? 'driver_unavailable' : (terms.refused ?? 'driver_unavailable')
      const cause = error instanceof Error ? error.message.trim() : String(error)
      throw new DriverError(code, `${what}: ${cause}`, { cause: error })
    } finally {
      clearTimeout(timer)
      closing?.removeEventListener('abort', closed)
      agent.destroy()
    }
  }
}

/**
 * Creates the bridge if it is missing (R-START-5). Daemons before version 25 let a race create two of one name, which
 * then names neither: of those with our label one stays, the oldest where none is in use.
 */
export async function ensureBridge(call: DockerCall, network: string, publish: boolean): Promise<void> {
  const found = await bridges(call, network)
  if (found.length === 1) return
  if (found.length === 0) {
    const body = networkBody(network, publish)
    await call(`create network ${network}`, (docker) => docker.createNetwork(body), { benign: [409] })
  }
  const ours = (await bridges(call, network)).filter((row) => row.Labels?.['galaxy.backend'] === '1')
  for (const { Id } of ours.toSorted(youngestFirst)) {
    if ((await bridges(call, network)).length === 1) return
    await call(`remove network ${Id}`, (docker) => docker.getNetwork(Id).remove(), { benign: [403, 404] })
  }
}

/** Answers the networks of that name which a backend made. */
export async function ownNetworks(call: DockerCall, network: string) {
  const filters = { name: [network], label: ['galaxy.backend=1'] }
  const rows = await call(`list networks ${network}`, (docker) => docker.listNetworks({ filters }))
  return (rows ?? []).filter((row) => row.Name === network)
}

async function bridges(call: DockerCall, network: string) {
  const filters = { name: [network] }
  const rows = await call(`list networks ${network}`, (docker) => docker.listNetworks({ filters }))
  return (rows ?? []).filter((row) => row.Name === network)
}

const youngestFirst = (one: { Created: string }, other: { Created: string }): number =>
  other.Created.localeCompare(one.Created)

/** Answers what the daemon knows of an image, or null where it does not hold it. */
export const inspectImage = (call: DockerCall, image: string): Promise<ImageInspectInfo | null> =>
  call(`inspect image ${image}`, (docker) => docker.getImage(image).inspect(), {
    benign: [404],
  })

/** Throws unless the image is there, says that it is an engine (R-ENG-1), and does not run as root. */
export async function requireEngine(call: DockerCall, image: string): Promise<ImageInspectInfo> {
  const found = await inspectImage(call, image)
  if (found === null) throw new DriverError('image_missing', `image ${image} is not on the daemon`)
  const title = found.Config.Labels?.[TITLE_LABEL]
  if (title !== ENGINE_TITLE) {
    throw new DriverError('image_not_an_engine', `image ${image} does not carry the title ${ENGINE_TITLE}`)
  }
  if (runsAsRoot(found.Config.User)) {
    throw new DriverError('image_not_an_engine', `image ${image} runs as root: it needs a USER`)
  }
  return found
}

/**
 * Makes an image usable under a pull policy (R-RUN-3), and answers the digest its registry has it under, or its own id
 * where it came from none. The daemon is asked first, so that a silent one shows soon.
 */
export async function prepareImage(call: DockerCall, image: string, policy: PullPolicy): Promise<string> {
  const found = await inspectImage(call, image)
  if (policy === 'always' || (policy === 'if_missing' && found === null)) await pull(call, image)
  const { Id, RepoDigests } = await requireEngine(call, image)
  return nameByDigest(image, RepoDigests)?.split('@')[1] ?? Id
}

/**
 * Answers an image's name as `name@sha256:...`, of which there is one for each registry that it was pulled
 * from. Null where there is none.
 */
export function nameByDigest(image: string, digests: string[] | undefined): string | null {
  const name = image.replace(/(?::[^/:]+)?(?:@.+)?$/, '')
  return digests?.find((entry) => entry.startsWith(`${name}@`)) ?? null
}

async function pull(call: DockerCall, image: string): Promise<void> {
  await call(
    `pull ${image}`,
    async (docker) => {
      const progress: NodeJS.ReadableStream = await docker.pull(image)
      await readProgress(progress, image)
    },
    { refused: 'image_pull_failed', late: 'image_pull_failed', deadline_ms: PULL_MS },
  )
}

/** Reads a pull or an import to its end. Its errors arrive inside the stream, under a status of 200. */
export async function readProgress(progress: NodeJS.ReadableStream, image: string): Promise<void> {
  for (const line of (await text(progress)).split('\n')) {
    if (line.trim() === '') continue
    const message: unknown = JSON.parse(line)
    if (typeof message !== 'object' || message === null || !('error' in message)) continue
    throw new DriverError('image_pull_failed', `image ${image}: ${String(message.error)}`)
  }
}

// DOCKER_HOST of the environment would win over a socket's path. An empty host excludes it.
export function connect(host: string, agent: Agent): Docker {
  const path = /^(?:unix|npipe):\/\/(.+)$/.exec(host)?.[1]
  const own = { agent, protocol: 'http' } as const
  if (path !== undefined) return new Docker(Object.assign(own, { host: '', socketPath: path }))
  const url = new URL(host)
  return new Docker(Object.assign(own, { host: url.hostname, port: url.port || 2375 }))
}

function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return null
  return typeof error.statusCode === 'number' ? error.statusCode : null
}

/** The log of a Swarm task, framed, which the types of dockerode leave out. */
export const taskLog = (task: object): Promise<Buffer> =>
  (task as { logs: (options: object) => Promise<Buffer> }).logs({ stdout: true, stderr: true })
