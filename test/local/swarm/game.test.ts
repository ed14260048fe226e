import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findInstanceId } from '#sql/runtime/records'
import { REFERENCE_VERSION } from '#local/embedded/engine_image'
import { describeDocker, dockerHost, referenceImage } from '#test/kit/docker'
import { MAIN, playThroughKills, setting, useInbox } from '#test/kit/host'
import { runNode } from '#test/kit/program'
import { SWARM_MS, describeSwarm, ownSwarm } from '#test/kit/swarm'
import type { Swarm } from '#test/kit/swarm'

useInbox()

describeSwarm('a game on a Docker swarm', () => {
  let swarm: Swarm
  beforeAll(async () => {
    swarm = await ownSwarm()
    await referenceImage(undefined, swarm.host)
  }, SWARM_MS)
  afterAll(() => swarm.close())

  const environment = (network: string) => ({
    BACKEND_RUNTIME_DRIVER: 'swarm',
    BACKEND_DOCKER_HOST: swarm.host,
    BACKEND_DOCKER_NETWORK: network,
  })
  const servicesOf = async (game_id: string) => {
    const filters = { label: [`galaxy.game_id=${game_id}`] }
    return (await swarm.ask('list', (docker) => docker.listServices({ filters }))) ?? []
  }

  it('R-ENG-1: is one labelled service, outlives a killed host, and is gone after the game', async () => {
    const stack = 'a-test'
    const made = await setting({ ...environment('galaxy'), BACKEND_STACK_LABEL: stack })
    const game_id = await playThroughKills(made, [3], async (id) => {
      const [service, ...others] = await servicesOf(id)
      expect(others).toEqual([])
      expect(service?.Spec?.Labels).toMatchObject({
        'galaxy.backend': '1',
        'galaxy.instance': await findInstanceId(made.sql),
        'galaxy.game_id': id,
        'galaxy.engine_version': REFERENCE_VERSION,
        'galaxy.stack': stack,
      })
      expect(service?.Spec?.Mode).toEqual({ Replicated: { Replicas: 1 } })
    })
    expect(await servicesOf(game_id)).toEqual([])
    const volumes = await swarm.ask('list', (docker) => docker.listVolumes())
    expect(volumes?.Volumes ?? []).toEqual([])
  }, 180_000)

  describe('a start', () => {
    it('says in one sentence that the network is no overlay', async () => {
      const network = `galaxy-test-${randomUUID().slice(0, 8)}`
      const made = await swarm.ask('create', (docker) => docker.createNetwork({ Name: network }))
      const { environment: base } = await setting(environment(network))
      const host = runNode([MAIN], base)
      expect(await host.exited).toBe(1)
      await made?.remove()
      expect(host.stderr()).toBe(
        `The network ${network} is a bridge network, not an overlay, and BACKEND_RUNTIME_DRIVER is swarm.\n`,
      )
    })

    it('says in one sentence that an internal overlay cannot be reached from beside it', async () => {
      const network = 'galaxy-internal'
      const body = { Name: network, Driver: 'overlay', Attachable: true, Internal: true }
      const made = await swarm.ask('create', (docker) => docker.createNetwork(body))
      const { environment: base } = await setting(environment(network))
      const host = runNode([MAIN], base)
      expect(await host.exited).toBe(1)
      await made?.remove()
      expect(host.stderr()).toMatch(/^The network galaxy-internal is internal, .*BACKEND_RUNTIME_DRIVER.*\n$/)
    })
  })
})

describeDocker('a start with a daemon that is in no swarm', () => {
  it('says so in one sentence', async () => {
    const { environment } = await setting({
      BACKEND_RUNTIME_DRIVER: 'swarm',
      BACKEND_DOCKER_HOST: dockerHost,
    })
    const host = runNode([MAIN], environment)
    expect(await host.exited).toBe(1)
    expect(host.stderr()).toBe(
      `The Docker daemon at ${dockerHost} is not a manager of a swarm, and BACKEND_RUNTIME_DRIVER is swarm.\n`,
    )
  })
})
