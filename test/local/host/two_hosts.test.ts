// Two host processes on one database: what one does holds on the other at once, and nothing stale is served.

import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { MAIN, setting, startedHost, useInbox } from '#test/kit/host'
import type { Setting } from '#test/kit/host'
import { eventually, runNode } from '#test/kit/program'

useInbox()

type Person = { user_id: string; token: string; session_id: string }

/** A player with a session, written by neither of the hosts. */
async function person(sql: Setting['sql'], name: string): Promise<Person> {
  const token = randomBytes(32).toString('base64url')
  const hash = createHash('sha256').update(token).digest()
  const [row] = await sql<{ user_id: string; session_id: string }[]>`
    with account as (
      insert into backend.accounts (email, display_name) values (${`${name}@players.test`}, ${name}) returning user_id)
    insert into backend.sessions (user_id, token_hash, expires_at)
    select user_id, ${hash}, now() + interval '1 hour' from account returning user_id, session_id`
  if (!row) throw new Error('no person')
  return { ...row, token }
}

const ask = (url: string, token: string, path: string, init: RequestInit = {}) =>
  fetch(new URL(path, url), {
    ...init,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
  })

const nameOn = async (url: string, token: string): Promise<unknown> =>
  ((await (await ask(url, token, '/api/v1/user/account')).json()) as { display_name: unknown }).display_name

const rename = (url: string, token: string, display_name: string) =>
  ask(url, token, '/api/v1/user/account', { method: 'PATCH', body: JSON.stringify({ display_name }) })

async function twoHosts() {
  const { environment, sql } = await setting({ BACKEND_RUNTIME_DRIVER: 'none' })
  const hosts = await Promise.all([startedHost(environment), startedHost(environment)])
  return { sql, environment, urls: hosts.map(({ url }) => url) as [string, string], hosts }
}

describe('two hosts', () => {
  it('a session that is revoked on one is refused on the other at once, a hundred times', async () => {
    const { sql, urls } = await twoHosts()
    for (let round = 0; round < 100; round += 1) {
      const [here, there] = round % 2 === 0 ? urls : [urls[1], urls[0]]
      const { token, session_id } = await person(sql, `revoked ${round}`)
      expect((await ask(there, token, '/api/v1/user/account')).status).toBe(200)
      const revoked = await ask(here, token, `/api/v1/user/sessions/${session_id}`, { method: 'DELETE' })
      expect(revoked.status).toBe(204)
      expect((await ask(there, token, '/api/v1/user/account')).status).toBe(401)
      expect((await ask(here, token, '/api/v1/user/account')).status).toBe(401)
    }
  })

  it('R-CACHE-3: a profile that is changed on one shows on it at once, and on the other within a moment', async () => {
    const { sql, urls } = await twoHosts()
    const [here, there] = urls
    const { token } = await person(sql, 'changing')
    for (let round = 0; round < 30; round += 1) {
      const name = `changed ${round}`
      expect((await rename(here, token, name)).status).toBe(200)
      expect(await nameOn(here, token)).toBe(name)
      await eventually(async () => ((await nameOn(there, token)) === name ? true : null), 5000)
    }
  })

  it('R-CACHE-3: with their notification connections cut, nothing stale is served', async () => {
    const { sql, urls } = await twoHosts()
    const { token, user_id } = await person(sql, 'cut off')
    for (const url of urls) await nameOn(url, token)
    for (let round = 0; round < 5; round += 1) {
      const listening = () => sql<{ pid: number }[]>`
        select pid from pg_stat_activity
        where datname = current_database() and application_name = 'galaxy-backend listen galaxy_rows'`
      await eventually(async () => ((await listening()).length === 2 ? true : null))
      const name = `unheard ${round}`
      await sql`
        with cut as (
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name = 'galaxy-backend listen galaxy_rows'), changed as (
          update backend.accounts set display_name = ${name} where user_id = ${user_id} returning user_id)
        select (select count(*) from cut), (select count(*) from changed)`
      // The sockets close a moment after the commit; from the loss on only the database
      // answers, then a cache read anew.
      await eventually(async () => {
        const names = await Promise.all(urls.map((url) => nameOn(url, token)))
        return names.every((each) => each === name) ? true : null
      }, 1000)
      for (let again = 0; again < 20; again += 1)
        for (const url of urls) expect(await nameOn(url, token)).toBe(name)
    }
    for (const url of urls)
      await eventually(async () => ((await fetch(new URL('/readyz', url))).status === 200 ? true : null))
  })
})

