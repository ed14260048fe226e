import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { callerOf } from '#shared/auth/callers'
import { allowAuthorising } from '#shared/caches'
import { config } from '#shared/config'
import { database, pool, transaction } from '#shared/postgres'
import { updateSwitch } from '#sql/platform/switches'
import { startCaches } from '#local/host/caches'
import type { CacheKeeper } from '#local/host/caches'
import { player } from '#test/kit/people'
import { eventually } from '#test/kit/program'

/** The texts of the statements that this process sends from now on. */
function statements(): string[] {
  const texts: string[] = []
  const { options } = pool() as unknown as { options: { debug: unknown } }
  options.debug = (_connection: number, text: string) => texts.push(text)
  onTestFinished(() => void (options.debug = false))
  return texts
}

/** A player whose session and account have these columns, as the caches know them. */
async function known(session = 'device_name = null', account = "locale = 'en'") {
  const { token, user_id } = await player()
  await transaction(async (tx) => {
    await tx.unsafe(`update backend.sessions set ${session} where user_id = '${user_id}'`)
    await tx.unsafe(`update backend.accounts set ${account} where user_id = '${user_id}'`)
  })
  return { token, user_id }
}

const maintain = (enabled: boolean) =>
  transaction((tx) => updateSwitch(tx, { name: 'maintenance', enabled, message: 'back at noon' }, 'root'))

describe('callerOf', () => {
  it('asks once for all requests that arrive together, and gives each its own caller', async () => {
    const people = await Promise.all(Array.from({ length: 40 }, () => player()))
    const texts = statements()
    const asked = [...people, ...people, { token: 'unknown', user_id: undefined }]
    const callers = await Promise.all(asked.map(({ token }) => callerOf(token)))
    expect(callers.map((caller) => caller?.user_id)).toEqual(asked.map(({ user_id }) => user_id))
    expect(texts).toHaveLength(1)
  })

  it('keeps no answer: what is revoked between two calls is refused by the second, fifty times', async () => {
    for (let round = 0; round < 50; round += 1) {
      const { token, user_id } = await player()
      expect((await callerOf(token))?.user_id).toBe(user_id)
      await database()`
        update backend.sessions set status = 'revoked', revoked_at = now() where user_id = ${user_id}`
      expect(await callerOf(token)).toBeNull()
    }
  })

  it('fails every request of a look-up that fails, and none of the next', async () => {
    const { token, user_id } = await player()
    await database()`alter table backend.sessions rename to sessions_away`
    const failed = await Promise.allSettled([callerOf(token), callerOf('unknown')])
    await database()`alter table backend.sessions_away rename to sessions`
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect((await callerOf(token))?.user_id).toBe(user_id)
  })

  it('notes that a session was seen, at most once a minute', async () => {
    const { token, user_id } = await player()
    const seen = async () => {
      const [row] = await database()<{ age_s: number }[]>`
        select extract(epoch from now() - last_seen_at)::float8 as age_s from backend.sessions
        where user_id = ${user_id}`
      return row?.age_s ?? Infinity
    }
    const age = (seconds: number) => database()`
      update backend.sessions set last_seen_at = now() - ${seconds} * interval '1 second' where user_id = ${user_id}`
    await age(50)
    await callerOf(token)
    expect(await seen()).toBeGreaterThan(49)
    await age(70)
    await callerOf(token)
    expect(await seen()).toBeLessThan(30)
  })
})

describe('callerOf where the caches may authorise', () => {
  let keeper: CacheKeeper

  beforeAll(async () => {
    keeper = await startCaches(config().BACKEND_POSTGRES_DSN ?? '')
    await keeper.ready
  })
  beforeEach(() => allowAuthorising(true))
  afterEach(() => allowAuthorising(false))
  afterAll(() => keeper.stop())

  it('asks nobody, and gives what the database would', async () => {
    const { token, user_id } = await known()
    const texts = statements()
    const caller = await callerOf(token)
    expect(texts).toEqual([])
    expect(caller).toMatchObject({ user_id, maintenance: null })
    allowAuthorising(false)
    expect(await callerOf(token)).toEqual(caller)
    expect(texts).toHaveLength(1)
  })

  it.each([
    ['the session is about to end', "expires_at = now() + interval '4 seconds'", "locale = 'en'"],
    ['the session is about to be idle for too long', 'last_seen_at = IDLE', "locale = 'en'"],
    ['the account is suspended, which may be over', 'device_name = null', "status = 'suspended'"],
  ])('asks the database where %s', async (_why, session, account) => {
    const idle_s = config().BACKEND_SESSION_IDLE_TTL / 1000 - 4
    const { token } = await known(session.replace('IDLE', `now() - interval '${idle_s} seconds'`), account)
    const texts = statements()
    const caller = await callerOf(token)
    expect(texts.filter((text) => text.includes('join backend.sessions'))).toHaveLength(1)
    allowAuthorising(false)
    expect(await callerOf(token)).toEqual(caller)
  })

  it('tells of a maintenance', async () => {
    const { token } = await known()
    await maintain(true)
    expect(await callerOf(token)).toMatchObject({ maintenance: 'back at noon' })
    await maintain(false)
    expect(await callerOf(token)).toMatchObject({ maintenance: null })
  })

  it('notes once that a session was seen, where that is a minute ago', async () => {
    const fresh = await known("last_seen_at = now() - interval '50 seconds'")
    const old = await known("last_seen_at = now() - interval '70 seconds'")
    const texts = statements()
    await callerOf(fresh.token)
    expect(texts).toEqual([])
    await Promise.all([callerOf(old.token), callerOf(old.token), callerOf(old.token)])
    await eventually(async () => {
      const rows = await database()`
        select from backend.sessions where user_id = ${old.user_id} and last_seen_at > now() - interval '30 seconds'`
      return rows.length > 0 ? true : null
    })
    expect(texts.filter((text) => text.includes('update backend.sessions'))).toHaveLength(1)
  })
})
