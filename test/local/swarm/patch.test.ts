// A game on a real swarm that is moved to another engine version: its service is, and its state stays.

import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { swarmDriver } from '#shared/drivers/swarm'
import { imageRunning, referenceImage } from '#test/kit/docker'
import { variants } from '#test/kit/engine_variants'
import { beginPatch, patchEnded, patchOf, versionOf } from '#test/kit/patches'
import { SWARM_MS, describeSwarm, ownSwarm, swarmOptions } from '#test/kit/swarm'
import type { Swarm } from '#test/kit/swarm'
import { playTurn, readyAgain, twinGame, playOut } from '#test/kit/twins'

const SETTINGS = { max_turns: 5 }

describeSwarm('a patch on a Docker swarm', () => {
  let swarm: Swarm
  let driver: ReturnType<typeof swarmDriver>
  let reference = ''
  let twin: Awaited<ReturnType<typeof playOut>>

  beforeAll(async () => {
    swarm = await ownSwarm()
    driver = swarmDriver(swarmOptions(swarm.host))
    reference = await referenceImage(undefined, swarm.host)
    twin = await playOut(await twinGame(SETTINGS))
  }, SWARM_MS)
  afterEach(async () => {
    for (const { game_id } of await driver.list()) await driver.remove(game_id, 'drop')
  })
  afterAll(async () => {
    await driver.close()
    await swarm.close()
  })

  /** A game in its second turn. */
  async function playing(): Promise<string> {
    const game_id = await twinGame(SETTINGS, { driver }, reference)
    await playTurn(game_id, { driver })
    return game_id
  }

  it('moves the game to another image', async () => {
    const game_id = await playing()
    await beginPatch(game_id, '1.1.0', await referenceImage('1.1.0', swarm.host))
    await patchEnded(game_id, { driver })
    expect(await patchOf(game_id)).toMatchObject({ outcome: 'succeeded', error_code: null })
    await readyAgain(game_id, { driver })
    expect(await versionOf(game_id)).toBe('1.1.0')
    expect(await playOut(game_id, { driver })).toEqual(twin)
  })

  it('to one that dies is rolled back', async () => {
    const { dies } = variants('/app/engine.mjs', '1.2.0')
    const image = await imageRunning(reference, ['/usr/local/bin/node', ...dies], { ask: swarm.ask })
    const game_id = await playing()
    await beginPatch(game_id, '1.2.0', image)
    await patchEnded(game_id, { driver })
    const operation = await patchOf(game_id)
    expect(operation).toMatchObject({ outcome: 'failed', error_code: 'patch_rolled_back' })
    expect(operation.error_message).toContain('exit code 7')
    await readyAgain(game_id, { driver })
    expect(await versionOf(game_id)).toBe('1.0.0')
    expect(await playOut(game_id, { driver })).toEqual(twin)
  })
})
