import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'
import { afterEach, describe, expect, it, vi } from 'vitest'
import account from '#functions/api/v1/user/account.get'
import { config, configure } from '#shared/config'
import { countCountry, flushCountries } from '#shared/http/countries'
import { setLogLevel } from '#shared/log'
import { closeDatabases, connect, database } from '#shared/postgres'
import { call } from '#test/kit/call'
import { somebodyWaits } from '#test/kit/hold'
import { player } from '#test/kit/people'
import { eventually } from '#test/kit/program'

const FIXTURE = fileURLToPath(new URL('../../../fixtures/geo/country.mmdb', import.meta.url))
const [GERMAN, FRENCH, NOWHERE] = ['192.0.2.1', '198.51.100.200', '127.0.0.1']

configure({ ...config(), BACKEND_GEOIP_DB_PATH: FIXTURE })
const given = config()
afterEach(async () => {
  configure(given)
  vi.restoreAllMocks()
  setLogLevel('error')
  await flushCountries()
})

const counted = (user_id: string) => database()<{ country: string; requests: number }[]>`
  select country, requests::int as requests from backend.user_country_counters where user_id = ${user_id}
  order by country`

const ask = (token: string, address: string, forwarded?: string) =>
  call(account, 'GET', '/api/v1/user/account', {
    token,
    address,
    ...(forwarded !== undefined && { headers: { 'X-Forwarded-For': forwarded } }),
  })

/** Counts without a session: what stands behind it may be away. */
const visits = new Hono().get('/:user_id', (c) => {
  countCountry(c, c.req.param('user_id'))
  return c.body(null, 204)
})
const visit = (user_id: string, address = GERMAN) => call(visits, 'GET', `/${user_id}`, { address })

describe('R-GEO-2: an authenticated request', () => {
  it('that comes before the country database is open is counted by the next flush all the same', async () => {
    const { user_id } = await player()
    await visit(user_id)
    await flushCountries()
    expect(await counted(user_id)).toEqual([{ country: 'DE', requests: 1 }])
  })

  it('is counted to the country of its source, leftmost X-Forwarded-For before the socket', async () => {
    const { token, user_id } = await player()
    await ask(token, GERMAN)
    await ask(token, GERMAN)
    await ask(token, NOWHERE)
    await ask(token, GERMAN, `${FRENCH}, ${GERMAN}`)
    await flushCountries()
    await ask(token, GERMAN)
    await flushCountries()
    expect(await counted(user_id)).toEqual([
      { country: 'DE', requests: 3 },
      { country: 'FR', requests: 1 },
    ])
  })

  it('is counted within seconds by itself, also where it was refused later', async () => {
    const { token, user_id } = await player()
    await database()`update backend.accounts set status = 'banned' where user_id = ${user_id}`
    expect((await ask(token, GERMAN)).status).toBe(403)
    await eventually(async () => ((await counted(user_id)).length > 0 ? true : null))
  })

  it('of a stranger is not counted', async () => {
    const before = await database()`select from backend.user_country_counters`
    expect((await ask('no token of anybody', GERMAN)).status).toBe(401)
    await flushCountries()
    expect(await database()`select from backend.user_country_counters`).toHaveLength(before.length)
  })

  it('of an account that is deleted by the time of the flush leaves nothing, and spoils nothing', async () => {
    const [gone, other] = [await player(), await player()]
    for (const { user_id } of [gone, other]) await visit(user_id)
    await visit(randomUUID())
    await database()`
      update backend.accounts set status = 'deleted', deleted_at = now() where user_id = ${gone.user_id}`
    await flushCountries()
    expect(await counted(gone.user_id)).toEqual([])
    expect(await counted(other.user_id)).toEqual([{ country: 'DE', requests: 1 }])
  })

  it('is counted when the pools of the process end', async () => {
    const { user_id } = await player()
    await visit(user_id)
    await closeDatabases()
    expect(await counted(user_id)).toEqual([{ country: 'DE', requests: 1 }])
  })
})

describe('R-GEO-3: a database that does not take the counts', () => {
  it('fails no request, is said once, and gets them when it is back', async () => {
    const { user_id } = await player()
    await closeDatabases()
    setLogLevel('warn')
    const lines: string[] = []
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0)
    configure({ ...given, BACKEND_POSTGRES_DSN: 'postgres://nobody@127.0.0.1:9/nowhere' })
    for (let round = 0; round < 3; round += 1) {
      expect((await visit(user_id)).status).toBe(204)
      await flushCountries()
    }
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['countries were not counted; tried again'])
    await closeDatabases()
    configure(given)
    await flushCountries()
    expect(await counted(user_id)).toEqual([{ country: 'DE', requests: 3 }])
  })

  it('holds up no request while it is slow', async () => {
    const { token, user_id } = await player()
    await visit(user_id)
    const other = connect(given.BACKEND_POSTGRES_DSN, { max: 1 })
    await other.begin(async (tx) => {
      await tx`lock table backend.user_country_counters`
      const flushed = flushCountries()
      for (let round = 0; round < 20; round += 1) expect((await ask(token, FRENCH)).status).toBe(200)
      await somebodyWaits()
      void flushed
    })
    await other.end({ timeout: 2 })
    await flushCountries()
    expect(await counted(user_id)).toEqual([
      { country: 'DE', requests: 1 },
      { country: 'FR', requests: 20 },
    ])
  })

  it('is remembered for, up to ten thousand players and countries', async () => {
    const people = await database()<{ user_id: string }[]>`
      insert into backend.accounts (email, display_name)
      select 'many' || n || '@players.test', 'many ' || n from generate_series(1, 10050) n returning user_id`
    await database()`alter table backend.user_country_counters rename to counters_away`
    for (const { user_id } of people) await visit(user_id)
    await visit(people[0]?.user_id ?? '')
    await flushCountries()
    await database()`alter table backend.counters_away rename to user_country_counters`
    await flushCountries()
    const [kept] = await database()<{ pairs: number; first: number }[]>`
      select count(*)::int as pairs, max(requests)::int as first from backend.user_country_counters c
      join backend.accounts a using (user_id) where a.email like 'many%'`
    expect(kept).toEqual({ pairs: 10_000, first: 2 })
  })
})

describe('R-GEO-3: a country database that is missing or broken', () => {
  it.each([undefined, '/nowhere/country.mmdb', fileURLToPath(import.meta.url)])(
    'at %s counts nothing and fails nothing',
    async (path) => {
      const { token, user_id } = await player()
      // The file is opened once in a process: this is another one's worth of modules.
      vi.resetModules()
      const fresh = await import('#functions/api/v1/user/account.get')
      const settings = await import('#shared/config')
      const postgres = await import('#shared/postgres')
      const { BACKEND_GEOIP_DB_PATH: _embedded, ...others } = given
      settings.configure({ ...others, ...(path !== undefined && { BACKEND_GEOIP_DB_PATH: path }) })
      const log = await import('#shared/log')
      log.setLogLevel('error')
      const answer = await call(fresh.default, 'GET', '/api/v1/user/account', { token, address: GERMAN })
      expect(answer.status).toBe(200)
      await postgres.closeDatabases()
      expect(await counted(user_id)).toEqual([])
    },
  )
})
