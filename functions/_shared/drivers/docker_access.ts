// What a docker-socket-proxy in front of the daemon must let through, by the names of its sections
// (R-START-4). Its defaults let EVENTS through, which only make us notice an exit sooner. BUILD, EXEC, INFO,
// SECRETS, SWARM, SYSTEM and all others can stay closed. With CONTAINERS and POST a caller is root on the host
// all the same: a proxy limits, it is no wall.

import { text } from 'node:stream/consumers'
import { asking } from '#shared/drivers/docker_client'
import type { Ask } from '#shared/drivers/docker_client'
import { DriverError } from '#shared/drivers/driver'

const CALL_MS = 15_000
const NOBODY = 'galaxy-none'

type Section = 'CONTAINERS' | 'IMAGES' | 'NETWORKS' | 'VOLUMES' | 'EVENTS' | 'SERVICES' | 'TASKS' | 'POST'

/** The sections each driver needs; POST means every method that changes something. */
export const SECTIONS: Record<'docker' | 'swarm', Section[]> = {
  docker: ['CONTAINERS', 'IMAGES', 'NETWORKS', 'VOLUMES', 'EVENTS', 'POST'],
  swarm: ['CONTAINERS', 'IMAGES', 'NETWORKS', 'VOLUMES', 'EVENTS', 'SERVICES', 'TASKS', 'POST'],
}

// Each asks for something that changes nothing; the last would stop a container, if there were one of that name.
const PROBES: Record<Section, (ask: Ask) => Promise<unknown>> = {
  CONTAINERS: (ask) => ask('list containers', (docker) => docker.listContainers({ limit: 1 })),
  IMAGES: (ask) => ask('inspect an image', (docker) => docker.getImage(NOBODY).inspect()),
  NETWORKS: (ask) => ask('list networks', (docker) => docker.listNetworks()),
  VOLUMES: (ask) => ask('list volumes', (docker) => docker.listVolumes()),
  EVENTS: (ask) => ask('events', async (docker) => text(await docker.getEvents({ since: 1, until: 1 }))),
  SERVICES: (ask) => ask('inspect a service', (docker) => docker.getService(NOBODY).inspect()),
  TASKS: (ask) => ask('inspect a task', (docker) => docker.getTask(NOBODY).inspect()),
  POST: (ask) => ask('stop a container', (docker) => docker.getContainer(NOBODY).stop()),
}

/**
 * Answers the sections that are refused to us of those that the driver needs; none where
 * nothing stands before the daemon.
 */
export async function refusedSections(host: string, driver: 'docker' | 'swarm'): Promise<Section[]> {
  const ask = asking(host, CALL_MS)
  const refused: Section[] = []
  for (const section of SECTIONS[driver]) {
    // Its probe is one of the containers'.
    if (section === 'POST' && refused.includes('CONTAINERS')) continue
    if (await isRefused(PROBES[section](ask))) refused.push(section)
  }
  return refused
}

async function isRefused(answer: Promise<unknown>): Promise<boolean> {
  return answer.then(
    () => false,
    (error: unknown) => error instanceof DriverError && error.code === 'driver_refused',
  )
}
