// What engines, containers and the daemon do to a game, on a real Docker Engine: after each fault the game goes on with
// the same state, and each turn exists once.

import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import orphans from '#jobs/runtime/orphans'
import probe from '#jobs/runtime/probe'
import turn from '#jobs/runtime/turn'
import { config, configure } from '#shared/config'
import { dockerDriver } from '#shared/drivers/docker'
import type { Driver } from '#shared/drivers/driver'
import { readGame } from '#shared/engine/client'
import { database } from '#shared/postgres'
import { listOrphans } from '#sql/runtime/orphans'
import {
  askDocker,
  describeDocker,
  dockerOptions,
  faultProxy,
  imageRunning,
  referenceImage,
  removeAll,
  removeContainer,
  removeImage,
} from '#test/kit/docker'
import { eventually } from '#test/kit/program'
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

// An engine that takes all the memory there is when it is told to.
const GREEDY = `process.on('SIGUSR2', () => { const all = []; for (;;) all.push(Buffer.alloc(1 << 24, 1)) })`

const isReady = (game_id: string) => async () => (await runtimeOf(game_id)).status === 'ready'

async function containerOf(game_id: string): Promise<string> {
  return (await runtimeOf(game_id)).container_id ?? ''
}

const crashesOf = (game_id: string) =>
  database()<{ exit_code: number | null; oom_killed: boolean; turn: number | null; log: string }[]>`
    select exit_code, oom_killed, turn, log from backend.runtime_crashes where game_id = ${game_id}`

const signal = (id: string, name: string) =>
  askDocker('signal', (docker) => docker.getContainer(id).kill({ signal: name }))

const isRunning = async (id: string) =>
  (await askDocker('inspect', (docker) => docker.getContainer(id).inspect(), { benign: [404] }))?.State
    .Running ?? null

