import { afterAll, afterEach, describe, expect, it } from 'vitest'
import reconcile from '#jobs/runtime/reconcile'
import snapshot from '#jobs/runtime/snapshot'
import { config, configure } from '#shared/config'
import { processDriver } from '#shared/drivers/process'
import { haltGame } from '#shared/games/clock'
import { database, transaction } from '#shared/postgres'
import { operateEngine } from '#shared/runtime/commands'
import type { EngineOperation } from '#shared/runtime/commands'
import { ENGINE_HALTS } from '#sql/games/clock'
import { variants } from '#test/kit/engine_variants'
import { beginPatch, patchEnded, patchIn, patchOf, versionOf } from '#test/kit/patches'
import {
  context,
  gameOf,
  makeDue,
  reconcileUntil,
  runTurn,
  runtimeOf,
  skipWait,
  state_dir,
  turnOf,
} from '#test/kit/runtime'
import { playTurn, readyAgain, twinGame, playOut } from '#test/kit/twins'

const ORIGIN = { request_id: null, traceparent: null }
const SETTINGS = { max_turns: 5 }
const ENGINE = variants().forgets.at(-1) ?? ''

const driver = processDriver({
  state_dir,
  listen_ms: 1000,
  engines: {
    'process:reference': [ENGINE],
    'process:next': [ENGINE],
    ...Object.fromEntries(Object.entries(variants()).map(([name, argv]) => [`process:${name}`, argv])),
  },
})
const over = { driver }
const given = config()

afterEach(async () => {
  configure(given)
  await database()`update backend.runtime_records set status = 'removed', desired_status = 'removed'`
})
afterAll(() => driver.close())

const operate = (game_id: string, operation: EngineOperation) =>
  operateEngine(operation, { game_id, actor: 'a', origin: ORIGIN })

describe('a patch', () => {
  it('moves a game to the other version with its state, and it ends as its twin does', async () => {
    const twin = await playOut(await twinGame(SETTINGS, over), over)
    const game_id = await twinGame(SETTINGS, over)
    await playTurn(game_id, over)
    await beginPatch(game_id, '1.1.0', 'process:next')
    await patchEnded(game_id, over)
    const { operation_id, ...operation } = await patchOf(game_id)
    expect(operation).toEqual({
      outcome: 'succeeded',
      phase: 'verify',
      error_code: null,
      error_message: null,
    })
    await readyAgain(game_id, over)
    expect(await versionOf(game_id)).toBe('1.1.0')
    expect(await gameOf(game_id)).toMatchObject({ engine_version: '1.1.0', status: 'running' })
    expect(await runtimeOf(game_id)).toMatchObject({
      desired_version: '1.1.0',
      desired_image: 'process:next',
      status: 'ready',
    })
    const kept = await database()`
      select turn, engine_version from backend.game_snapshots where patch_id = ${operation_id}`
    expect([...kept]).toEqual([{ turn: 2, engine_version: '1.0.0' }])
    expect(await playOut(game_id, over)).toEqual(twin)
  })

  it('waits for the turn that is being generated, and none is claimed after that', async () => {
    const game_id = await twinGame(SETTINGS, over)
    await database()`
      update backend.game_turns set status = 'claimed', claim_token = gen_random_uuid(), attempts = 1,
        lease_until = now() + interval '1 minute' where game_id = ${game_id}`
    await beginPatch(game_id, '1.1.0', 'process:next')
    await patchIn(game_id, 'quiesce', over)
    await skipWait(game_id)
    await reconcile.run({}, context(over))
    expect((await patchOf(game_id)).phase).toBe('quiesce')
    await database()`
      update backend.game_turns set status = 'open', claim_token = null, lease_until = null where game_id = ${game_id}`
    await runTurn(await makeDue(game_id))
    expect((await turnOf(game_id, 1)).status).toBe('open')
    await patchEnded(game_id, over)
    expect((await patchOf(game_id)).outcome).toBe('succeeded')
  })

  it('that began in a crash loop brings the halted game back', async () => {
    const game_id = await twinGame(SETTINGS, over)
    await driver.stop(game_id, 0)
    await transaction((tx) => haltGame(tx, game_id, ENGINE_HALTS.crash_loop, ORIGIN))
    await database()`update backend.runtime_records set status = 'crash_loop' where game_id = ${game_id}`
    await beginPatch(game_id, '1.1.0', 'process:next')
    await patchEnded(game_id, over)
    expect((await patchOf(game_id)).outcome).toBe('succeeded')
    expect((await gameOf(game_id)).status).toBe('running')
  })
})

