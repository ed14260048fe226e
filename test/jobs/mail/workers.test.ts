// Worker processes that share one outbox, and are killed.

import { randomUUID } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CONNECTIONS } from '#shared/mail/smtp'
import type { connect } from '#shared/postgres'
import { seal } from '#shared/tokens'
import { setting, startedHost } from '#test/kit/host'
import type { Setting } from '#test/kit/host'
import { eventually } from '#test/kit/program'
import { startRelay } from '#test/kit/relay'
import type { Received, Relay } from '#test/kit/relay'

// More of them with `OUTBOX_DELIVERIES=5000`, which takes about 140 s on two cores.
// oxlint-disable-next-line node/no-process-env -- how long the test takes is for whoever runs it to say
const DELIVERIES = Number(process.env['OUTBOX_DELIVERIES'] ?? 1000)
const LIMIT_MS = 60_000 + DELIVERIES * 100
// What a worker may have handed over and not recorded yet.
const IN_FLIGHT = 2 * CONNECTIONS

type Sql = ReturnType<typeof connect>
type Shared = Setting & { relay: Relay; worker: () => ReturnType<typeof startedHost> }

async function shared(delay_ms: number): Promise<Shared> {
  const relay = await startRelay({}, { delay_ms })
  onTestFinished(relay.stop)
  const given = await setting({
    BACKEND_ROLE: 'worker',
    BACKEND_SMTP_PORT: String(relay.port),
    BACKEND_MAIL_WORKER_INTERVAL: '200ms',
  })
  return { ...given, relay, worker: () => startedHost(given.environment) }
}

/** Puts mails into the outbox in one statement, and wakes the sender. */
async function fill(sql: Sql, environment: Record<string, string>, count: number): Promise<void> {
  const params = { code: '123456', expires_at: '2026-07-01T12:00:00.000Z' }
  const sealed = seal(environment['BACKEND_SECRET_KEY'] ?? '', params)
  const batch = randomUUID()
  await sql`
    insert into backend.mail_deliveries
      (delivery_id, kind, template, locale, time_zone, recipient, recipient_hash, sealed_params, message_id)
    select id, 'auth.code', 'auth.code', 'en', 'UTC', n || '-' || ${batch}::text || '@players.test',
      md5(n::text), ${sealed}, '<' || id || '@galaxy.test>'
    from (select n, backend.uuid_v7() as id from generate_series(1, ${count}::integer) n) made`
  await sql`select backend.wake('mail/scan')`
}

const left = async (sql: Sql): Promise<number> => {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from backend.mail_deliveries where status <> 'sent'`
  return row?.count ?? 0
}

const allSent = (sql: Sql) => eventually(async () => ((await left(sql)) === 0 ? true : null), LIMIT_MS)

const byRecipient = (received: Received[]) => Map.groupBy(received, ({ to }) => to)

describe('worker processes', () => {
  it('two, then four, share the outbox and send nothing twice', { timeout: LIMIT_MS }, async () => {
    const { sql, environment, relay, worker } = await shared(5)
    const senders = new Set<string>()
    const share = async (batches: number) => {
      for (let n = 0; n < batches; n += 1) await fill(sql, environment, 50)
      await eventually(async () => {
        const held = await sql<{ leased_by: string }[]>`
          select distinct leased_by from backend.mail_deliveries where leased_by is not null`
        for (const { leased_by } of held) senders.add(leased_by)
        return (await left(sql)) === 0 ? true : null
      }, LIMIT_MS)
    }
    await worker()
    await worker()
    await share(4)
    await Promise.all([worker(), worker()])
    await share(8)
    expect(relay.received).toHaveLength(600)
    expect(byRecipient(relay.received).size).toBe(600)
    expect(senders.size).toBeGreaterThan(1)
    const [attempts] = await sql`
      select count(*)::int as count, count(*) filter (where outcome = 'sent')::int as sent from backend.mail_attempts`
    expect(attempts).toEqual({ count: 600, sent: 600 })
  })

  it(
    'one of which is frozen past its lease in a conversation: both attempts end, and their numbers have no gap',
    { timeout: LIMIT_MS },
    async () => {
      const { sql, relay, environment, worker } = await shared(1500)
      const frozen = await worker()
      await fill(sql, environment, 1)
      await eventually(async () => (relay.received.length === 1 ? true : null))
      frozen.child.kill('SIGSTOP')
      await sql`update backend.mail_deliveries set lease_until = now()`
      await worker()
      // The frozen one's run of the loop counts as one for half a minute.
      await sql`select backend.wake('mail/scan')`
      await eventually(async () => (relay.received.length === 2 ? true : null))
      const attempts = () => sql<{ attempt_no: number; outcome: string | null }[]>`
      select attempt_no, outcome from backend.mail_attempts order by attempt_no`
      // The one who took over closed the attempt of the frozen one.
      expect([...(await attempts())]).toEqual([
        { attempt_no: 1, outcome: 'unknown' },
        { attempt_no: 2, outcome: null },
      ])
      frozen.child.kill('SIGCONT')
      // It hears the relay's answer, or finds that it waited too long for it; either way the mail stays what it is.
      await eventually(async () =>
        (await attempts()).every(({ outcome }) => outcome !== null && outcome !== 'unknown') ? true : null,
      )
      await allSent(sql)
      expect((await attempts()).map(({ attempt_no }) => attempt_no)).toEqual([1, 2])
      expect((await attempts())[1]?.outcome).toBe('sent')
      expect(byRecipient(relay.received).size).toBe(1)
      expect(new Set(relay.received.map(({ raw }) => raw)).size).toBe(1)
    },
  )

  it('that are killed again and again lose nothing', { timeout: LIMIT_MS }, async () => {
    const { sql, environment, relay, worker } = await shared(100)
    const workers = [await worker(), await worker()]
    await fill(sql, environment, DELIVERIES)
    let kills = 0
    while ((await left(sql)) > DELIVERIES / 5) {
      const before = relay.received.length
      await eventually(async () => (relay.received.length > before + DELIVERIES / 20 ? true : null))
      const victim = workers.shift()
      victim?.child.kill('SIGKILL')
      await victim?.exited
      kills += 1
      workers.push(await worker())
    }
    await allSent(sql)

    const mails = byRecipient(relay.received)
    expect(kills).toBeGreaterThan(1)
    expect(mails.size).toBe(DELIVERIES)
    expect(relay.received.length - DELIVERIES).toBeLessThanOrEqual(kills * IN_FLIGHT)
    for (const same of mails.values()) expect(new Set(same.map(({ raw }) => raw)).size).toBe(1)
    const [history] = await sql`
      select count(*) filter (where d.attempts_total <> a.count or a.count <> a.highest)::int as gaps,
        sum(a.sent)::int as sent, sum(a.open)::int as open, sum(a.count - a.sent - a.lost)::int as others
      from backend.mail_deliveries d cross join lateral (
        select count(*) as count, max(attempt_no) as highest, count(*) filter (where outcome = 'sent') as sent,
          count(*) filter (where outcome = 'unknown') as lost, count(*) filter (where outcome is null) as open
        from backend.mail_attempts a where a.delivery_id = d.delivery_id) a`
    expect(history).toEqual({ gaps: 0, sent: DELIVERIES, open: 0, others: 0 })
  })
})
