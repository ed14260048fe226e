import { readdir } from 'node:fs/promises'
import { afterEach, describe, expect, it } from 'vitest'
import probe from '#jobs/engine_versions/probe'
import orphans from '#jobs/runtime/orphans'
import { config, configure } from '#shared/config'
import { DriverError } from '#shared/drivers/driver'
import { processDriver } from '#shared/drivers/process'
import { engineTokenOf } from '#shared/engine/address'
import { putGame } from '#shared/engine/client'
import { database } from '#shared/postgres'
import type { TaskContext } from '#shared/task'
import { findEngineVersion, insertEngineVersion, updateEngineVersion } from '#sql/runtime/engine_versions'
import { listOrphans } from '#sql/runtime/orphans'
import { claimProbe, findLastProbes, insertProbe } from '#sql/runtime/version_probes'
import type { ProbeRow } from '#sql/runtime/version_probes'
import { context, driver, state_dir } from '#test/kit/runtime'
import { ORIGIN } from '#test/kit/user_api'

const given = config()
afterEach(() => configure(given))

/** A program that listens as an engine does, and whose answers are not an engine's. */
const says = (answer: string) => `
  require('node:http').createServer((_, response) => ${answer}).listen(0, '127.0.0.1', function () {
    console.log(JSON.stringify({ msg: 'listening', port: this.address().port }))
  })`
const strange = processDriver({
  state_dir,
  engines: {
    'process:exits': ['-e', 'console.error("no such feature"); process.exit(7)'],
    'process:silent': ['-e', 'setInterval(() => undefined, 1000)'],
    'process:other': ['-e', says('response.end("hello")')],
    'process:dies': ['-e', says('_.url === "/readyz" ? response.end() : process.exit(9)')],
  },
  listen_ms: 300,
})

async function asked(image = 'process:reference', version = '1.0.0'): Promise<ProbeRow> {
  const row = { version, image, status: 'draft' } as const
  if ((await insertEngineVersion(database(), row)) === 'known')
    await updateEngineVersion(database(), version, { image })
  const made = await insertProbe(database(), { version, image, requested_by: 'root' }, ORIGIN)
  if (made === 'running') throw new Error('a probe runs already')
  return made
}

const run = (over: Partial<TaskContext> = {}) => probe.run({}, context(over))
const lastOf = async (version = '1.0.0') => (await findLastProbes(database(), [version])).get(version)
const leftOf = async ({ probe_id }: ProbeRow) => [
  (await driver.list()).filter(({ game_id }) => game_id === probe_id).length,
  (await readdir(state_dir)).filter((name) => name === probe_id).length,
]

const away = () => Promise.reject(new DriverError('driver_unavailable', 'gone'))

/** Throws nothing away that is there. */
const remove = (game_id: string, state: 'keep' | 'drop') =>
  driver.find(game_id).then((engine) => {
    if (engine) throw new DriverError('driver_unavailable', 'gone')
    return driver.remove(game_id, state)
  })

describe('a probe', () => {
  it('plays two turns, fills the manifest, and leaves nothing but its row', async () => {
    const made = await asked()
    await run()
    expect(await lastOf()).toMatchObject({ probe_id: made.probe_id, outcome: 'succeeded', error_code: null })
    expect((await lastOf())?.finished_at).toBeInstanceOf(Date)
    expect(await findEngineVersion(database(), '1.0.0')).toMatchObject({
      status: 'draft',
      manifest: { contract: '1', settings_schema: { type: 'object' } },
    })
    expect(await leftOf(made)).toEqual([0, 0])
    expect(await run()).toBeUndefined()
  })

  it('says nothing of a version that has another image by now', async () => {
    await asked('process:reference', '1.1.0')
    await updateEngineVersion(database(), '1.1.0', { image: 'process:newer' })
    await run()
    expect(await lastOf('1.1.0')).toMatchObject({ outcome: 'succeeded', image: 'process:reference' })
    expect(await findEngineVersion(database(), '1.1.0')).toMatchObject({ manifest: null })
  })
})

