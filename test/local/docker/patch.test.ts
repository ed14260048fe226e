// A game on a real Docker Engine that is moved to another engine version between turns: to one that is good, and to
// ones that are not. Either way it ends as a game that nothing happened to.

import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { config, configure } from '#shared/config'
import { dockerDriver } from '#shared/drivers/docker'
import { database } from '#shared/postgres'
import {
  describeDocker,
  dockerOptions,
  imageRunning,
  nameImage,
  referenceImage,
  removeAll,
  removeImage,
} from '#test/kit/docker'
import { variants } from '#test/kit/engine_variants'
import { beginPatch, patchEnded, patchIn, patchOf, versionOf } from '#test/kit/patches'
import { gameOf, reconcileUntil, runtimeOf, skipWait } from '#test/kit/runtime'
import { playTurn, readyAgain, twinGame, playOut } from '#test/kit/twins'

const NODE = '/usr/local/bin/node'
const SETTINGS = { max_turns: 5 }

describeDocker('a patch on a Docker Engine', () => {
  const options = dockerOptions()
  const driver = dockerDriver(options)
  const over = { driver }
  const given = config()
  const made: string[] = []
  let reference = ''
  let twin: Awaited<ReturnType<typeof playOut>>

  beforeAll(async () => {
    configure({ ...given, BACKEND_RUNTIME_STOP_TIMEOUT: 1000 })
    reference = await referenceImage()
    const game_id = await twinGame(SETTINGS, over, reference)
    twin = await playOut(game_id, over)
  })
  afterEach(async () => {
    await database()`update backend.runtime_records set status = 'removed', desired_status = 'removed'`
    for (const { game_id } of await driver.list()) await driver.remove(game_id, 'drop')
  })
  afterAll(async () => {
    configure(given)
    await driver.close()
    await removeAll(options)
    for (const image of made) await removeImage(image)
  })

  /** A game in its second turn. */
  async function playing(): Promise<string> {
    const game_id = await twinGame(SETTINGS, over, reference)
    await playTurn(game_id, over)
    return game_id
  }

  it('moves the game to another image, and on to one more', async () => {
    const game_id = await playing()
    const before = await runtimeOf(game_id)
    for (const version of ['1.1.0', '1.2.0']) {
      await beginPatch(game_id, version, await referenceImage(version))
      await patchEnded(game_id, over)
      expect(await patchOf(game_id)).toMatchObject({ outcome: 'succeeded', error_code: null })
      await readyAgain(game_id, over)
      expect((await gameOf(game_id)).engine_version).toBe(version)
      expect(await versionOf(game_id)).toBe(version)
    }
    expect((await runtimeOf(game_id)).container_id).not.toBe(before.container_id)
    expect(await playOut(game_id, over)).toEqual(twin)
  })

  it.each([
    ['1.3.0', 'silent', 'not ready in time'],
    ['1.3.1', 'dies', 'exit code 7'],
    ['1.3.2', 'forgets', 'another state'],
    ['1.3.3', 'spoils', 'exit code 9'],
    ['1.3.4', 'lies', 'it is version 1.0.0'],
  ] as const)('from %s, which %s, the game is rolled back', async (version, name, reason) => {
    const argv = { ...variants('/app/engine.mjs', version), lies: ['/app/engine.mjs'] }[name]
    const image = await imageRunning(reference, [NODE, ...argv])
    made.push(image)
    const game_id = await playing()
    const settings = config()
    if (name === 'silent') configure({ ...settings, BACKEND_RUNTIME_START_TIMEOUT: 4000 })
    await beginPatch(game_id, version, image)
    await patchIn(game_id, 'rollback', over)
    configure(settings)
    await patchEnded(game_id, over)
    const operation = await patchOf(game_id)
    expect(operation).toMatchObject({ outcome: 'failed', error_code: 'patch_rolled_back' })
    expect(operation.error_message).toContain(reason)
    await readyAgain(game_id, over)
    expect(await versionOf(game_id)).toBe('1.0.0')
    expect((await gameOf(game_id)).engine_version).toBe((await runtimeOf(game_id)).desired_version)
    expect(await playOut(game_id, over)).toEqual(twin)
  })

  it('whose way back fails as well ends once, halts the game, and clears up once the old image is back', async () => {
    const good = await referenceImage('1.4.1')
    const old = `galaxy-test:${randomUUID()}`
    await nameImage(good, old)
    const broken = await imageRunning(reference, [NODE, ...variants('/app/engine.mjs', '1.4.2').dies])
    made.push(old, broken)
    const game_id = await playing()
    await beginPatch(game_id, '1.4.1', old)
    await patchEnded(game_id, over)
    await readyAgain(game_id, over)
    await removeImage(old)
    await beginPatch(game_id, '1.4.2', broken)
    await patchEnded(game_id, over)
    const operation = await patchOf(game_id)
    expect(operation).toMatchObject({ outcome: 'failed', error_code: 'patch_rollback_failed' })
    expect(operation.error_message).toContain('exit code 7')
    expect(operation.error_message).toContain('the way back failed as well')

    await reconcileUntil(async () => {
      await skipWait(game_id)
      return (await gameOf(game_id)).status === 'halted'
    }, over)
    expect((await gameOf(game_id)).status_reason).toBe('The engine of this game cannot be started again.')
    expect(await patchOf(game_id)).toEqual(operation)
    await nameImage(good, old)
    await readyAgain(game_id, over)
    expect(await playOut(game_id, over)).toEqual(twin)
  })
})
