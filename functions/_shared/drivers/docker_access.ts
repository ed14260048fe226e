// The sections that a docker-socket-proxy in front of the daemon must let through, by their names (R-START-4).
// Its defaults let EVENTS through, which only make us notice an exit sooner. BUILD, EXEC, INFO, SECRETS,
// SWARM, SYSTEM and all others can stay closed. A caller with CONTAINERS and POST is still root on the host. A
// proxy limits mistakes, but it does not stop an attacker.

import { text } from 'node:stream/consumers'
import { dockerCaller } from '#shared/drivers/docker_client'
import type { DockerCall } from '#shared/drivers/docker_client'
import { DriverError } from '#shared/drivers/driver'

const CALL_MS = 15_000
const NOBODY = 'galaxy-none'

type Section = 'CONTAINERS' | 'IMAGES' | 'NETWORKS' | 'VOLUMES' | 'EVENTS' | 'SERVICES' | 'TASKS' | 'POST'

/** The sections each driver needs. POST means every method that changes something. */
export const SECTIONS: Record<'docker' | 'swarm', Section[]> = {
  docker: ['CONTAINERS', 'IMAGES', 'NETWORKS', 'VOLUMES', 'EVENTS', 'POST'],
  swarm: ['CONTAINERS', 'IMAGES', 'NETWORKS', 'VOLUMES', 'EVENTS', 'SERVICES', 'TASKS', 'POST'],
}

// Each call changes nothing. The last would stop a container, if there were one of that name.
const PROBES: Record<Section, (call: DockerCall) => Promise<unknown>> = {
  CONTAINERS: (call) => call('list containers', (docker) => docker.listContainers({ limit: 1 })),
  IMAGES: (call) => call('inspect an image', (docker) => docker.getImage(NOBODY).inspect()),
  NETWORKS: (call) => call('list networks', (docker) => docker.listNetworks()),
  VOLUMES: (call) => call('list volumes', (docker) => docker.listVolumes()),
  EVENTS: (call) => call('events', async (docker) => text(await docker.getEvents({ since: 1, until: 1 }))),
  SERVICES: (call) => call('inspect a service', (docker) => docker.getService(NOBODY).inspect()),
  TASKS: (call) => call('inspect a task', (docker) => docker.getTask(NOBODY).inspect()),
  POST: (call) => call('stop a container', (docker) => docker.getContainer(NOBODY).stop()),
}

/**
 * Answers the needed sections that are refused to us. There are none where nothing stands before the daemon.
 */
export async function refusedSections(host: string, driver: 'docker' | 'swarm'): Promise<Section[]> {
  const call = dockerCaller(host, CALL_MS)
  const refused: Section[] = []
  for (const section of SECTIONS[driver]) {
    // Its probe is one of the containers'.
    if (section === 'POST' && refused.includes('CONTAINERS')) continue
    if (await isRefused(PROBES[section](call))) refused.push(section)
  }
  return refused
}

async function isRefused(answer: Promise<unknown>): Promise<boolean> {
  return answer.then(
    () => false,
    (error: unknown) => error instanceof DriverError && error.code === 'driver_refused',
  )
}
