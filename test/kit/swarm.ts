// A swarm of one node, on a Docker daemon of the test's own: the machine's daemon stays what it is. There is one at a
// time, since its gossip port and its gateway bridge are the machine's.

import { once } from 'node:events'
import { createServer as createHttpServer, request } from 'node:http'
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { describe } from 'vitest'
import { dockerCaller } from '#shared/drivers/docker_client'
import type { DockerCall } from '#shared/drivers/docker_client'
import type { SwarmOptions } from '#shared/drivers/swarm_spec'
import { canRunDaemon, ownDaemon } from '#test/kit/daemon'
import { describeDocker, dockerOptions } from '#test/kit/docker'
import { eventually } from '#test/kit/program'

const TURN_PORT = 7945
const TURN_MS = 600_000

/** A `describe` that runs where this machine can have a swarm of its own. */
export const describeSwarm = canRunDaemon ? describeDocker : describe.skip

/** How long the first hook of such a suite may take: it may wait for another one. */
export const SWARM_MS = TURN_MS + 60_000

export type Swarm = Awaited<ReturnType<typeof ownSwarm>>

export async function ownSwarm() {
  const turn = await takeTurn()
  const daemon = await ownDaemon()
  const ask = dockerCaller(daemon.host, 30_000)
  await ask('init', async (docker) =>
    docker.swarmInit({
      ListenAddr: `127.0.0.1:${await freePort()}`,
      AdvertiseAddr: '127.0.0.1',
      DataPathPort: await freePort(),
      DefaultAddrPool: ['10.202.0.0/16'],
      SubnetSize: 24,
    }),
  )
  const bridge = () => ask('bridge', (docker) => docker.getNetwork('docker_gwbridge').inspect(), ABSENT)
  await eventually(bridge)
  return {
    ...daemon,
    ask,
    close: async () => {
      await ask('leave', (docker) => docker.swarmLeave({ force: true }))
      // It would outlive the daemon.
      await eventually(async () => {
        const found = await bridge()
        if (!found || Object.keys(found.Containers ?? {}).length > 0) return found ? null : true
        await ask('clean', (docker) => docker.getNetwork('docker_gwbridge').remove(), ABSENT)
        return true
      }).catch(() => undefined)
      await daemon.close()
      await new Promise((resolve) => turn.close(resolve))
    },
  }
}

const ABSENT = { benign: [403, 404] }

/** Options of a Swarm driver whose network and instance nobody else has. */
export const swarmOptions = (host: string, more: Partial<SwarmOptions> = {}): SwarmOptions => ({
  ...dockerOptions({ host }),
  stop_ms: 5000,
  ...more,
})

/** Ends a task's container as `kill -9` does. */
export async function killTask(ask: DockerCall, task_id: string): Promise<void> {
  const filters = { label: [`com.docker.swarm.task.id=${task_id}`] }
  const [row] = (await ask('list', (docker) => docker.listContainers({ filters }))) ?? []
  await ask('kill', (docker) => docker.getContainer(row?.Id ?? '').kill({ signal: 'SIGKILL' }))
}

/** Makes a node take tasks, or end those that it has. */
export async function setAvailability(swarm: Swarm, node_id: string, availability: 'active' | 'drain') {
  await swarm.ask('node', async (docker) => {
    const node = docker.getNode(node_id)
    const { Version, Spec } = await node.inspect()
    const _body = { ...Spec, Availability: availability }
    return node.update({ _query: { version: Version.Index }, _body })
  })
}

/**
 * A way to the daemon as to a manager that runs none of the tasks itself: it knows no container. Answers its address.
 */
export async function withoutContainers(swarm: Swarm): Promise<string> {
  const socketPath = swarm.host.replace('unix://', '')
  const server = createHttpServer((asked, answer) => {
    if (asked.url?.startsWith('/containers/')) return void answer.writeHead(404).end('{"message":"none"}')
    const { method, url: path, headers } = asked
    const passed = request({ socketPath, method, path, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 500, got.headers)
      got.pipe(answer)
    })
    passed.on('error', () => answer.destroy())
    asked.pipe(passed)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  server.unref()
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function takeTurn(): Promise<Server> {
  return eventually(async () => {
    const server = createServer()
    const taken = once(server, 'listening').then(
      () => true,
      () => false,
    )
    server.listen(TURN_PORT, '127.0.0.1')
    return (await taken) ? server : null
  }, TURN_MS)
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