describe('BACKEND_SINGLE_PROCESS', () => {
  const single = { BACKEND_SINGLE_PROCESS: 'true' }
  const refusal = /another host|there can be no second one/i

  it('refuses a second host of either kind, and a single one beside others', async () => {
    const { environment } = await setting({ BACKEND_RUNTIME_DRIVER: 'none' })
    const first = await startedHost({ ...environment, ...single })
    for (const more of [single, {}]) {
      const second = runNode([MAIN], { ...environment, ...more })
      expect(await second.exited).toBe(1)
      expect(second.stderr()).toMatch(refusal)
    }
    first.child.kill('SIGKILL')
    await first.exited

    await startedHost(environment)
    const third = runNode([MAIN], { ...environment, ...single })
    expect(await third.exited).toBe(1)
    expect(third.stderr()).toMatch(refusal)
  })

  it('authorises from memory: a profile is served while the tables are locked, and without it is not', async () => {
    for (const [more, status] of [
      [single, 200],
      [{}, 503],
    ] as const) {
      const { environment, sql } = await setting({
        BACKEND_RUNTIME_DRIVER: 'none',
        BACKEND_ROLE: 'http',
        BACKEND_POSTGRES_STATEMENT_TIMEOUT: '500ms',
        ...more,
      })
      const first = await startedHost(environment)
      const { token } = await person(sql, 'from memory')
      first.child.kill('SIGTERM')
      await first.exited
      // Known from the start, so that nothing is on its way to the caches when the tables are locked.
      const { url } = await startedHost(environment)
      await sql.begin(async (tx) => {
        await tx`lock table backend.sessions, backend.accounts in access exclusive mode`
        expect((await ask(url, token, '/api/v1/user/account')).status).toBe(status)
        expect((await ask(url, 'unknown', '/api/v1/user/account')).status).toBe(503)
      })
    }
  })

  it('a revoked session is refused from the answer on, thirty times', async () => {
    const { environment, sql } = await setting({ BACKEND_RUNTIME_DRIVER: 'none', ...single })
    const { url } = await startedHost(environment)
    for (let round = 0; round < 30; round += 1) {
      const { token, session_id } = await person(sql, `single ${round}`)
      await eventually(async () => ((await ask(url, token, '/api/v1/user/account')).ok ? true : null))
      await ask(url, token, `/api/v1/user/sessions/${session_id}`, { method: 'DELETE' })
      expect((await ask(url, token, '/api/v1/user/account')).status).toBe(401)
    }
  })

  it('goes on, without authorising from memory, while the connection of its lock is made anew', async () => {
    const { environment, sql } = await setting({ BACKEND_RUNTIME_DRIVER: 'none', ...single })
    const host = await startedHost(environment)
    const { token } = await person(sql, 'lock lost')
    await sql`
      select pg_terminate_backend(l.pid) from pg_locks l join pg_database d on d.oid = l.database
      where d.datname = current_database() and l.locktype = 'advisory' and l.mode = 'ExclusiveLock'
        and l.pid <> pg_backend_pid()`
    expect(await nameOn(host.url, token)).toBe('lock lost')
    await eventually(async () => {
      const held = await sql`
        select from pg_locks where locktype = 'advisory' and mode = 'ExclusiveLock' and granted
          and pid in (select pid from pg_stat_activity where datname = current_database())`
      return held.length > 0 ? true : null
    })
    expect(host.child.exitCode).toBeNull()
  })
})