describe('an image that is no engine', () => {
  it.each([
    ['process:none', 'image_missing', 'no engine is registered'],
    ['process:exits', 'engine_exited', 'exit code 7, saying: no such feature'],
    ['process:silent', 'engine_not_ready', 'not ready within 500 ms'],
    ['process:other', 'answer_malformed', 'not JSON'],
    ['process:dies', 'engine_exited', 'exit code 9'],
  ])('%s fails with %s, and nothing is left of it', async (image, code, message) => {
    configure({ ...given, BACKEND_RUNTIME_START_TIMEOUT: image === 'process:silent' ? 500 : 20_000 })
    const made = await asked(image, '2.0.0')
    await run({ driver: strange })
    const last = await lastOf('2.0.0')
    expect(last).toMatchObject({ probe_id: made.probe_id, outcome: 'failed', error_code: code })
    expect(last?.error_message).toContain(message)
    expect(await findEngineVersion(database(), '2.0.0')).toMatchObject({ status: 'draft', manifest: null })
    expect(await strange.list()).toEqual([])
    expect(await leftOf(made)).toEqual([0, 0])
  })
})

describe('a probe whose worker died', () => {
  it('begins anew when its lease is over, with nothing left of the first', async () => {
    const made = await asked()
    // The first worker got as far as an engine that holds a game of an older trial.
    const claimed = await claimProbe(database(), { worker_id: 'dead', lease_ms: 60_000 })
    expect(claimed?.probe_id).toBe(made.probe_id)
    const token = engineTokenOf(made.probe_id)
    const spec = { game_id: made.probe_id, engine_version: '0.0.1', image: 'process:reference', token }
    const { container_id, endpoint } = await driver.start(spec)
    const seats = [1, 2].map((seat) => ({ seat, alias: `Old ${seat}` }))
    await putGame(
      { endpoint: endpoint ?? '', token },
      { game_id: made.probe_id, seed: 'old', settings: {}, seats },
    )
    expect(await run()).toBeGreaterThan(0)
    expect(await lastOf()).toMatchObject({ outcome: 'running' })

    await database()`update backend.engine_probes set lease_until = now() where outcome = 'running'`
    await run()
    expect(await lastOf()).toMatchObject({ probe_id: made.probe_id, outcome: 'succeeded' })
    expect((await driver.list()).map((engine) => engine.container_id)).not.toContain(container_id)
    expect(await leftOf(made)).toEqual([0, 0])
  })

  it('after the result, before the end of its engine: that is thrown away, and the result stays', async () => {
    const made = await asked()
    expect(await run({ driver: { ...driver, remove } })).toBeGreaterThan(0)
    const result = await lastOf()
    expect(result).toMatchObject({ outcome: 'succeeded' })
    expect(await leftOf(made)).toEqual([1, 1])
    // It is nobody's orphan meanwhile.
    await orphans.run({}, context())
    await orphans.run({}, context())
    expect(await listOrphans(database())).toEqual([])

    await database()`update backend.engine_probes set lease_until = now() where thrown_away_at is null`
    await run()
    expect(await lastOf()).toEqual(result)
    expect(await leftOf(made)).toEqual([0, 0])
  })

  it('for the fourth time is given up: an image must not take the workers down one by one', async () => {
    await asked()
    await database()`update backend.engine_probes set attempts = 3 where outcome = 'running'`
    await run()
    expect(await lastOf()).toMatchObject({ outcome: 'failed', error_code: 'probe_interrupted' })
  })
})

describe('where engines are out of sight', () => {
  it('a probe is put off, which is no attempt', async () => {
    const made = await asked()
    for (let time = 0; time < 5; time += 1) {
      await run({ driver: { ...driver, prepareImage: away } })
      await database()`update backend.engine_probes set lease_until = now() where outcome = 'running'`
    }
    await run()
    expect(await lastOf()).toMatchObject({ probe_id: made.probe_id, outcome: 'succeeded' })
  })

  it('and where no process has a driver, a probe fails after half an hour', async () => {
    await asked()
    await run({ driver: null })
    expect(await lastOf()).toMatchObject({ outcome: 'running' })
    await database()`
      update backend.engine_probes set requested_at = now() - interval '31 minutes' where outcome = 'running'`
    await run({ driver: null })
    expect(await lastOf()).toMatchObject({ outcome: 'failed', error_code: 'probe_timed_out' })
  })

  it('a process that shuts down gives it back at once', async () => {
    await asked()
    const shutting = new AbortController()
    const prepareImage = () => {
      shutting.abort()
      return Promise.resolve(null)
    }
    await run({ driver: { ...driver, prepareImage }, signal: shutting.signal })
    expect(await lastOf()).toMatchObject({ outcome: 'running' })
    await run()
    expect(await lastOf()).toMatchObject({ outcome: 'succeeded' })
  })
})
