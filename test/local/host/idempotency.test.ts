// A host that is killed at the worst moments of a request with an Idempotency-Key: the caller
// asks again and finds one effect.

import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { newToken, tokenHash } from '#shared/tokens'
import { insertAccount } from '#sql/accounts/accounts'
import { insertSession } from '#sql/accounts/sessions'
import { insertEngineVersion } from '#sql/runtime/engine_versions'
import { setting, startedHost } from '#test/kit/host'
import type { Setting } from '#test/kit/host'
import { eventually } from '#test/kit/program'

const HOST = { BACKEND_ROLE: 'http', BACKEND_SMTP_PORT: '9' }
const GAME = {
  name: 'A war of stars',
  visibility: 'public',
  engine_version: '1.0.0',
  min_players: 2,
  max_players: 4,
  turn_schedule: { kind: 'interval', every: '24h' },
}

type Sql = Setting['sql']
type Reserved = Awaited<ReturnType<Sql['reserve']>>

async function signedIn(sql: Sql): Promise<string> {
  await insertEngineVersion(sql, { version: '1.0.0', image: 'process:reference', status: 'enabled' })
  const person = { email: 'p@players.test', display_name: 'Player', locale: 'en', time_zone: 'UTC' }
  const made = await insertAccount(sql, { ...person, declared_country: null })
  if (made.fact !== 'inserted') throw new Error(made.fact)
  const token = newToken()
  const { user_id } = made.account
  await insertSession(sql, {
    user_id,
    token_hash: tokenHash(token),
    device_name: null,
    max_ttl_ms: 3_600_000,
  })
  return token
}

const create = (url: string, token: string, key: string) =>
  fetch(new URL('/api/v1/user/games', url), {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': key,
    },
    body: JSON.stringify(GAME),
  })

/** Waits until a statement of the host that begins so stands in front of a lock. */
const waiting = (sql: Sql, statement: string) =>
  eventually(async () => {
    const rows = await sql`
      select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query ilike ${`%${statement}%`}`
    return rows.length > 0 ? true : null
  })

const numberOfGames = async (sql: Sql) => {
  const rows = await sql`select from backend.games`
  return rows.length
}

/** Kills the host while `holds` keeps a request from going on at `statement`; then lets go. Answers after a restart. */
async function killedAt(
  statement: string,
  holds: (tx: Reserved, other: Sql) => Promise<unknown>,
): Promise<{ sql: Sql; games: number; answer: Response }> {
  const { environment, sql } = await setting(HOST)
  const host = await startedHost(environment)
  const [token, key] = [await signedIn(sql), randomUUID()]
  const holder = await sql.reserve()
  await holder`begin`
  await holds(holder, sql)
  const cut = create(host.url, token, key).then(
    () => 'answered',
    () => 'cut',
  )
  await waiting(sql, statement)
  host.child.kill('SIGKILL')
  await host.exited
  expect(await cut).toBe('cut')
  await holder`commit`
  holder.release()
  // What the dead host had begun ends when PostgreSQL notices.
  await eventually(async () => {
    const rows = await sql`
      select from pg_locks join pg_database d on d.oid = database
      where datname = current_database() and locktype = 'advisory' and objsubid = 1`
    return rows.length === 0 ? true : null
  })
  const games = await numberOfGames(sql)
  const next = await startedHost(environment)
  const answer = await create(next.url, token, key)
  return { sql, games, answer }
}

describe('a host killed with SIGKILL', () => {
  it('between effect and answer leaves neither: the same key makes the one game', async () => {
    const { sql, games, answer } = await killedAt(
      'insert into backend.idempotency_keys',
      (tx) => tx`lock table backend.idempotency_keys in share mode`,
    )
    expect(games).toBe(0)
    expect([answer.status, answer.headers.get('idempotent-replayed')]).toEqual([201, null])
    expect(await numberOfGames(sql)).toBe(1)
  })

  it('in the middle of the effect leaves nothing of it', async () => {
    const { sql, games, answer } = await killedAt(
      'insert into backend.game_memberships',
      (tx) => tx`lock table backend.game_memberships in share mode`,
    )
    expect(games).toBe(0)
    expect([answer.status, answer.headers.get('idempotent-replayed')]).toEqual([201, null])
    expect(await numberOfGames(sql)).toBe(1)
  })

  it('after the commit, before the answer, leaves both: the same key answers what was done', async () => {
    const { sql, games, answer } = await killedAt('commit', async (tx, other) => {
      await other`
        create function backend.pause() returns trigger language plpgsql as
        'begin perform pg_advisory_xact_lock(4711, 1); return null; end'`
      await other`
        create constraint trigger pause after insert on backend.games deferrable initially deferred
        for each row execute function backend.pause()`
      await tx`select pg_advisory_xact_lock(4711, 1)`
    })
    expect(games).toBe(1)
    expect([answer.status, answer.headers.get('idempotent-replayed')]).toEqual([201, 'true'])
    const rows = await sql<{ game_id: string }[]>`select game_id from backend.games`
    expect(rows).toEqual([{ game_id: ((await answer.json()) as { game_id: string }).game_id }])
  })
})
