// The services of a Swarm that are engines of ours, each with its task and what it says of the engine.

import type { DockerCall } from '#shared/drivers/docker_client'
import { isOurEngine, nameOf, ourFilter } from '#shared/drivers/docker_spec'
import type { ObservedEngine } from '#shared/drivers/driver'
import { findAddresses } from '#shared/drivers/swarm_network'
import { engineOf, taskOf } from '#shared/drivers/swarm_spec'
import type { ListedService, ListedTask, SwarmOptions } from '#shared/drivers/swarm_spec'

export type FoundService = { service: ListedService; task: ListedTask | undefined; engine: ObservedEngine }

/** Whether a service has the name of its game, and not only its label. */
export const hasGamesName = (options: SwarmOptions, { service, engine }: FoundService): boolean =>
  service.Spec.Name === nameOf(options, engine.game_id)

/** The services of one game, or of all. A game's own comes before those that only carry its label. */
export async function findServices(
  call: DockerCall,
  options: SwarmOptions,
  game_id?: string,
): Promise<FoundService[]> {
  const filters = { label: ourFilter(options, game_id) }
  const [services, tasks] = await Promise.all([
    call('list services', (docker) => docker.listServices({ filters })),
    listTasks(call, options, game_id),
  ])
  const running = tasks.some((task) => task.Status.State === 'running')
  const addressOf = running ? await findAddresses(call, options) : () => null
  const rows = (services ?? []) as ListedService[]
  const ours = rows.filter(({ Spec }) => isOurEngine(options, Spec.Labels))
  const found = ours.map((service) => ({
    service,
    task: taskOf(service, tasks),
    engine: engineOf(service, tasks, addressOf),
  }))
  return found.toSorted((a, b) => Number(hasGamesName(options, b)) - Number(hasGamesName(options, a)))
}

/** The tasks of one game, or of all. */
export async function listTasks(
  call: DockerCall,
  options: SwarmOptions,
  game_id?: string,
): Promise<ListedTask[]> {
  const filters = JSON.stringify({ label: ourFilter(options, game_id) })
  return (await call('list tasks', (docker) => docker.listTasks({ filters }))) ?? []
}
