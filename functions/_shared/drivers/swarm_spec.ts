// What an engine's service is made of, and how services and tasks read back as engines: the
// pure half of the Swarm driver.
//
// A service counts its rounds in `ForceUpdate`: each start and each stop is one more. A stop asks for a
// node that does not exist, so that Swarm ends the task and keeps it, with its exit code and its log; no
// replica at all would delete both.

import { ENGINE_TITLE, STATE_PATH, TITLE_LABEL, engineLabels, nameOf } from '#shared/drivers/docker_spec'
import type { DockerOptions } from '#shared/drivers/docker_spec'
import { volumeLabels } from '#shared/drivers/docker_volumes'
import type { EngineSpec, ObservedEngine } from '#shared/drivers/driver'

export type SwarmOptions = DockerOptions & {
  /** How long Swarm itself waits between TERM and KILL, as where the engine runs on another node than we ask. */
  stop_ms: number
}

/** The members we read of one row of the list of services. */
export type ListedService = {
  ID: string
  Version: { Index: number }
  CreatedAt: string
  Spec: { Name: string; Labels: Record<string, string>; TaskTemplate: { ForceUpdate?: number } }
}

/** The members we read of one row of the list of tasks. */
export type ListedTask = {
  ID: string
  CreatedAt: string
  ServiceID: string
  NodeID?: string
  Spec: { ForceUpdate?: number }
  Status: {
    State: string
    Err?: string
    ContainerStatus?: { ContainerID?: string; ExitCode?: number }
  }
  NetworksAttachments?: { Network: { Spec: { Name: string } }; Addresses?: string[] }[]
}

/** Answers the address at which a task is reached from here, or null. */
export type AddressOf = (task: ListedTask) => string | null

const HALTED = 'galaxy.halted'
const NODE = 'galaxy.node'
const NOWHERE = 'node.id==none-the-engine-is-stopped'
const NANO_PER_MS = 1_000_000
// Newer than the types, and ignored by daemons that do not know it.
const HARDENED: object = { NoNewPrivileges: true }
const TMP_MODE = 0o1777
const TMP_BYTES = 16 * 1024 * 1024
const ENDED = new Set(['complete', 'shutdown', 'failed', 'rejected', 'remove', 'orphaned'])

/** Answers whether the service was told to stop. */
export const isHalted = (service: ListedService): boolean => service.Spec.Labels[HALTED] === '1'

const roundOf = (service: ListedService): number => service.Spec.TaskTemplate.ForceUpdate ?? 0

/** Answers the task that is, or was, the engine. Undefined where Swarm has not made one yet. */
export function taskOf(service: ListedService, tasks: ListedTask[]): ListedTask | undefined {
  const round = isHalted(service) ? roundOf(service) - 1 : roundOf(service)
  return tasks.find((task) => task.ServiceID === service.ID && (task.Spec.ForceUpdate ?? 0) === round)
}

/** Answers whether the task is over, and whether its container has run at all. */
export const hasEnded = (task: ListedTask): boolean => ENDED.has(task.Status.State)
export const hasRun = (task: ListedTask): boolean =>
  ['complete', 'shutdown', 'running'].includes(task.Status.State) ||
  (task.Status.Err ?? '').startsWith('task: ')

/**
 * Answers the specification of a game's service, for its first round or the one after `last`. A volume is on one node
 * only, so a game stays on the node where it first ran.
 */
