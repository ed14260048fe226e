import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import account from '#functions/api/v1/user/account.get'
import { caches } from '#shared/caches'
import { config } from '#shared/config'
import { connect, database, pool, transaction } from '#shared/postgres'
import { updateAccount } from '#sql/accounts/accounts'
import { revokeSession } from '#sql/accounts/sessions'
import { cancelGame, openEnrollment } from '#sql/games/games'
import { insertMember } from '#sql/lobby/members'
import {
  readAccounts,
  readAdmins,
  readEngineVersions,
  readGames,
  readRuntimes,
  readSessions,
  readSwitches,
} from '#sql/platform/cached_rows'
import { updateSwitch } from '#sql/platform/switches'
import { requestEnd, requestRunning } from '#sql/runtime/records'
import { startCaches } from '#local/host/caches'
import type { CacheKeeper } from '#local/host/caches'
import { call } from '#test/kit/call'
import { engineIs } from '#test/kit/operations'
import { adminAccount, engineVersion, game, player } from '#test/kit/people'
import { eventually } from '#test/kit/program'

const dsn = () => config().BACKEND_POSTGRES_DSN

// Another process, as far as this one's caches can tell: nothing of ours waits for its commits.
let other: ReturnType<typeof connect>
let keeper: CacheKeeper

beforeAll(async () => {
  other = connect(dsn(), { max: 4 })
  await engineIs(await game(await player(), { status: 'enrollment_open' }), { status: 'ready' })
  await adminAccount()
  keeper = await startCaches(dsn())
  await keeper.ready
})
afterAll(async () => {
  await keeper.stop()
  await other.end({ timeout: 2 })
})

const byJson = (rows: unknown[] | null) => rows?.map((row) => JSON.stringify(row)).toSorted()

// How long a status has lasted grows by itself.
const timeless = (rows: { status_age_ms: number }[] | null) =>
  rows?.map((row) => ({ ...row, status_age_ms: 0 })) ?? null

/** Every cache beside what its table holds now. None is empty: two that hold nothing are equal, whatever fills them. */
async function compared() {
  const sql = pool()
  const held = caches()
  const found = {
    cached: {
      auth: byJson(held.auth.all()),
      user: byJson(held.user.all()),
      admin: byJson(held.admin.all()),
      lobby: byJson(held.lobby.all()),
      runtime: byJson(timeless(held.runtime.all())),
      engineversion: byJson(held.engineversion.all()),
      switch: byJson(held.switch.all()),
    },
    stored: {
      auth: byJson(await readSessions(sql, null)),
      user: byJson(await readAccounts(sql, null)),
      admin: byJson(await readAdmins(sql, null)),
      lobby: byJson(await readGames(sql, null)),
      runtime: byJson(timeless(await readRuntimes(sql, null))),
      engineversion: byJson(await readEngineVersions(sql, null)),
      switch: byJson(await readSwitches(sql, null)),
    },
  }
  for (const [name, rows] of Object.entries(found.stored)) expect(rows?.length, name).toBeGreaterThan(0)
  return found
}

async function expectEqual(): Promise<void> {
  const { cached, stored } = await compared()
  expect(cached).toEqual(stored)
}

/** Waits until the caches are what the tables hold: for changes that others commit. */
const inStep = () =>
  eventually(async () => {
    const { cached, stored } = await compared()
    return JSON.stringify(cached) === JSON.stringify(stored) ? true : null
  }, 5000)

async function listenerPid(): Promise<number | null> {
  const [row] = await other<{ pid: number }[]>`
    select pid from pg_stat_activity
    where datname = current_database() and application_name = 'galaxy-backend listen galaxy_rows'`
  return row?.pid ?? null
}

describe('R-CACHE-1: at the start', () => {
  it('every cache holds its whole table', async () => {
    const { cached, stored } = await compared()
    expect(cached).toEqual(stored)
    const names = Object.keys(caches()).filter((name) => name !== 'clock')
    expect(Object.keys(cached).toSorted()).toEqual(names.toSorted())
  })
})

