import { randomUUID } from 'node:crypto'
import { expect, it, onTestFinished } from 'vitest'
import { findInstanceId } from '#sql/runtime/records'
import { REFERENCE_VERSION } from '#local/embedded/engine_image'
import { askDocker, describeDocker, dockerHost, dockerOptions, removeAll } from '#test/kit/docker'
import { playThroughKills, setting, useInbox } from '#test/kit/host'

useInbox()

describeDocker('a game on a Docker Engine', () => {
  it('R-ENG-1: is one labelled container, outlives a killed host, and is gone after the game', async () => {
    const network = `galaxy-test-${randomUUID().slice(0, 8)}`
    const stack = 'a-test'
    const made = await setting({
      BACKEND_RUNTIME_DRIVER: 'docker',
      BACKEND_DOCKER_HOST: dockerHost,
      BACKEND_DOCKER_NETWORK: network,
      BACKEND_STACK_LABEL: stack,
    })
    let options = dockerOptions({ network, stack })
    onTestFinished(() => removeAll(options))

    const game_id = await playThroughKills(made, [3], async (id) => {
      options = dockerOptions({ network, stack, instance: await findInstanceId(made.sql) })
      const [container, ...others] = await containersOf(id)
      expect(others).toEqual([])
      expect(container?.Labels).toMatchObject({
        'galaxy.backend': '1',
        'galaxy.instance': options.instance,
        'galaxy.game_id': id,
        'galaxy.engine_version': REFERENCE_VERSION,
        'galaxy.stack': stack,
        'org.opencontainers.image.title': 'galaxy-game-engine',
      })
      expect(container?.Labels['galaxy.spec_hash']).toMatch(/./)
    })
    expect(await containersOf(game_id)).toEqual([])
  }, 150_000)
})

/** Every container that carries the game's label, running or not. */
async function containersOf(game_id: string) {
  const filters = { label: [`galaxy.game_id=${game_id}`] }
  return (await askDocker('list', (docker) => docker.listContainers({ all: true, filters }))) ?? []
}
