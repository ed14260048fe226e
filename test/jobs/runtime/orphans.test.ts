import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import orphans from '#jobs/runtime/orphans'
import { DriverError } from '#shared/drivers/driver'
import type { Driver } from '#shared/drivers/driver'
import { database } from '#shared/postgres'
import { listObservedContainers } from '#sql/runtime/observed_containers'
import { listOrphans } from '#sql/runtime/orphans'
import { context, driver, gameOf, runningGame, runtimeOf } from '#test/kit/runtime'

async function orphan(): Promise<{ game_id: string; container_id: string }> {
  const game_id = randomUUID()
  const spec = { game_id, engine_version: '1.0.0', image: 'process:reference', token: randomUUID() }
  const { container_id } = await driver.start(spec)
  return { game_id, container_id }
}

const look = (over: Parameters<typeof context>[0] = {}) => orphans.run({}, context(over))
const known = async (container_id: string) =>
  (await listOrphans(database())).find((row) => row.container_id === container_id) ?? null
const stateOf = async (game_id: string) => (await driver.find(game_id))?.state ?? null

describe('an engine that no record knows', () => {
  it('R-RUN-2: is written down at the first sighting, stopped at the second, removed after a day', async () => {
    const { game_id, container_id } = await orphan()
    expect(await look()).toBe(10_000)
    expect(await known(container_id)).toMatchObject({ game_id, reason: 'no_record', stopped_at: null })
    expect(await stateOf(game_id)).toBe('running')
    expect(await look()).toBeUndefined()
    expect((await known(container_id))?.stopped_at).toBeInstanceOf(Date)
    expect(await stateOf(game_id)).toBe('exited')
    await look()
    expect(await stateOf(game_id)).toBe('exited')
    await database()`update backend.runtime_orphans set first_seen_at = first_seen_at - interval '1 day'`
    await look()
    expect(await stateOf(game_id)).toBeNull()
    expect(await known(container_id)).toBeNull()
  })

  it('begins anew where it was not in a list between two sightings', async () => {
    const { game_id, container_id } = await orphan()
    await look()
    await look({ driver: { ...driver, list: async () => [] } })
    expect(await known(container_id)).toBeNull()
    await look()
    expect(await known(container_id)).toMatchObject({ stopped_at: null })
    expect(await stateOf(game_id)).toBe('running')
    await driver.remove(game_id, 'drop')
  })
})

describe('an engine of a record that is removed', () => {
  it('is stopped too, and one that is on record stays', async () => {
    const kept = await runningGame()
    const removed = await runningGame()
    await database()`update backend.runtime_records set status = 'removed' where game_id = ${removed}`
    await look()
    await look()
    expect(await stateOf(removed)).toBe('exited')
    const { container_id } = (await driver.find(removed)) ?? { container_id: '' }
    expect(await known(container_id)).toMatchObject({ reason: 'removed_record' })
    expect(await stateOf(kept)).toBe('running')
    expect((await runtimeOf(kept)).status).toBe('ready')
    expect((await gameOf(kept)).status).toBe('running')
  })
})

describe('a list that fails', () => {
  it('ends nothing and forgets nothing', async () => {
    const { game_id, container_id } = await orphan()
    await look()
    const away: Driver = {
      ...driver,
      list: () => Promise.reject(new DriverError('driver_unavailable', 'the daemon is away')),
    }
    expect(await look({ driver: away })).toBeUndefined()
    expect(await stateOf(game_id)).toBe('running')
    expect(await known(container_id)).toMatchObject({ stopped_at: null })
    await driver.remove(game_id, 'drop')
  })
})

const removedGame = async () => {
  const game_id = await runningGame()
  await driver.stop(game_id, 1000)
  await driver.remove(game_id, 'keep')
  await database()`
    update backend.runtime_records set status = 'removed', desired_status = 'removed' where game_id = ${game_id}`
  return game_id
}

describe('the state of a game', () => {
  it('is dropped where a removal left it behind', async () => {
    const game_id = await removedGame()
    expect(await driver.storedStates()).toContain(game_id)
    await look()
    expect(await driver.storedStates()).not.toContain(game_id)
  })

  it('is kept where no record knows it, and after the day in which its orphan is removed', async () => {
    const { game_id } = await orphan()
    await look()
    await database()`update backend.runtime_orphans set first_seen_at = first_seen_at - interval '1 day'`
    await look()
    await look()
    expect(await stateOf(game_id)).toBeNull()
    expect(await driver.storedStates()).toContain(game_id)
    await driver.remove(game_id, 'drop')
  })

  it('is kept under an engine, and where its engine is only stopped or asked for anew', async () => {
    const stopped = await removedGame()
    await database()`
      update backend.runtime_records set status = 'stopped', desired_status = 'stopped' where game_id = ${stopped}`
    const again = await removedGame()
    await database()`update backend.runtime_records set desired_status = 'running' where game_id = ${again}`
    const running = await runningGame()
    await database()`
      update backend.runtime_records set status = 'removed', desired_status = 'removed' where game_id = ${running}`
    await look()
    expect(await driver.storedStates()).toEqual(expect.arrayContaining([stopped, again, running]))
    expect(await stateOf(running)).toBe('running')
    await database()`update backend.runtime_records set status = 'removed', desired_status = 'removed'`
  })
})

describe('a whole list', () => {
  it('is kept, with what every container was made from, until the next one', async () => {
    const game_id = await runningGame()
    await look()
    const found = await driver.find(game_id)
    const [listed] = await listObservedContainers(database(), [game_id])
    const { container_id, spec_hash } = found ?? {}
    expect(listed).toMatchObject({ container_id, spec_hash, state: 'running', is_newer: false })
    await driver.stop(game_id, 1000)
    await look()
    expect(await listObservedContainers(database(), [game_id])).toMatchObject([
      { container_id, state: 'exited' },
    ])
    await driver.remove(game_id, 'drop')
    await look()
    expect(await listObservedContainers(database(), [game_id])).toMatchObject([
      { container_id: null, state: null },
    ])
  })
})
