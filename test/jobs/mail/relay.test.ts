// Against real SMTP servers of every temper: each delivery ends in exactly the state that it should.

import { randomUUID } from 'node:crypto'
import tls from 'node:tls'
import type { SMTPServerOptions } from 'smtp-server'
import { afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import scan from '#jobs/mail/scan'
import { config, configure } from '#shared/config'
import { closeSmtp } from '#shared/mail/smtp'
import { database, pool } from '#shared/postgres'
import { seal } from '#shared/tokens'
import { insertDelivery, resendDelivery } from '#sql/mail/deliveries'
import { listAttempts } from '#sql/mail/list'
import { hashOf } from '#test/kit/mail'
import { selfMadeCertificate, STAGES, startRelay, startRudeRelay, startSilentRelay } from '#test/kit/relay'
import type { Relay } from '#test/kit/relay'

const given = config()

afterEach(async () => {
  closeSmtp()
  configure(given)
  await database()`delete from backend.mail_attempts`
  await database()`delete from backend.mail_deliveries`
})

async function use(
  starting: Promise<Relay>,
  mode: 'none' | 'starttls' | 'implicit' = 'none',
): Promise<Relay> {
  const relay = await starting
  onTestFinished(async () => {
    closeSmtp()
    await relay.stop()
  })
  send(relay.port, mode)
  return relay
}

function send(port: number, mode: 'none' | 'starttls' | 'implicit' = 'none'): void {
  closeSmtp()
  configure({
    ...given,
    BACKEND_SMTP_HOST: '127.0.0.1',
    BACKEND_SMTP_PORT: port,
    BACKEND_SMTP_TLS_MODE: mode,
  })
}

const run = () =>
  scan.run({}, { sql: pool(), worker_id: 'w', signal: new AbortController().signal, driver: null })

async function mail(recipient = `${randomUUID()}@players.test`): Promise<string> {
  const sealed_params = seal(given.BACKEND_SECRET_KEY, {
    code: '123456',
    expires_at: '2026-07-01T12:00:00.000Z',
  })
  const language = { locale: 'de', time_zone: 'Europe/Berlin' }
  const who = { recipient, recipient_hash: hashOf(recipient) }
  const what = { kind: 'auth.code', template: 'auth.code', params: {}, sealed_params }
  const row = { ...language, ...who, ...what, expires_in_ms: null, message_domain: 'galaxy.test' }
  return insertDelivery(database(), row, { request_id: null, traceparent: null })
}

async function rowOf(delivery_id: string): Promise<Record<string, unknown>> {
  const [row] = await database()<Record<string, unknown>[]>`
    select status, attempts_in_cycle, attempts_total, last_error, lease_token, sealed_params is null as cleared,
      sealed_message is not null as compiled, message_id,
      (extract(epoch from next_attempt_at - now()) * 1000)::float8 as due_in_ms
    from backend.mail_deliveries where delivery_id = ${delivery_id}`
  if (!row) throw new Error('there is no such delivery')
  return row
}

const attemptsOf = (delivery_id: string) => listAttempts(database(), delivery_id)
const makeDue = () =>
  database()`update backend.mail_deliveries set next_attempt_at = now() where status = 'retrying'`

const refusal = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code })
const REFUSE = {
  MAIL: (error: Error): SMTPServerOptions => ({ onMailFrom: (_address, _session, answer) => answer(error) }),
  RCPT: (error: Error): SMTPServerOptions => ({ onRcptTo: (_address, _session, answer) => answer(error) }),
  DATA: (error: Error): SMTPServerOptions => ({
    onData: (stream, _session, answer) => stream.on('end', () => answer(error)).resume(),
  }),
}
const AT = ['MAIL', 'RCPT', 'DATA'] as const