describeDocker('a game on a Docker Engine', () => {
  const given = config()
  let proxy: Awaited<ReturnType<typeof faultProxy>>
  const options = dockerOptions()
  const strangers: string[] = []
  let driver: Driver
  let image = ''

  beforeAll(async () => {
    proxy = await faultProxy()
    driver = dockerDriver({ ...options, host: proxy.host, deadline_ms: 2000 })
    image = await greedyImage(await referenceImage())
  })
  afterEach(async () => {
    configure(given)
    proxy.setDeaf(false)
    for (const id of strangers.splice(0)) await removeContainer(id)
    for (const { game_id } of await driver.list()) await driver.remove(game_id, 'drop')
    await database()`update backend.runtime_records set status = 'removed', desired_status = 'removed'`
  })
  afterAll(async () => {
    await driver.close()
    await proxy.close()
    await removeAll(options)
    await removeImage(image)
  })

  const over = () => ({ driver })
  const until = (condition: () => Promise<boolean>) => reconcileUntil(condition, over())

  async function playing(): Promise<string> {
    const game_id = await startingGame({ max_turns: 5 }, image)
    await until(async () => (await gameOf(game_id)).status === 'running' && (await isReady(game_id)()))
    return game_id
  }

  /** Looks at the engine without waiting for its time, until it is ready in another container than this one. */
  async function replaced(game_id: string, container_id: string): Promise<void> {
    await until(async () => {
      await skipWait(game_id)
      return (await isReady(game_id)()) && (await runtimeOf(game_id)).container_id !== container_id
    })
  }

  /** The game goes on from the same state: its turn is generated, and each number exists once. */
  async function goesOn(game_id: string, state_hash: string): Promise<void> {
    expect((await readGame(await engineOf(game_id))).state_hash).toBe(state_hash)
    const payload = await makeDue(game_id)
    await database()`update backend.game_turns set next_attempt_at = null where game_id = ${game_id}`
    await turn.run(payload, context(over()))
    const turns = await database()<{ turn: number; status: string }[]>`
      select turn, status from backend.game_turns where game_id = ${game_id} order by turn`
    expect([...turns]).toEqual([
      { turn: 1, status: 'committed' },
      { turn: 2, status: 'open' },
    ])
    expect(await gameOf(game_id)).toMatchObject({ status: 'running', current_turn: 2 })
  }

  async function crashed(game_id: string): Promise<void> {
    await until(async () => {
      if ((await crashesOf(game_id)).length > 0) return true
      await skipWait(game_id)
      return false
    })
  }

  async function runStranger(labels: Record<string, string>): Promise<string> {
    const name = `galaxy-test-stranger-${randomUUID()}`
    const Env = ['GALAXY_ENGINE_TOKEN=stranger']
    const made = await askDocker('create', (docker) =>
      docker.createContainer({ name, Image: image, Labels: labels, Env }),
    )
    strangers.push(made?.id ?? '')
    await askDocker('start', (docker) => docker.getContainer(made?.id ?? '').start())
    return made?.id ?? ''
  }

  const labelsFor = (game_id: string) => ({
    'galaxy.backend': '1',
    'galaxy.instance': options.instance,
    'galaxy.game_id': game_id,
  })

  it('goes on after its engine was killed', async () => {
    const game_id = await playing()
    const { state_hash } = await turnOf(game_id, 1)
    const id = await containerOf(game_id)
    await signal(id, 'SIGKILL')
    await crashed(game_id)
    expect([...(await crashesOf(game_id))]).toMatchObject([{ exit_code: 137, oom_killed: false }])
    expect((await crashesOf(game_id))[0]?.log).toContain('listening')
    await replaced(game_id, id)
    await goesOn(game_id, state_hash)
  })

  it('goes on after its engine ran out of memory, and that is what the crash says', async () => {
    const game_id = await playing()
    const { state_hash } = await turnOf(game_id, 1)
    const id = await containerOf(game_id)
    await signal(id, 'SIGUSR2')
    await eventually(async () => ((await isRunning(id)) === false ? true : null))
    await crashed(game_id)
    expect([...(await crashesOf(game_id))]).toMatchObject([{ exit_code: 137, oom_killed: true }])
    await replaced(game_id, id)
    await goesOn(game_id, state_hash)
  })

  it('goes on after its engine hung while it generated: it is ended, and the same turn is played', async () => {
    const game_id = await playing()
    const { state_hash, operation_id } = await turnOf(game_id, 1)
    const id = await containerOf(game_id)
    configure({ ...given, BACKEND_RUNTIME_TURN_TIMEOUT: 1000 })
    const payload = await makeDue(game_id)
    await signal(id, 'SIGSTOP')
    await turn.run(payload, context(over()))
    expect(await turnOf(game_id, 1)).toMatchObject({ status: 'open', failures: 1, operation_id })
    await database()`
        update backend.runtime_records set probe_misses = 2, status_since = now() where game_id = ${game_id}`
    await probe.run({}, context(over()))
    expect((await runtimeOf(game_id)).status).toBe('unhealthy')
    expect(await isRunning(id)).toBe(true)
    await database()`
        update backend.runtime_records set status_since = now() - interval '1 minute' where game_id = ${game_id}`
    configure(given)
    await crashed(game_id)
    await replaced(game_id, id)
    await goesOn(game_id, state_hash)
  })

  it('goes on in a new container on the same volume where its own was removed behind our back', async () => {
    const game_id = await playing()
    const { state_hash } = await turnOf(game_id, 1)
    const id = await containerOf(game_id)
    await removeContainer(id)
    await skipWait(game_id)
    await reconcileUntil(async () => true, over())
    expect(await runtimeOf(game_id)).toMatchObject({ status: 'unknown', unseen: 1 })
    await replaced(game_id, id)
    expect([...(await crashesOf(game_id))]).toEqual([])
    await goesOn(game_id, state_hash)
  })

  it('keeps the container on record of two, and the other one is stopped', async () => {
    const game_id = await playing()
    const { state_hash } = await turnOf(game_id, 1)
    const id = await containerOf(game_id)
    const other = await runStranger(labelsFor(game_id))
    await skipWait(game_id)
    await until(isReady(game_id))
    expect(await containerOf(game_id)).toBe(id)
    await orphans.run({}, context(over()))
    expect(await isRunning(other)).toBe(true)
    expect(await listOrphans(database())).toMatchObject([{ container_id: other, reason: 'surplus' }])
    await orphans.run({}, context(over()))
    expect(await isRunning(other)).toBe(false)
    expect(await isRunning(id)).toBe(true)
    await goesOn(game_id, state_hash)
  })

  it('leaves alone what is not ours: no labels, another instance, another stack, and no engine', async () => {
    const game_id = await playing()
    const untitled = { ...labelsFor(randomUUID()), 'org.opencontainers.image.title': 'a database' }
    const foreign = [
      await runStranger({ 'galaxy.game_id': game_id }),
      await runStranger({ ...labelsFor(game_id), 'galaxy.instance': randomUUID() }),
      await runStranger({ ...labelsFor(game_id), 'galaxy.stack': 'another' }),
      await runStranger(untitled),
    ]
    await orphans.run({}, context(over()))
    await orphans.run({}, context(over()))
    await database()`update backend.runtime_records set desired_status = 'removed' where game_id = ${game_id}`
    await skipWait(game_id)
    await until(async () => (await runtimeOf(game_id)).status === 'removed')
    for (const id of foreign) {
      expect(await driver.endContainer(id, 'remove')).toBe(false)
      expect(await isRunning(id)).toBe(true)
    }
    expect(await listOrphans(database())).toEqual([])
  })

  it('is not touched while the daemon is away, and goes on when it is back, though its engine went too', async () => {
    const staying = await playing()
    const stopped = await playing()
    const { state_hash } = await turnOf(stopped, 1)
    const [kept, gone] = [await containerOf(staying), await containerOf(stopped)]
    proxy.setDeaf(true)
    for (const game_id of [staying, stopped]) await skipWait(game_id)
    await reconcileUntil(async () => (await runtimeOf(stopped)).status === 'unknown', over())
    await orphans.run({}, context(over()))
    expect((await runtimeOf(staying)).status).toBe('unknown')
    expect([await isRunning(kept), await isRunning(gone)]).toEqual([true, true])
    expect((await gameOf(staying)).status).toBe('running')
    // What a daemon does to its containers when it is stopped.
    await askDocker('stop', (docker) => docker.getContainer(gone).stop({ t: 1 }))
    proxy.setDeaf(false)
    await replaced(stopped, gone)
    await until(isReady(staying))
    expect(await containerOf(staying)).toBe(kept)
    await goesOn(stopped, state_hash)
    await goesOn(staying, (await turnOf(staying, 1)).state_hash)
  })

  it('is told of anew after the events of the daemon were cut', async () => {
    const told: (string | null)[] = []
    const unwatch = driver.watch((game_id) => told.push(game_id))
    await eventually(async () => (told.length > 0 ? true : null))
    proxy.cut()
    await eventually(async () => (told.length > 1 ? true : null))
    expect(told).toEqual([null, null])
    const game_id = await playing()
    await signal(await containerOf(game_id), 'SIGKILL')
    await eventually(async () => (told.includes(game_id) ? true : null))
    unwatch()
  })

  it('costs the daemon one list for all that are due, and nothing where none is', async () => {
    const games = [await playing(), await playing()]
    await database()`update backend.runtime_records set next_reconcile_at = now() + interval '1 minute'`
    proxy.calls()
    await reconcileUntil(async () => true, over())
    expect(proxy.calls()).toEqual([])
    // Only one is due; the other one, which will be soon, comes along.
    await database()`
        update backend.runtime_records set next_reconcile_at = now() + interval '10 seconds' where status = 'ready'`
    await skipWait(games[0] ?? '')
    await reconcileUntil(async () => true, over())
    expect(proxy.calls()).toEqual([expect.stringMatching(/^GET .*\/containers\/json$/)])
    const [due] = await database()<{ soon: number }[]>`
        select count(*)::int as soon from backend.runtime_records
        where status = 'ready' and next_reconcile_at < now() + interval '50 seconds'`
    expect(due?.soon).toBe(0)
  })
})

/** The reference engine, which also runs out of memory at SIGUSR2. */
function greedyImage(reference: string): Promise<string> {
  const code = `data:text/javascript,${encodeURIComponent(GREEDY)}`
  return imageRunning(reference, ['/usr/local/bin/node', '--import', code, '/app/engine.mjs'])
}