describe('a patch that fails before anything is changed', () => {
  it('leaves the engine as it is, where nobody has the image', async () => {
    const game_id = await twinGame(SETTINGS, over)
    const { container_id } = await runtimeOf(game_id)
    await beginPatch(game_id, '1.2.0', 'process:none')
    await patchEnded(game_id, over)
    expect(await patchOf(game_id)).toMatchObject({ outcome: 'failed', error_code: 'image_missing' })
    await readyAgain(game_id, over)
    expect(await runtimeOf(game_id)).toMatchObject({ container_id, desired_version: '1.0.0' })
  })

  it('leaves the engine as it is, where its state cannot be kept', async () => {
    const game_id = await twinGame(SETTINGS, over)
    await database()`update backend.game_turns set state_hash = 'another' where game_id = ${game_id}`
    await beginPatch(game_id, '1.1.0', 'process:next')
    await patchEnded(game_id, over)
    expect(await patchOf(game_id)).toMatchObject({ outcome: 'failed', error_code: 'state_differs' })
    expect((await driver.find(game_id))?.engine_version).toBe('1.0.0')
  })
})

describe('a patch that fails is rolled back', () => {
  it.each([
    ['silent', 'not ready in time'],
    ['dies', 'exit code 7'],
    ['forgets', 'another state'],
    ['spoils', 'exit code 9'],
  ])(
    'from a version that %s: the game plays on with the old one and ends as its twin does',
    async (name, reason) => {
      const twin = await playOut(await twinGame(SETTINGS, over), over)
      const game_id = await twinGame(SETTINGS, over)
      await playTurn(game_id, over)
      await snapshot.run({ game_id }, context(over))
      if (name === 'silent') configure({ ...given, BACKEND_RUNTIME_START_TIMEOUT: 3000 })
      const number = ['silent', 'dies', 'forgets', 'spoils'].indexOf(name)
      await beginPatch(game_id, `1.3.${number}`, `process:${name}`)
      await patchIn(game_id, 'rollback', over)
      configure(given)
      await patchEnded(game_id, over)
      const operation = await patchOf(game_id)
      expect(operation).toMatchObject({ outcome: 'failed', error_code: 'patch_rolled_back' })
      expect(operation.error_message).toContain(reason)
      await readyAgain(game_id, over)
      expect(await versionOf(game_id)).toBe('1.0.0')
      expect(await gameOf(game_id)).toMatchObject({ engine_version: '1.0.0', status: 'running' })
      expect(await playOut(game_id, over)).toEqual(twin)
    },
  )
})

describe('a patch that is superseded', () => {
  it('by a stop: the engine is stopped, and starts in its old version', async () => {
    const game_id = await twinGame(SETTINGS, over)
    await beginPatch(game_id, '1.3.0', 'process:silent')
    await patchIn(game_id, 'verify', over)
    await operate(game_id, 'stop')
    await reconcileUntil(async () => (await runtimeOf(game_id)).status === 'stopped', over)
    expect((await patchOf(game_id)).outcome).toBe('superseded')
    await operate(game_id, 'start')
    await readyAgain(game_id, over)
    expect(await versionOf(game_id)).toBe('1.0.0')
  })

  it('by a restart: whatever runs by then, the old version runs in the end', async () => {
    const game_id = await twinGame(SETTINGS, over)
    await beginPatch(game_id, '1.3.0', 'process:silent')
    await patchIn(game_id, 'verify', over)
    await operate(game_id, 'restart')
    await readyAgain(game_id, over)
    expect(await versionOf(game_id)).toBe('1.0.0')
    expect((await gameOf(game_id)).engine_version).toBe('1.0.0')
  })
})