describe('a relay that refuses', () => {
  it.each(AT)('for good at %s gets the mail once; R-MAIL-5: a resend numbers its attempts on', async (at) => {
    await use(startRelay(REFUSE[at](refusal(550, 'no'))))
    const delivery_id = await mail()
    await run()
    await run()
    expect(await rowOf(delivery_id)).toMatchObject({
      status: 'dead_lettered',
      attempts_total: 1,
      due_in_ms: null,
    })
    expect(await attemptsOf(delivery_id)).toMatchObject([{ outcome: 'permanent_failure', smtp_code: 550 }])

    const kind = await use(startRelay())
    expect(await resendDelivery(database(), delivery_id)).toBe('rearmed')
    await run()
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'sent', cleared: true, compiled: false })
    expect(await attemptsOf(delivery_id)).toMatchObject([
      { attempt_no: 1, outcome: 'permanent_failure' },
      { attempt_no: 2, outcome: 'sent', smtp_code: 250 },
    ])
    expect(kind.received).toHaveLength(1)
  })

  it.each(AT)('for now at %s gets the mail again when it asks for it', async (at) => {
    await use(startRelay(REFUSE[at](refusal(451, '4.7.1 Greylisted, please try again in 300 seconds'))))
    const delivery_id = await mail()
    await run()
    const row = await rowOf(delivery_id)
    expect(row).toMatchObject({ status: 'retrying', attempts_total: 1, lease_token: null })
    expect(row['due_in_ms']).toBeGreaterThan(290_000)
    expect(row['due_in_ms']).toBeLessThanOrEqual(300_000)
    expect(await attemptsOf(delivery_id)).toMatchObject([{ outcome: 'temporary_failure', smtp_code: 451 }])
  })

  it('for two days is asked again after the longest step of the ladder', async () => {
    await use(startRelay(REFUSE.RCPT(refusal(450, 'try again in 48 hours'))))
    const delivery_id = await mail()
    await run()
    const { due_in_ms } = await rowOf(delivery_id)
    expect(due_in_ms).toBeGreaterThan(21_590_000)
    expect(due_in_ms).toBeLessThanOrEqual(21_600_000)
  })

  it('one recipient still gets the mail of the others, over the same connections', async () => {
    let connections = 0
    const relay = await use(
      startRelay({
        onConnect: (_session, answer) => {
          connections += 1
          answer()
        },
        onRcptTo: ({ address }, _session, answer) =>
          address.startsWith('no-') ? answer(refusal(550, 'no')) : answer(),
      }),
    )
    const refused = [await mail('no-1@players.test'), await mail('no-2@players.test')]
    const taken: string[] = []
    for (let n = 0; n < 20; n += 1) taken.push(await mail())
    await run()
    for (const id of refused) expect(await rowOf(id)).toMatchObject({ status: 'dead_lettered' })
    for (const id of taken) expect(await rowOf(id)).toMatchObject({ status: 'sent', attempts_total: 1 })
    expect(relay.received).toHaveLength(20)
    expect(connections).toBeLessThanOrEqual(5)
  })
})

describe('a relay that hangs up', () => {
  it.each(STAGES)('at %s gets the very same message again', async (stage) => {
    const rude = await use(startRudeRelay(stage))
    const delivery_id = await mail()
    await run()
    const row = await rowOf(delivery_id)
    expect(row).toMatchObject({ status: 'retrying', attempts_total: 1, lease_token: null, compiled: true })
    expect(row['due_in_ms']).toBeGreaterThan(7000)
    expect(row['due_in_ms']).toBeLessThanOrEqual(12_000)
    expect(await attemptsOf(delivery_id)).toMatchObject([{ outcome: 'temporary_failure', smtp_code: null }])

    const kind = await use(startRelay())
    await makeDue()
    await run()
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'sent', attempts_total: 2 })
    expect(kind.received).toMatchObject([{ message_id: row['message_id'] }])
    const had = rude.received.map(({ raw }) => raw)
    expect(had).toEqual(stage === 'dot' ? kind.received.map(({ raw }) => raw) : [])
  })

  it('on a connection that waits costs no attempt', async () => {
    const first = await use(startRelay())
    await mail()
    await run()
    await first.stop()
    const second = await startRelay({}, { port: first.port })
    onTestFinished(second.stop)
    const delivery_id = await mail()
    await run()
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'sent', attempts_total: 1 })
    expect(second.received).toHaveLength(1)
  })
})

