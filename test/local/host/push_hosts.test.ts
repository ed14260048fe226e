// The push stream of two host processes on one database: every subscriber sees every event once
// and in order, whatever is cut.

import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { status } from '@grpc/grpc-js'
import { describe, expect, it } from 'vitest'
import { MAIN, setting, startedHost, useInbox } from '#test/kit/host'
import type { Setting } from '#test/kit/host'
import { eventually, runNode } from '#test/kit/program'
import { numbers, openStream, pushed, received, subscribeAt } from '#test/kit/push'
import type { GatewayClient, Received, SseClient } from '#test/kit/push'

useInbox()

const TOKEN = 'the-internal-token-of-tests'

async function twoHosts() {
  const { environment, sql } = await setting({ BACKEND_RUNTIME_DRIVER: 'none', BACKEND_ROLE: 'http' })
  const hosts = await Promise.all([startedHost(environment), startedHost(environment)])
  const ready = await Promise.all(hosts.map((host) => host.logged('ready')))
  const [a, b] = hosts.map((host, index) => ({ ...host, push_addr: String(ready[index]?.['push_addr']) }))
  if (!a || !b) throw new Error('no hosts')
  return { sql, a, b }
}

/** A player with a session, written by neither of the hosts. */
async function person(sql: Setting['sql'], name: string): Promise<{ user_id: string; token: string }> {
  const token = randomBytes(32).toString('base64url')
  const hash = createHash('sha256').update(token).digest()
  const [row] = await sql<{ user_id: string }[]>`
    with account as (
      insert into backend.accounts (email, display_name) values (${`${name}@players.test`}, ${name}) returning user_id)
    insert into backend.sessions (user_id, token_hash, expires_at)
    select user_id, ${hash}, now() + interval '1 hour' from account returning user_id`
  return { user_id: row?.user_id ?? '', token }
}

const stream = (url: string, token: string, last: number | null): Promise<SseClient> =>
  openStream(fetch, `${url}/api/v1/user/push`, {
    Authorization: `Bearer ${token}`,
    ...(last !== null && { 'Last-Event-ID': String(last) }),
  })

const mine = (n: number) => n % 2 === 0
const ascending = (x: number, y: number) => x - y

const cut = (sql: Setting['sql']) => sql`
  select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and application_name like 'galaxy-backend listen %'`

/** Follows to the end with clients that are killed again and again, each resuming after the last event that it saw. */
async function follow(
  connect: (last: number, round: number) => Promise<GatewayClient | SseClient>,
  isOver: (events: Received[]) => boolean,
): Promise<Received[]> {
  const all: Received[] = []
  for (let round = 0; !isOver(all); round += 1) {
    const client = await connect(all.at(-1)?.id ?? 0, round)
    await pause(100 + 300 * Math.random())
    client.kill()
    await client.ended
    all.push(...client.events)
    if (round > 300) throw new Error('the events never came')
  }
  return all
}