describe('R-CACHE-2: a commit', () => {
  it('shows in every cache it touches as soon as the transaction returns', async () => {
    for (let round = 0; round < 20; round += 1) {
      const owner = await player()
      const game_id = await transaction(() => game(owner))
      expect(caches().lobby.get(game_id)).toMatchObject({ status: 'draft', members_count: 1 })
      const name = `n${randomUUID().slice(0, 8)}`
      await transaction((tx) => updateAccount(tx, owner.user_id, { display_name: name }))
      expect(caches().user.get(owner.user_id)?.display_name).toBe(name)
      await transaction((tx) => openEnrollment(tx, game_id))
      expect(caches().lobby.get(game_id)?.status).toBe('enrollment_open')
      await transaction((tx) => requestRunning(tx, { game_id, version: '1.0.0', image: 'process:reference' }))
      expect(caches().runtime.get(game_id)?.desired_status).toBe('running')
      await transaction((tx) => requestEnd(tx, game_id, 'stopped'))
      expect(caches().runtime.get(game_id)?.desired_status).toBe('stopped')
    }
    await inStep()
  })

  it('counts the members of a game in the lobby', async () => {
    const game_id = await transaction(async () => game(await player()))
    const { user_id, display_name } = await transaction(() => player())
    await transaction((tx) => insertMember(tx, { game_id, user_id, alias: display_name }))
    expect(caches().lobby.get(game_id)?.members_count).toBe(2)
  })

  it('that fails in a deferred constraint leaves caches and tables equal', async () => {
    const sql = database()
    await sql`
      create function backend.refuse() returns trigger language plpgsql as $$
      begin raise exception 'refused at the commit'; end $$`
    await sql`
      create constraint trigger refuse_renames after update on backend.accounts deferrable initially deferred
      for each row when (new.display_name like 'refused%') execute function backend.refuse()`
    const { user_id, display_name } = await player()
    await inStep()
    const renamed = transaction(async (tx) => {
      expect(await updateAccount(tx, user_id, { display_name: 'refused name' })).toMatchObject({
        display_name: 'refused name',
      })
    })
    await expect(renamed).rejects.toThrow('refused at the commit')
    expect(caches().user.get(user_id)?.display_name).toBe(display_name)
    await expectEqual()
  })

  it('whose connection is killed leaves caches and tables equal', async () => {
    const { user_id, display_name } = await player()
    await inStep()
    const killed = transaction(async (tx) => {
      await updateAccount(tx, user_id, { display_name: 'never to be seen' })
      const [me] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`
      await other`select pg_terminate_backend(${me?.pid ?? 0})`
      await tx`select 1`
    })
    await expect(killed).rejects.toThrow(/terminat|CONNECTION/)
    expect(caches().user.get(user_id)?.display_name).toBe(display_name)
    await expectEqual()
  })

  it('that is rolled back by its work leaves caches and tables equal', async () => {
    const { user_id, display_name } = await player()
    await inStep()
    const thrown = transaction(async (tx) => {
      await updateAccount(tx, user_id, { display_name: 'thrown away' })
      throw new Error('a refusal')
    })
    await expect(thrown).rejects.toThrow('a refusal')
    expect(caches().user.get(user_id)?.display_name).toBe(display_name)
    await expectEqual()
  })

  it('of one in many that interleave is never lost, and none is seen too early', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => player()))
    const work = people.flatMap(({ user_id }, index) =>
      Array.from({ length: 10 }, (_, round) =>
        transaction(async (tx) => {
          await updateAccount(tx, user_id, { display_name: `w${index}-${round} ${user_id.slice(-6)}` })
          if (round % 3 === 0) throw new Error('not this one')
        }).catch(() => undefined),
      ),
    )
    await Promise.all(work)
    const { cached, stored } = await compared()
    expect(cached).toEqual(stored)
  })
})

describe('R-CACHE-3: the commits of other processes', () => {
  it('arrive in every cache', async () => {
    const owner = await player()
    const game_id = await game(owner)
    const name = `o${randomUUID().slice(0, 8)}`
    await updateAccount(other, owner.user_id, { display_name: name })
    await cancelGame(other, game_id, 'why')
    await engineVersion('2.0.0')
    await updateSwitch(other, { name: 'sign_ups', enabled: false, message: 'closed' }, 'root')
    await requestRunning(other, { game_id, version: '2.0.0', image: 'process:reference' })
    const [username] = await adminAccount()
    await other`update backend.admin_accounts set disabled = true where username = ${username}`
    await inStep()
    expect(caches().runtime.get(game_id)).toMatchObject({ status: 'absent', desired_version: '2.0.0' })
    expect(caches().admin.get(username)?.disabled).toBe(true)
    expect(caches().engineversion.get('2.0.0')?.status).toBe('enabled')
    expect(caches().user.get(owner.user_id)?.display_name).toBe(name)
    expect(caches().lobby.get(game_id)?.status).toBe('cancelled')
    expect(caches().switch.get('sign_ups')).toMatchObject({ enabled: false, message: 'closed' })
    const [session] = (caches().auth.all() ?? []).filter((row) => row.user_id === owner.user_id)
    await revokeSession(other, owner.user_id, session?.session_id ?? '')
    await inStep()
    expect(caches().auth.get(session?.session_id ?? '')).toBeUndefined()
  })

  it('that change very many rows at once have the table read anew', async () => {
    await other`
      insert into backend.accounts (email, display_name)
      select 'many' || n || '@players.test', 'many ' || n from generate_series(1, 5000) n`
    await other`update backend.accounts set locale = 'de' where display_name like 'many %'`
    await inStep()
    expect(
      caches()
        .user.all()
        ?.filter(({ locale }) => locale === 'de'),
    ).toHaveLength(5000)
    await other`delete from backend.accounts where display_name like 'many %'`
    await inStep()
  })

  it('are missed while the connection that listens is gone: nothing is served until all is read anew', async () => {
    const { user_id, token } = await player()
    await inStep()
    for (let round = 0; round < 5; round += 1) {
      const pid = await eventually(listenerPid)
      const name = `round ${round} ${user_id.slice(-6)}`
      // In one statement, so that the change is told to nobody that still listens.
      await other`
        with cut as (select pg_terminate_backend(${pid})), changed as (
          update backend.accounts set display_name = ${name} where user_id = ${user_id} returning user_id)
        select (select count(*) from cut), (select count(*) from changed)`
      await eventually(async () => (keeper.check() === 'ok' ? null : true))
      expect(caches().user.get(user_id)).toBeUndefined()
      expect(caches().user.all()).toBeNull()
      // Served all the same, by SQL.
      const meanwhile = await call(account, 'GET', '/api/v1/user/account', { token })
      expect(meanwhile.body['display_name']).toBe(name)
      await eventually(async () => (keeper.check() === 'ok' ? true : null))
      expect(caches().user.get(user_id)?.display_name).toBe(name)
      await expectEqual()
    }
  })

  it('do not keep a transaction of ours waiting while the caches do not serve', async () => {
    const { user_id } = await player()
    const took: number[] = []
    for (const locale of ['fr', 'de', 'en']) {
      const pid = await eventually(listenerPid)
      await other`select pg_terminate_backend(${pid})`
      const started = performance.now()
      await transaction((tx) => updateAccount(tx, user_id, { locale }))
      took.push(performance.now() - started)
      await eventually(async () => (keeper.check() === 'ok' ? true : null))
      expect(caches().user.get(user_id)?.locale).toBe(locale)
    }
    // Each would have waited two seconds; a machine may be busy for one of them.
    expect(Math.min(...took)).toBeLessThan(1900)
  })
})