describe('a relay that takes its time', () => {
  it('gets the mail once', async () => {
    const relay = await use(startRelay({}, { delay_ms: 500 }))
    const delivery_id = await mail()
    await run()
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'sent', attempts_total: 1 })
    expect(relay.received).toHaveLength(1)
  })

  it('and says nothing at all is given up within 45 s', async () => {
    await use(startSilentRelay())
    const delivery_id = await mail()
    const began = performance.now()
    await run()
    expect(performance.now() - began).toBeLessThan(45_000)
    expect(await attemptsOf(delivery_id)).toMatchObject([{ outcome: 'temporary_failure', smtp_code: null }])
  })
})

describe('a relay that is down', () => {
  it('loses nothing, and gets everything once when it is back', async () => {
    const gone = await startRelay()
    await gone.stop()
    send(gone.port)
    const ids: string[] = []
    for (let n = 0; n < 60; n += 1) ids.push(await mail())
    for (let round = 1; round <= 3; round += 1) {
      await run()
      await makeDue()
    }
    const [waiting] = await database()`
      select count(*)::int as count, min(attempts_total) as least, max(attempts_total) as most,
        count(next_attempt_at)::int as due
      from backend.mail_deliveries where status = 'retrying'`
    expect(waiting).toEqual({ count: 60, least: 3, most: 3, due: 60 })

    const back = await startRelay({}, { port: gone.port })
    onTestFinished(back.stop)
    await run()
    expect(new Set(back.received.map(({ message_id }) => message_id)).size).toBe(60)
    expect(back.received).toHaveLength(60)
    for (const id of ids) expect(await rowOf(id)).toMatchObject({ status: 'sent', attempts_total: 4 })
  })
})

describe('R-START-2: TLS', () => {
  let certificate: { key: string; cert: string }
  beforeAll(async () => {
    certificate = await selfMadeCertificate()
  })

  function trusted(): void {
    const before = tls.getCACertificates('default')
    tls.setDefaultCACertificates([...before, certificate.cert])
    onTestFinished(() => tls.setDefaultCACertificates(before))
  }

  it('starttls: is mandatory: a relay without it gets nothing', async () => {
    const relay = await use(startRelay(), 'starttls')
    const delivery_id = await mail()
    await run()
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'retrying' })
    expect(await attemptsOf(delivery_id)).toMatchObject([{ outcome: 'temporary_failure' }])
    expect(relay.received).toEqual([])
  })

  it.each(['starttls', 'implicit'] as const)(
    '%s: a certificate that nobody vouches for is refused',
    async (mode) => {
      const relay = await use(startRelay({ ...certificate, secure: mode === 'implicit' }), mode)
      const delivery_id = await mail()
      await run()
      expect(await rowOf(delivery_id)).toMatchObject({ status: 'retrying' })
      const [attempt] = await attemptsOf(delivery_id)
      expect(attempt).toMatchObject({
        outcome: 'temporary_failure',
        error: expect.stringMatching(/certificate/i),
      })
      expect(relay.received).toEqual([])
    },
  )

  it.each(['starttls', 'implicit'] as const)(
    '%s: a good certificate is taken, and the mail goes over TLS',
    async (mode) => {
      trusted()
      const relay = await use(startRelay({ ...certificate, secure: mode === 'implicit' }), mode)
      const delivery_id = await mail()
      await run()
      expect(await rowOf(delivery_id)).toMatchObject({ status: 'sent' })
      expect(relay.received).toMatchObject([{ secure: true }])
    },
  )

  it('none: the mail goes without it', async () => {
    const relay = await use(startRelay(certificate), 'none')
    await mail()
    await run()
    expect(relay.received).toMatchObject([{ secure: false }])
  })
})