export function serviceBody(
  options: SwarmOptions,
  spec: EngineSpec,
  image: string,
  last?: { service: ListedService; task: ListedTask | undefined },
) {
  const name = nameOf(options, spec.game_id)
  const node = last?.service.Spec.Labels[NODE] ?? last?.task?.NodeID
  const labels = engineLabels(options, spec)
  return {
    Name: name,
    Labels: { ...labels, [TITLE_LABEL]: ENGINE_TITLE, ...(node ? { [NODE]: node } : {}) },
    Mode: { Replicated: { Replicas: 1 } },
    UpdateConfig: { Parallelism: 1, FailureAction: 'continue', Order: 'stop-first' },
    EndpointSpec: { Mode: 'dnsrr' },
    TaskTemplate: {
      ForceUpdate: last ? roundOf(last.service) + 1 : 0,
      RestartPolicy: { Condition: 'none', MaxAttempts: 0 },
      Placement: { Constraints: node ? [`node.id==${node}`] : [] },
      Networks: [{ Target: options.network }],
      LogDriver: { Name: 'json-file', Options: { 'max-size': '512k', 'max-file': '2' } },
      Resources: {
        Limits: {
          NanoCPUs: Math.round(options.limits.cpus * 1e9),
          MemoryBytes: options.limits.memory_bytes,
          Pids: options.limits.pids,
        },
      },
      ContainerSpec: {
        Image: image,
        Env: [`GALAXY_ENGINE_TOKEN=${spec.token}`],
        Labels: labels,
        ReadOnly: true,
        CapabilityDrop: ['ALL'],
        Privileges: HARDENED,
        StopGracePeriod: options.stop_ms * NANO_PER_MS,
        Mounts: [
          {
            Type: 'volume' as const,
            Source: name,
            Target: STATE_PATH,
            VolumeOptions: {
              NoCopy: false,
              Labels: volumeLabels(options, spec.game_id),
              DriverConfig: { Name: 'local', Options: {} },
            },
          },
          {
            Type: 'tmpfs' as const,
            Source: '',
            Target: '/tmp',
            TmpfsOptions: { SizeBytes: TMP_BYTES, Mode: TMP_MODE },
          },
        ],
      },
    },
  }
}

/** Answers the specification that ends a service's task and retains it. */
export function haltedBody({ Spec }: ListedService, task: ListedTask | undefined) {
  const node = Spec.Labels[NODE] ?? task?.NodeID
  return {
    ...Spec,
    Labels: { ...Spec.Labels, [HALTED]: '1', ...(node ? { [NODE]: node } : {}) },
    TaskTemplate: {
      ...Spec.TaskTemplate,
      ForceUpdate: (Spec.TaskTemplate.ForceUpdate ?? 0) + 1,
      Placement: { Constraints: [NOWHERE] },
    },
  }
}

/**
 * Answers a service as an engine. Its container is named by the task: a container's own id is known on its node only.
 */
export function engineOf(service: ListedService, tasks: ListedTask[], addressOf: AddressOf): ObservedEngine {
  const { Labels } = service.Spec
  const task = taskOf(service, tasks)
  const state = stateOf(service, task)
  const address = task && task.Status.State === 'running' && !isHalted(service) ? addressOf(task) : null
  const exit_code = task?.Status.ContainerStatus?.ExitCode
  return {
    game_id: Labels['galaxy.game_id'] ?? '',
    container_id: task?.ID ?? service.ID,
    image: Labels['galaxy.image'] ?? '',
    engine_version: Labels['galaxy.engine_version'] ?? '',
    spec_hash: Labels['galaxy.spec_hash'] ?? '',
    state,
    endpoint: address === null ? null : `http://${address}:8080`,
    exit_code: task && hasEnded(task) && hasRun(task) && exit_code !== undefined ? exit_code : null,
    oom_killed: false,
    started_at: state === 'created' ? null : new Date(task?.CreatedAt ?? service.CreatedAt),
  }
}

function stateOf(service: ListedService, task: ListedTask | undefined): ObservedEngine['state'] {
  if (!task) return isHalted(service) ? 'exited' : 'created'
  if (hasEnded(task)) return 'exited'
  return task.Status.State === 'running' || isHalted(service) ? 'running' : 'created'
}

/** Answers a task's address on the engines' network, for others on that network. */
export function overlayAddress(network: string, task: ListedTask): string | null {
  const attached = task.NetworksAttachments?.find(({ Network }) => Network.Spec.Name === network)
  return attached?.Addresses?.[0]?.split('/')[0] ?? null
}
