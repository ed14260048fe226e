// A daemon that is stopped and started takes its containers down with it: no game is lost, and no turn is played twice.

import { describe, expect, it, onTestFinished } from 'vitest'
import orphans from '#jobs/runtime/orphans'
import turn from '#jobs/runtime/turn'
import { dockerDriver, importImage } from '#shared/drivers/docker'
import { dockerCaller } from '#shared/drivers/docker_client'
import { readGame } from '#shared/engine/client'
import { database } from '#shared/postgres'
import { engineImage } from '#local/embedded/engine_image'
import { canRunDaemon, ownDaemon } from '#test/kit/daemon'
import { dockerOptions } from '#test/kit/docker'
import {
  context,
  engineOf,
  gameOf,
  makeDue,
  reconcileUntil,
  runtimeOf,
  skipWait,
  startingGame,
  turnOf,
} from '#test/kit/runtime'

describe.runIf(canRunDaemon)('a Docker daemon that is stopped and started', () => {
  it('R-RUN-2: makes engines unknown, ends no game, and is followed by the same game in a new container', async () => {
    const daemon = await ownDaemon()
    onTestFinished(() => daemon.close())
    const image = await engineImage()
    await importImage(daemon.host, image.tar(), image)
    const options = dockerOptions({ host: daemon.host, deadline_ms: 5000 })
    const driver = dockerDriver(options)
    onTestFinished(async () => {
      for (const engine of await driver.list()) await driver.remove(engine.game_id, 'drop')
      // Its bridge would outlive the daemon.
      await dockerCaller(daemon.host, 10_000)('clean', (docker) =>
        docker.getNetwork(options.network).remove(),
      )
      await driver.close()
    })
    const over = { driver }

    const game_id = await startingGame({ max_turns: 5 }, `${image.repo}:${image.tag}`)
    await reconcileUntil(async () => (await gameOf(game_id)).status === 'running', over)
    const { container_id } = await runtimeOf(game_id)
    const { state_hash } = await turnOf(game_id, 1)

    await daemon.stop()
    await skipWait(game_id)
    await reconcileUntil(async () => (await runtimeOf(game_id)).status === 'unknown', over)
    await orphans.run({}, context(over))
    expect((await gameOf(game_id)).status).toBe('running')

    await daemon.start()
    await reconcileUntil(async () => {
      await skipWait(game_id)
      const runtime = await runtimeOf(game_id)
      return runtime.status === 'ready' && runtime.container_id !== container_id
    }, over)
    expect((await readGame(await engineOf(game_id))).state_hash).toBe(state_hash)
    await turn.run(await makeDue(game_id), context(over))
    const turns = await database()`
      select turn, status from backend.game_turns where game_id = ${game_id} order by turn`
    expect([...turns]).toEqual([
      { turn: 1, status: 'committed' },
      { turn: 2, status: 'open' },
    ])
  }, 120_000)
})
