// How an engine's container, volume and network are made, and how the daemon's list reads back: the pure half
// of the Docker driver. Limits and hardening are those of an untrusted workload.

import { lastBytes, specHash } from '#shared/drivers/driver'
import type { EngineSpec, ObservedEngine } from '#shared/drivers/driver'

export type DockerOptions = {
  /** `unix:///var/run/docker.sock`, or `tcp://proxy:2375` for a socket proxy. */
  host: string
  /** The user-defined bridge all engines are on. */
  network: string
  /** The value of `galaxy.stack`. Empty means that no container carries the label (R-RUN-5). */
  stack: string
  /** This installation's UUID: containers of another one are never touched. */
  instance: string
  limits: { memory_bytes: number; cpus: number; pids: number }
  /** How long one call may take. The default is 15 s. */
  deadline_ms?: number
  /** One ephemeral loopback port per engine, for a backend that cannot reach the bridge (beside Docker Desktop). */
  publish?: boolean
}

/** The members we read of one row of the daemon's container list. */
export type ListedContainer = {
  Id: string
  Names: string[]
  State: string
  /** For people, as `Exited (137) 2 minutes ago`: the only place of the list with the exit code. */
  Status: string
  Created: number
  Labels: Record<string, string>
  Ports: { PrivatePort: number; PublicPort?: number }[]
  NetworkSettings: { Networks: Record<string, { IPAddress: string }> }
}

/** The OCI title that makes an image an engine (R-ENG-1). */
export const ENGINE_TITLE = 'galaxy-game-engine'
export const TITLE_LABEL = 'org.opencontainers.image.title'

export const STATE_PATH = '/var/lib/galaxy'
const ENGINE_PORT = '8080/tcp'
const LOG_BYTES = '512k'
const NAME_ROOT = /^(root|0+)?(:|$)/

/** Answers the name of a game's container and volume. The instance in it separates two installations. */
export const nameOf = (options: DockerOptions, game_id: string): string =>
  `galaxy-${options.instance.slice(0, 8)}-${game_id}`

/** Answers the labels that say whose a thing is. They are the filter of every list. */
export function ownerLabels(options: DockerOptions): Record<string, string> {
  const labels = { 'galaxy.backend': '1', 'galaxy.instance': options.instance }
  return options.stack === '' ? labels : { ...labels, 'galaxy.stack': options.stack }
}

/** Answers the labels of an engine (R-RUN-5). */
export const engineLabels = (options: DockerOptions, spec: EngineSpec): Record<string, string> => ({
  ...ownerLabels(options),
  'galaxy.game_id': spec.game_id,
  'galaxy.engine_version': spec.engine_version,
  'galaxy.image': spec.image,
  'galaxy.spec_hash': specHash(spec),
})

/** Answers the filters of a list that has our things, or those of one game, and no others. */
export function ourFilter(options: DockerOptions, game_id?: string): string[] {
  const labels = Object.entries(ownerLabels(options)).map(([name, value]) => `${name}=${value}`)
  return game_id === undefined ? labels : [...labels, `galaxy.game_id=${game_id}`]
}

/**
 * Answers whether a thing is ours to touch. The stack counts as well as the instance: a copied database brings its
 * instance with it, and staging must not stop production's engines.
 */
export function isOurs(options: DockerOptions, labels: Record<string, string> | null | undefined): boolean {
  const stack = labels?.['galaxy.stack'] ?? ''
  return (
    labels?.['galaxy.backend'] === '1' &&
    labels['galaxy.instance'] === options.instance &&
    stack === options.stack
  )
}

/**
 * Answers whether a container is ours and made from an engine's image, as its labels say. Nothing else may be
 * ended.
 */
export const isOurEngine = (
  options: DockerOptions,
  labels: Record<string, string> | null | undefined,
): boolean => isOurs(options, labels) && labels?.[TITLE_LABEL] === ENGINE_TITLE

/** Answers whether it has the name by which the engine of its game is made: another one is not its engine. */
export const isNamed = (options: DockerOptions, row: Pick<ListedContainer, 'Names' | 'Labels'>): boolean =>
  row.Names.includes(`/${nameOf(options, row.Labels['galaxy.game_id'] ?? '')}`)