describe('two hosts', () => {
  it('an event that is written through one arrives at the streams of the other within a moment', async () => {
    const { sql, a, b } = await twoHosts()
    const { user_id, token } = await person(sql, 'far')
    const [far, gateway] = [await stream(b.url, token, null), subscribeAt(b.push_addr, 0, TOKEN)]
    const near = await stream(a.url, token, null)
    for (let n = 1; n <= 10; n += 1) {
      await pushed(user_id, n, sql)
      await Promise.all([far, gateway, near].map((client) => received(client, n)))
    }
    for (const client of [far, gateway, near])
      expect(numbers(client)).toEqual(Array.from({ length: 10 }, (_, n) => n + 1))
  })

  it('a session that is revoked through one ends its streams on the other at once', async () => {
    const { sql, a, b } = await twoHosts()
    const { token } = await person(sql, 'revoked')
    const second = await person(sql, 'stays')
    const [gone, stays] = [await stream(b.url, token, null), await stream(b.url, second.token, null)]
    const headers = { Authorization: `Bearer ${token}` }
    const sessions = (await (await fetch(`${a.url}/api/v1/user/sessions`, { headers })).json()) as {
      items: { session_id: string }[]
    }
    const id = sessions.items[0]?.session_id ?? ''
    const revoked = await fetch(`${a.url}/api/v1/user/sessions/${id}`, { method: 'DELETE', headers })
    expect(revoked.status).toBe(204)
    const began = performance.now()
    await gone.ended
    // The tick would see to it in three seconds.
    expect(performance.now() - began).toBeLessThan(2000)
    await pushed(second.user_id, 1, sql)
    await received(stays, 1)
    expect(gone.events).toEqual([])
  })

  it('killed subscribers resume and see every event once and in order, with the notify connections cut', async () => {
    const { sql, a, b } = await twoHosts()
    const [me, other] = [await person(sql, 'mine'), await person(sql, 'other')]
    const committed: number[] = []
    const over = new AbortController()
    let all_written = false
    const write = async (writer: number) => {
      for (let n = writer * 1000; !over.signal.aborted; n += 1) {
        const { user_id } = mine(n) ? me : other
        await sql.begin(async (tx) => {
          await pushed(user_id, n, tx)
          await pause(Math.random() < 0.2 ? 30 : 2)
        })
        committed.push(n)
      }
    }
    const writers = Promise.all([write(1), write(2)])
    const enough = (filter: (n: number) => boolean) => (events: Received[]) =>
      all_written && events.length >= committed.filter(filter).length
    const hosts = [a, b]
    const sse = follow((last, round) => stream(hosts[round % 2]?.url ?? '', me.token, last), enough(mine))
    const grpc = follow(
      async (last, round) => subscribeAt(hosts[round % 2]?.push_addr ?? '', last, TOKEN),
      enough(() => true),
    )
    // One that stays all the time.
    const steady = await stream(a.url, me.token, 0)
    for (let round = 0; round < 8; round += 1) {
      await pause(600)
      await cut(sql)
    }
    over.abort()
    await writers
    all_written = true
    const [over_sse, over_grpc] = await Promise.all([sse, grpc])
    await received(steady, committed.filter(mine).length)

    const whole = numbers({ events: over_grpc })
    expect(committed.length).toBeGreaterThan(100)
    expect(whole.toSorted(ascending)).toEqual(committed.toSorted(ascending))
    expect(numbers({ events: over_sse })).toEqual(whole.filter(mine))
    expect(numbers(steady)).toEqual(whole.filter(mine))
    for (const events of [over_sse, over_grpc, steady.events]) {
      const ids = events.map(({ id }) => id)
      expect(ids).toEqual(ids.toSorted(ascending))
    }
  })

  it('a host that stops ends its streams at once, and they go on elsewhere', async () => {
    const { sql, a, b } = await twoHosts()
    const { user_id, token } = await person(sql, 'moves')
    const [first, gateway] = [await stream(a.url, token, null), subscribeAt(a.push_addr, 0, TOKEN)]
    await pushed(user_id, 1, sql)
    await Promise.all([received(first, 1), received(gateway, 1)])
    const began = performance.now()
    a.child.kill('SIGTERM')
    await first.ended
    expect(await gateway.ended).toBe(status.UNAVAILABLE)
    expect(await a.exited).toBe(0)
    // Far less than the grace of 20 s.
    expect(performance.now() - began).toBeLessThan(10_000)
    await pushed(user_id, 2, sql)
    const second = await stream(b.url, token, first.events[0]?.id ?? null)
    await received(second, 1)
    expect(numbers(second)).toEqual([2])
  })

  it('a host that cannot have its port says who has it', async () => {
    const { environment } = await setting({ BACKEND_RUNTIME_DRIVER: 'none' })
    const first = await startedHost(environment)
    const address = String((await first.logged('ready'))['push_addr'])
    const second = runNode([MAIN], { ...environment, BACKEND_PUSH_LISTEN_ADDR: address })
    expect(await second.exited).toBe(1)
    const port = address.split(':').at(-1)
    expect(second.stderr()).toMatch(
      new RegExp(`Port ${port} \\(BACKEND_PUSH_LISTEN_ADDR\\) is held by process ${first.pid}`),
    )
    await eventually(async () => ((await fetch(`${first.url}/readyz`)).status === 200 ? true : null))
  })
})
