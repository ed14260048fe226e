import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { config } from '#shared/config'
import { connect, database } from '#shared/postgres'
import { insertBootstrapAdmin } from '#sql/admins/admins'
import {
  deleteOldThrottles,
  deleteThrottle,
  findDelay,
  findThrottleKeys,
  forgiveAttempt,
  reserveAttempt,
} from '#sql/admins/throttles'
import { only } from '#sql/connection'

const someName = () => `a${randomUUID().slice(0, 8)}`
const someNetwork = () => `net-${randomUUID().slice(0, 8)}`
const reserve = (...keys: string[]) => reserveAttempt(database(), keys)

async function someAdmin(): Promise<string> {
  const username = someName()
  await insertBootstrapAdmin(database(), username, '$argon2id$hash')
  return username
}

async function rowOf(key: string) {
  const rows = await database()<{ failures: number; delay_s: number | null; told: boolean }[]>`
    select failures, told, round(extract(epoch from blocked_until - now()))::int as delay_s
    from backend.admin_throttles where key = ${key}`
  return rows[0]
}

const letDelayPass = (key: string) => database()`
  update backend.admin_throttles set blocked_until = now() where key = ${key} and blocked_until is not null`

async function fail(key: string, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    await letDelayPass(key)
    expect(await reserve(key)).toBe('reserved')
  }
}

describe('delays', () => {
  it.each([
    ['name', 5],
    ['network', 20],
    ['known', 20],
  ])('of a %s begin with failure %i at 1 s, and double up to 15 minutes', async (kind, first) => {
    const key = `${kind}:${someName()}`
    await fail(key, first - 1)
    expect(await rowOf(key)).toMatchObject({ failures: first - 1, delay_s: null })
    const delays: unknown[] = []
    for (let n = 0; n < 13; n += 1) {
      await fail(key, 1)
      delays.push((await rowOf(key))?.delay_s)
    }
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900])
  })

  it('let nothing be tried before they are over, and do not grow by it', async () => {
    const key = `name:${someName()}`
    await fail(key, 7)
    for (let n = 0; n < 3; n += 1) expect(await reserve(key)).toBe('delayed')
    expect(await rowOf(key)).toMatchObject({ failures: 7, delay_s: 4 })
    expect(await findDelay(database(), [key, 'name:somebody-else'])).toBe(4)
    await letDelayPass(key)
    expect(await reserve(key)).toBe('reserved')
  })

  it('of the network count nothing for the name, nor the other way', async () => {
    const [name, network] = [`name:${someName()}`, `network:${someNetwork()}`]
    await fail(network, 20)
    expect(await reserve(name, network)).toBe('delayed')
    expect(await rowOf(name)).toBeUndefined()
    const other = `network:${someNetwork()}`
    await fail(name, 5)
    expect(await reserve(name, other)).toBe('delayed')
    expect(await rowOf(other)).toBeUndefined()
  })

  it('begin anew after a day without a failure', async () => {
    const key = `name:${someName()}`
    await fail(key, 12)
    await database()`
      update backend.admin_throttles set failed_at = now() - interval '1 day', blocked_until = now() where key = ${key}`
    expect(await reserve(key)).toBe('reserved')
    expect(await rowOf(key)).toMatchObject({ failures: 1, delay_s: null })
  })

  it('hold for attempts at once over two pools: five are made, twenty times', async () => {
    const dsn = config().BACKEND_POSTGRES_DSN
    const pools = [connect(dsn, { max: 5 }), connect(dsn, { max: 5 })]
    for (let round = 0; round < 20; round += 1) {
      const key = `name:${someName()}`
      const attempts = Array.from({ length: 20 }, (_, n) => reserveAttempt(only(pools[n % 2]), [key]))
      const facts = await Promise.all(attempts)
      expect(facts.filter((fact) => fact === 'reserved')).toHaveLength(5)
    }
    await Promise.all(pools.map((pool) => pool.end({ timeout: 2 })))
  })
})

describe('a right log-in', () => {
  it('forgets the failures of its name, and one of its network', async () => {
    const source = { username: await someAdmin(), network: someNetwork() }
    const keys = await findThrottleKeys(database(), source)
    expect(keys).toEqual([`name:${source.username}`, `network:${source.network}`])
    for (let n = 0; n < 4; n += 1) await reserve(...keys)
    await forgiveAttempt(database(), source, keys)
    expect(await rowOf(`name:${source.username}`)).toBeUndefined()
    expect(await rowOf(`network:${source.network}`)).toMatchObject({ failures: 3 })
  })

  it('makes its network known for 30 days, where neither name nor network delays that admin any more', async () => {
    const source = { username: await someAdmin(), network: someNetwork() }
    const { username, network } = source
    await forgiveAttempt(database(), source, await findThrottleKeys(database(), source))
    await fail(`name:${username}`, 9)
    await fail(`network:${network}`, 25)
    const known = await findThrottleKeys(database(), source)
    expect(known).toEqual([`known:${username}@${network}`])
    expect(await reserve(...known)).toBe('reserved')
    const elsewhere = await findThrottleKeys(database(), { username, network: someNetwork() })
    const others = await findThrottleKeys(database(), { username: someName(), network })
    for (const keys of [elsewhere, others]) expect(await reserve(...keys)).toBe('delayed')
    await database()`
      update backend.admin_networks set succeeded_at = now() - interval '30 days' where username = ${username}`
    expect(await findThrottleKeys(database(), source)).toHaveLength(2)
  })

  it('without an address is counted for the name alone', async () => {
    const source = { username: await someAdmin(), network: null }
    const keys = await findThrottleKeys(database(), source)
    expect(keys).toEqual([`name:${source.username}`])
    await reserve(...keys)
    await forgiveAttempt(database(), source, keys)
    expect(await rowOf(`name:${source.username}`)).toBeUndefined()
  })
})

describe('what is forgotten', () => {
  it('are failures of more than a day ago, and networks of more than 30', async () => {
    const [old, recent] = [someName(), someName()]
    for (const name of [old, recent]) await reserve(`name:${name}`)
    await database()`
      update backend.admin_throttles set failed_at = now() - interval '25 hours' where key = ${`name:${old}`}`
    const username = await someAdmin()
    for (const network of ['old', 'recent']) await forgiveAttempt(database(), { username, network }, [])
    await database()`
      update backend.admin_networks set succeeded_at = now() - interval '31 days' where network = 'old'`
    await deleteOldThrottles(database())
    expect(await rowOf(`name:${old}`)).toBeUndefined()
    expect(await rowOf(`name:${recent}`)).toBeDefined()
    const left = await database()`select network from backend.admin_networks where username = ${username}`
    expect([...left]).toEqual([{ network: 'recent' }])
  })

  it('are the failures of one name, where an admin says so', async () => {
    const [one, other] = [someName(), someName()]
    for (const name of [one, other]) await reserve(`name:${name}`)
    await deleteThrottle(database(), one)
    expect(await rowOf(`name:${one}`)).toBeUndefined()
    expect(await rowOf(`name:${other}`)).toBeDefined()
  })
})