/** Answers whether an image's `USER` is root, which is also what an image without one runs as. */
export const runsAsRoot = (user: string | undefined): boolean => NAME_ROOT.test(user ?? '')

/** Answers the body of the daemon's container creation: the game's volume is the only thing it can write to. */
export function containerBody(options: DockerOptions, spec: EngineSpec) {
  return {
    Image: spec.image,
    Env: [`GALAXY_ENGINE_TOKEN=${spec.token}`],
    Labels: engineLabels(options, spec),
    ...(publishes(options) ? { ExposedPorts: { [ENGINE_PORT]: {} } } : {}),
    HostConfig: {
      ...(publishes(options)
        ? { PortBindings: { [ENGINE_PORT]: [{ HostIp: '127.0.0.1', HostPort: '' }] } }
        : {}),
      NetworkMode: options.network,
      Mounts: [{ Type: 'volume', Source: nameOf(options, spec.game_id), Target: STATE_PATH } as const],
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      Tmpfs: { '/tmp': 'rw,noexec,nosuid,nodev,size=16m,mode=1777' },
      Memory: options.limits.memory_bytes,
      MemorySwap: options.limits.memory_bytes,
      NanoCpus: Math.round(options.limits.cpus * 1e9),
      PidsLimit: options.limits.pids,
      LogConfig: { Type: 'json-file', Config: { 'max-size': LOG_BYTES, 'max-file': '2' } },
      RestartPolicy: { Name: 'no' },
    },
  }
}

/**
 * Answers the body of the network's creation (R-START-5). Engines are untrusted, so their bridge has no way out,
 * except where a port must be published, which an internal network cannot do.
 */
export const networkBody = (name: string, publish: boolean) => ({
  Name: name,
  Driver: 'bridge',
  CheckDuplicate: true,
  Internal: !publish,
  Labels: { 'galaxy.backend': '1' },
})

/** Answers whether engines are reached through a loopback port: by default only where the bridge is out of reach. */
export const publishes = (options: DockerOptions): boolean => options.publish ?? process.platform !== 'linux'

/**
 * Answers one row of the list as an engine. The cause of an exit and the exact instants are not in it. For a
 * running container its creation stands for its start, because it is created anew for each.
 */
export function observedOf(options: DockerOptions, row: ListedContainer): ObservedEngine {
  const state = stateOf(row.State)
  return {
    game_id: row.Labels['galaxy.game_id'] ?? '',
    container_id: row.Id,
    image: row.Labels['galaxy.image'] ?? '',
    engine_version: row.Labels['galaxy.engine_version'] ?? '',
    spec_hash: row.Labels['galaxy.spec_hash'] ?? '',
    state,
    endpoint: state === 'running' ? endpointOf(options, row) : null,
    exit_code: state === 'exited' ? exitCodeIn(row.Status) : null,
    oom_killed: false,
    started_at: state === 'running' ? new Date(row.Created * 1000) : null,
  }
}

function exitCodeIn(status: string): number | null {
  const code = /^Exited \((\d+)\)/.exec(status)?.[1]
  return code === undefined ? null : Number(code)
}

function stateOf(state: string): ObservedEngine['state'] {
  if (state === 'created') return 'created'
  return state === 'running' || state === 'paused' || state === 'restarting' ? 'running' : 'exited'
}

function endpointOf(options: DockerOptions, row: ListedContainer): string | null {
  if (publishes(options)) {
    const port = row.Ports.find((binding) => binding.PublicPort !== undefined)?.PublicPort
    return port === undefined ? null : `http://127.0.0.1:${port}`
  }
  const address = row.NetworkSettings.Networks[options.network]?.IPAddress
  return address ? `http://${address}:8080` : null
}

/** Answers the text of a multiplexed log (frames of stream, length, bytes), at most its last `max_bytes` bytes. */
export function logTail(framed: Buffer, max_bytes: number): string {
  const parts: Buffer[] = []
  for (let at = 0; at + 8 <= framed.length;) {
    const end = at + 8 + framed.readUInt32BE(at + 4)
    parts.push(framed.subarray(at + 8, end))
    at = end
  }
  return lastBytes(Buffer.concat(parts), max_bytes)
}
