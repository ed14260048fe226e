// How engines on a Swarm's overlay network are reached. A container on the network reaches them at their
// addresses there. A manager's host beside it reaches them at the addresses of their gateway bridge, which
// only this one host can reach.

import { BlockList, isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { dockerCaller } from '#shared/drivers/docker_client'
import type { DockerCall, FoundNetwork } from '#shared/drivers/docker_client'
import type { DockerOptions } from '#shared/drivers/docker_spec'
import { overlayAddress } from '#shared/drivers/swarm_spec'
import type { AddressOf } from '#shared/drivers/swarm_spec'

const GATEWAY_BRIDGE = 'docker_gwbridge'
const CALL_MS = 15_000

async function findNetwork(call: DockerCall, name: string): Promise<FoundNetwork | null> {
  const filters = { name: [name] }
  const rows = await call(`list networks ${name}`, (docker) => docker.listNetworks({ filters }))
  return rows?.find((row) => row.Name === name) ?? null
}

/**
 * Creates the overlay network if it is missing. Losing the race to create it is a success: a Swarm's names are
 * unique.
 */
export async function ensureOverlay(call: DockerCall, name: string): Promise<void> {
  if (await findNetwork(call, name)) return
  const Labels = { 'galaxy.backend': '1' }
  const body = { Name: name, Driver: 'overlay', Attachable: true, Labels }
  await call(`create network ${name}`, (docker) => docker.createNetwork(body), { benign: [409] })
}

/** Answers in one sentence why engines cannot run there as services on this network, or null where they can. */
export async function swarmProblem(host: string, name: string): Promise<string | null> {
  const call = dockerCaller(host, CALL_MS)
  const filters = { label: ['galaxy.backend=1'] }
  const services = await call('list services', (docker) => docker.listServices({ filters }), {
    benign: [503],
  })
  if (services === null) return `The Docker daemon at ${host} is not a manager of a swarm`
  const network = await findNetwork(call, name)
  if (!network) return null
  if (network.Driver !== 'overlay')
    return `The network ${name} is a ${network.Driver} network, not an overlay`
  if (!network.Internal || isOn(network)) return null
  return `The network ${name} is internal, and this process is not on it`
}

/** Answers whether this machine, or the container that we are in, has an address on the network. */
function isOn(network: FoundNetwork): boolean {
  const subnets = new BlockList()
  for (const { Subnet } of network.IPAM?.Config ?? []) {
    const [address = '', length = ''] = (Subnet ?? '').split('/')
    if (isIP(address) !== 0) subnets.addSubnet(address, Number(length), isIP(address) === 4 ? 'ipv4' : 'ipv6')
  }
  const ours = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return ours.some(({ address, family }) => subnets.check(address, family === 'IPv4' ? 'ipv4' : 'ipv6'))
}

/** Answers how tasks are reached from here. */
export async function findAddresses(call: DockerCall, options: DockerOptions): Promise<AddressOf> {
  const network = await findNetwork(call, options.network)
  if (network && isOn(network)) return (task) => overlayAddress(options.network, task)
  const bridge = await call(
    `inspect network ${GATEWAY_BRIDGE}`,
    (docker) => docker.getNetwork(GATEWAY_BRIDGE).inspect(),
    { benign: [404] },
  )
  return (task) => {
    const id = task.Status.ContainerStatus?.ContainerID ?? ''
    return bridge?.Containers?.[id]?.IPv4Address?.split('/')[0] ?? null
  }
}
