// One id and one trace from a request to everything that it causes, through a host as a process of its own.

import { randomBytes } from 'node:crypto'
import { expect, it, vi } from 'vitest'
import { newToken, tokenHash } from '#shared/tokens'
import { lockEnrollment, openEnrollment } from '#sql/games/games'
import { insertMember } from '#sql/lobby/members'
import { askForLog } from '#sql/runtime/list'
import { startCollector } from '#test/kit/collector'
import type { Collector } from '#test/kit/collector'
import { setting, startedHost, useInbox } from '#test/kit/host'
import type { Setting } from '#test/kit/host'
import { keepJobs } from '#test/kit/jobs'
import { eventually } from '#test/kit/program'
import type { Program } from '#test/kit/program'

useInbox()
vi.setConfig({ testTimeout: 90_000 })

type Line = Record<string, unknown>
type Sql = Setting['sql']
type Ids = { request_id: string; trace_id: string }

const linesOf = (host: Program): Line[] =>
  host
    .stdout()
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as Line)

async function personOf(sql: Sql, name: string): Promise<{ user_id: string; token: string }> {
  const token = newToken()
  const [row] = await sql<{ user_id: string }[]>`
    with me as (
      insert into backend.accounts (email, display_name) values (${`${name}@players.test`}, ${name}) returning user_id)
    insert into backend.sessions (user_id, token_hash, expires_at)
    select user_id, ${tokenHash(token)}, now() + interval '1 day' from me returning user_id`
  return { user_id: row?.user_id ?? '', token }
}

/** What everything that a request caused kept of it. */
async function traces(sql: Sql, host: Program, collector: Collector, { request_id, trace_id }: Ids) {
  const lines = linesOf(host).filter((line) => line['request_id'] === request_id)
  const traced = linesOf(host).filter((line) => line['otel_trace_id'] === trace_id)
  // Neither leads further than the other.
  expect(traced).toEqual(lines)
  const kept = async (rows: Promise<{ what: string; traceparent: string | null }[]>) => {
    for (const row of await rows)
      expect(row, row.what).toMatchObject({ traceparent: expect.stringContaining(trace_id) })
    return (await rows).map(({ what }) => what)
  }
  const mails = await kept(sql`
    select kind as what, traceparent from backend.mail_deliveries where request_id = ${request_id}`)
  const jobs = await kept(sql`
    select task as what, payload->>'traceparent' as traceparent from public.seen_jobs
    where payload->>'request_id' = ${request_id}`)
  const operations = await kept(sql`
    select operation || ' ' || outcome as what, traceparent from backend.runtime_operation_log
    where request_id = ${request_id}`)
  const spans = () => collector.spans().filter((span) => span.trace_id === trace_id)
  return { lines: lines.map(({ msg }) => String(msg)), mails, jobs: new Set(jobs), operations, spans }
}

async function engineLog(sql: Sql, game_id: string): Promise<Line[]> {
  await askForLog(sql, game_id)
  await sql`select backend.wake('runtime/reconcile')`
  const log = await eventually(async () => {
    const [row] = await sql<{ log: string }[]>`
      select log from backend.runtime_records where game_id = ${game_id} and log_wanted_at is null and log is not null`
    return row?.log ?? null
  })
  return log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line)
}

const idsOf = (name: string): Ids => ({
  request_id: `${name}-1`,
  trace_id: randomBytes(16).toString('hex'),
})

it('R-OTEL-4: from HTTP over jobs and engine calls to the mails, for a start and for a forced turn', async () => {
  const collector = await startCollector()
  const { environment, sql } = await setting({
    BACKEND_OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  })
  const host = await startedHost(environment)
  await keepJobs(sql)
  const [owner, other] = [await personOf(sql, 'one'), await personOf(sql, 'two')]
  const ask = async (path: string, body: object, ids?: Ids) => {
    const answer = await fetch(new URL(path, host.url), {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${owner.token}`,
        'Content-Type': 'application/json',
        ...(ids && { 'X-Request-Id': ids.request_id, traceparent: `00-${ids.trace_id}-00f067aa0ba902b7-01` }),
      },
      body: JSON.stringify(body),
    })
    expect(answer.ok, await answer.clone().text()).toBe(true)
    return (await answer.json()) as { game_id: string }
  }
  const mailed = (kind: string) =>
    eventually(async () => {
      const sent = await sql`select from backend.mail_deliveries where kind = ${kind} and status = 'sent'`
      return sent.length === 2 ? true : null
    })
  const [version] = await sql<{ version: string }[]>`select version from backend.engine_versions`
  const { game_id } = await ask('/api/v1/user/games', {
    name: 'Traced',
    visibility: 'private',
    engine_version: version?.version,
    min_players: 2,
    max_players: 2,
    turn_schedule: { kind: 'interval', every: '24h' },
  })
  await insertMember(sql, { game_id, user_id: other.user_id, alias: 'Two' })
  await openEnrollment(sql, game_id)
  await lockEnrollment(sql, game_id)

  const start = idsOf('start')
  await ask(`/api/v1/user/games/${game_id}/start`, {}, start)
  await mailed('game.started')
  const force = idsOf('force')
  await ask(`/api/v1/user/games/${game_id}/force-next-turn`, {}, force)
  await mailed('game.turn_ready')

  const engine_log = await engineLog(sql, game_id)
  expect(engine_log).toContainEqual(expect.objectContaining({ msg: 'opened', ...start }))
  expect(engine_log).toContainEqual(expect.objectContaining({ msg: 'generated', ...force }))
  host.child.kill('SIGTERM')
  expect(await host.exited).toBe(0)

  const started = await traces(sql, host, collector, start)
  expect(started.lines.toSorted()).toEqual(
    ['mail attempt', 'mail attempt', ...Array<string>(4).fill('notification route'), 'request'].toSorted(),
  )
  expect(started.mails).toEqual(['game.started', 'game.started'])
  expect([...started.jobs].toSorted()).toEqual(['mail/scan', 'notifications/scan', 'runtime/reconcile'])
  expect(started.operations).toEqual(['start succeeded'])
  const opened = started.spans().find(({ name }) => name === 'PUT /v1/game')
  expect(started.spans().find(({ span_id }) => span_id === opened?.parent_span_id)).toMatchObject({
    name: 'reconcile engine',
    attributes: { 'galaxy.request_id': start.request_id },
  })
  const names = started.spans().map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['POST /api/v1/user/games/:game_id/start', 'tell', 'SMTP send']),
  )

  const forced = await traces(sql, host, collector, force)
  expect(forced.lines).toEqual(
    expect.arrayContaining(['request', 'turn generated', 'notification route', 'mail attempt']),
  )
  expect(forced.mails).toEqual(['game.turn_ready', 'game.turn_ready'])
  expect([...forced.jobs].toSorted()).toEqual(['mail/scan', 'notifications/scan', 'runtime/turn'])
  expect(forced.operations).toEqual(['force_next_turn succeeded'])
  const made = forced.spans().find(({ name }) => name === 'POST /v1/game/turns/{n}/generate')
  expect(forced.spans().find(({ span_id }) => span_id === made?.parent_span_id)).toMatchObject({
    name: 'task runtime/turn',
    attributes: { 'galaxy.request_id': force.request_id },
  })

  // The clock brings the next turn, and no request does.
  const next = await sql`
    select distinct payload::jsonb - 'game_id' as payload from public.seen_jobs
    where task = 'runtime/turn' and payload->>'turn' = '2'`
  expect(next).toEqual([{ payload: { turn: 2, deadline_version: 2, request_id: null, traceparent: null } }])
})
