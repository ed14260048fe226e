import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import type { SMTPServerOptions } from 'smtp-server'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import scan from '#jobs/mail/scan'
import { config, configure } from '#shared/config'
import { closeSmtp } from '#shared/mail/smtp'
import { database, pool } from '#shared/postgres'
import { seal } from '#shared/tokens'
import { claimDeliveries } from '#sql/mail/attempts'
import { insertDelivery, resendDelivery } from '#sql/mail/deliveries'
import { listAttempts } from '#sql/mail/list'
import { updatePreferences } from '#sql/notifications/preferences'
import type { Captured } from '#local/embedded/captured_mail'
import { startInbox } from '#local/embedded/inbox'
import type { Inbox } from '#local/embedded/inbox'
import { PAYLOADS } from '#local/embedded/mail_samples'
import { delivery, hashOf } from '#test/kit/mail'
import { player } from '#test/kit/people'

const CODE = '123456'
const given = config()
let inbox: Inbox

beforeAll(async () => {
  inbox = await startInbox({ smtp_port: 0, http_port: 0 })
})

afterEach(async () => {
  closeSmtp()
  configure(given)
  await database()`delete from backend.mail_attempts`
  await database()`delete from backend.mail_deliveries`
})

afterAll(async () => {
  await inbox.stop()
})

function relayAt(port: number, max_attempts = given.BACKEND_MAIL_MAX_ATTEMPTS): void {
  closeSmtp()
  configure({
    ...given,
    BACKEND_SMTP_HOST: '127.0.0.1',
    BACKEND_SMTP_PORT: port,
    BACKEND_MAIL_MAX_ATTEMPTS: max_attempts,
  })
}

/** A relay that behaves as the options say, for as long as `use` runs. */
async function withRelay(options: SMTPServerOptions, use: (port: number) => Promise<void>): Promise<void> {
  const relay = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 500,
    ...options,
  })
  relay.on('error', () => undefined)
  const listening = Promise.withResolvers<void>()
  relay.listen(0, '127.0.0.1', listening.resolve)
  await listening.promise
  const address = relay.server.address()
  if (address === null || typeof address === 'string') throw new Error('the relay has no port')
  try {
    await use(address.port)
  } finally {
    closeSmtp()
    const closed = Promise.withResolvers<void>()
    relay.close(() => closed.resolve())
    await closed.promise
  }
}

/** A relay that answers every recipient with one refusal, which repeats the address as relays do. */
const refusing = (code: number): SMTPServerOptions => ({
  onRcptTo: (address, _session, answer) =>
    answer(Object.assign(new Error(`no mail for <${address.address}> now`), { responseCode: code })),
})

const run = (worker_id = 'w', signal = new AbortController().signal) =>
  scan.run({}, { sql: pool(), worker_id, signal, driver: null })

type Options = { locale?: string; time_zone?: string; recipient?: string; expires_in_ms?: number }

async function codeMail(options: Options = {}): Promise<{ delivery_id: string; recipient: string }> {
  const recipient = options.recipient ?? `${randomUUID()}@players.test`
  const secret_key = given.BACKEND_SECRET_KEY
  const delivery_id = await insertDelivery(
    database(),
    {
      kind: 'auth.code',
      template: 'auth.code',
      locale: options.locale ?? 'en',
      time_zone: options.time_zone ?? 'UTC',
      recipient,
      recipient_hash: hashOf(recipient),
      params: {},
      sealed_params: seal(secret_key, { code: CODE, expires_at: '2026-07-01T12:00:00.000Z' }),
      expires_in_ms: options.expires_in_ms ?? 600_000,
      message_domain: 'galaxy.test',
    },
    { request_id: 'a-request', traceparent: null },
  )
  return { delivery_id, recipient }
}

async function rowOf(delivery_id: string): Promise<Record<string, unknown>> {
  const [row] = await database()<Record<string, unknown>[]>`
    select status, attempts_in_cycle, attempts_total, next_attempt_at, last_error, message_id,
      sent_at is not null as sent, sealed_params is null as cleared, lease_token, leased_by,
      (extract(epoch from next_attempt_at - now()) * 1000)::float8 as due_in_ms
    from backend.mail_deliveries where delivery_id = ${delivery_id}`
  if (!row) throw new Error('there is no such delivery')
  return row
}

const attemptsOf = (delivery_id: string) => listAttempts(database(), delivery_id)

const makeDue = (delivery_id: string) =>
  database()`update backend.mail_deliveries set next_attempt_at = now() where delivery_id = ${delivery_id}`

/** What a sender does before it dies in its attempts. */
const claimAsDead = (lease_ms: number) =>
  claimDeliveries(database(), { worker_id: 'dead', lease_ms, limit: 50 })

async function arrived(recipient: string): Promise<Captured[]> {
  const answer = await fetch(`${inbox.url}/api/messages?to=${encodeURIComponent(recipient)}`)
  return ((await answer.json()) as { items: Captured[] }).items
}

describe('a relay that takes the mail', () => {
  it('R-MAIL-1: gets it once, with the Message-ID of the row; the attempt is kept and the secret is not', async () => {
    relayAt(inbox.smtp.port)
    const { delivery_id, recipient } = await codeMail()
    await run()
    await run()
    const mails = await arrived(recipient)
    expect(mails).toHaveLength(1)
    const row = await rowOf(delivery_id)
    expect(row).toMatchObject({
      status: 'sent',
      sent: true,
      cleared: true,
      lease_token: null,
      last_error: null,
    })
    expect(mails[0]?.message_id).toBe(row['message_id'])
    expect(mails[0]?.to).toEqual([recipient])
    expect(await attemptsOf(delivery_id)).toEqual([
      {
        attempt_no: 1,
        started_at: expect.any(Date),
        finished_at: expect.any(Date),
        outcome: 'sent',
        smtp_code: 250,
        error: null,
      },
    ])
  })

  it("writes in the recipient's language and time zone, and in English where it has no other", async () => {
    relayAt(inbox.smtp.port)
    const german = await codeMail({ locale: 'de', time_zone: 'Europe/Berlin' })
    const french = await codeMail({ locale: 'fr', time_zone: 'America/New_York' })
    await run()
    const [de] = await arrived(german.recipient)
    expect(de?.subject).toBe(`${CODE} ist dein Galaxy-Anmeldecode`)
    expect(de?.text).toContain(CODE)
    expect(de?.text).toContain('14:00:00')
    expect(de?.html).toContain(CODE)
    const [en] = await arrived(french.recipient)
    expect(en?.subject).toBe(`${CODE} is your Galaxy sign-in code`)
    expect(en?.text).toContain(CODE)
    expect(en?.text).toMatch(/\b0?8:00:00/)
  })

  it('R-MAIL-1: gets each mail once from concurrent senders', async () => {
    relayAt(inbox.smtp.port)
    const mails = await Promise.all(Array.from({ length: 12 }, () => codeMail()))
    await Promise.all([run('w1'), run('w2'), run('w3')])
    for (const { delivery_id, recipient } of mails) {
      expect(await arrived(recipient)).toHaveLength(1)
      expect(await rowOf(delivery_id)).toMatchObject({ status: 'sent', attempts_total: 1 })
    }
  })
})

describe('a relay that refuses for now', () => {
  it('gets the mail again after the first step of the ladder', async () => {
    await withRelay(refusing(451), async (port) => {
      relayAt(port)
      const { delivery_id } = await codeMail()
      await run()
      const row = await rowOf(delivery_id)
      expect(row).toMatchObject({ status: 'retrying', attempts_total: 1, lease_token: null, cleared: false })
      expect(row['due_in_ms']).toBeGreaterThan(7_000)
      expect(row['due_in_ms']).toBeLessThanOrEqual(12_000)
      expect(await attemptsOf(delivery_id)).toMatchObject([{ outcome: 'temporary_failure', smtp_code: 451 }])
      await run()
      expect(await attemptsOf(delivery_id)).toHaveLength(1)
    })
  })

  it('R-MAIL-2: is given up after the last attempt; R-MAIL-5: a resend numbers its attempts on', async () => {
    await withRelay(refusing(451), async (port) => {
      relayAt(port, 2)
      const { delivery_id } = await codeMail()
      await run()
      await makeDue(delivery_id)
      await run()
      expect(await rowOf(delivery_id)).toMatchObject({ status: 'dead_lettered', next_attempt_at: null })
      await run()
      expect(await attemptsOf(delivery_id)).toHaveLength(2)

      relayAt(inbox.smtp.port, 2)
      expect(await resendDelivery(database(), delivery_id)).toBe('rearmed')
      await run()
      expect(await attemptsOf(delivery_id)).toMatchObject([
        { attempt_no: 1, outcome: 'temporary_failure' },
        { attempt_no: 2, outcome: 'temporary_failure' },
        { attempt_no: 3, outcome: 'sent' },
      ])
    })
  })
})

describe('a relay that hangs up, or is not there', () => {
  it('gets the mail again later', async () => {
    const relay = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.destroy())
      socket.write('220 a relay that is about to go\r\n')
    })
    relay.listen(0, '127.0.0.1')
    await once(relay, 'listening')
    relayAt((relay.address() as AddressInfo).port)
    const { delivery_id } = await codeMail()
    await run()
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'retrying', attempts_total: 1 })
    expect(await attemptsOf(delivery_id)).toMatchObject([{ outcome: 'temporary_failure', smtp_code: null }])

    relay.close()
    await once(relay, 'close')
    await makeDue(delivery_id)
    await run()
    const attempts = await attemptsOf(delivery_id)
    expect(attempts).toHaveLength(2)
    expect(attempts[1]).toMatchObject({ outcome: 'temporary_failure', smtp_code: null })
    expect(attempts[1]?.error).toContain('ECONNREFUSED')
  })
})

describe('a relay that refuses for good', () => {
  it('does not get the mail again', async () => {
    await withRelay(refusing(550), async (port) => {
      relayAt(port)
      const { delivery_id } = await codeMail()
      await run()
      await run()
      expect(await rowOf(delivery_id)).toMatchObject({ status: 'dead_lettered', attempts_total: 1 })
      expect(await attemptsOf(delivery_id)).toMatchObject([{ outcome: 'permanent_failure', smtp_code: 550 }])
    })
  })

  it('leaves no address in what is kept of its answer', async () => {
    for (const code of [451, 550]) {
      await withRelay(refusing(code), async (port) => {
        relayAt(port)
        const { delivery_id, recipient } = await codeMail()
        await run()
        const row = await rowOf(delivery_id)
        const [attempt] = await attemptsOf(delivery_id)
        for (const kept of [row['last_error'], attempt?.error]) {
          expect(kept).toContain('no mail for')
          expect(kept).not.toContain('@')
          expect(kept).not.toContain(recipient)
        }
      })
    }
  })

  it('loses the secret of a dead mail once its time is over, and the mail stays dead', async () => {
    await withRelay(refusing(550), async (port) => {
      relayAt(port)
      const { delivery_id } = await codeMail()
      await run()
      expect(await rowOf(delivery_id)).toMatchObject({ status: 'dead_lettered', cleared: false })
      await database()`update backend.mail_deliveries set expires_at = now() where delivery_id = ${delivery_id}`
      await run()
      expect(await rowOf(delivery_id)).toMatchObject({ status: 'dead_lettered', cleared: true })
    })
  })
})

describe('what is not sent', () => {
  it('is what has expired', async () => {
    relayAt(inbox.smtp.port)
    const { delivery_id, recipient } = await codeMail({ expires_in_ms: -1 })
    await run()
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'expired', attempts_total: 0, cleared: true })
    expect(await arrived(recipient)).toEqual([])
  })

  it.each(['suspended', 'banned'])('is a code for a %s account', async (status) => {
    relayAt(inbox.smtp.port)
    const { user_id, email } = await player()
    await database()`update backend.accounts set status = ${status} where user_id = ${user_id}`
    const { delivery_id } = await codeMail({ recipient: email })
    await run()
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'suppressed', attempts_total: 0, cleared: true })
    expect(await arrived(email)).toEqual([])
  })

  it('is mail of a category that its reader has switched off, but never a code', async () => {
    relayAt(inbox.smtp.port)
    const [off, on] = [await player(), await player()]
    await updatePreferences(database(), off.user_id, [
      { category: 'lobby', channel: 'email', enabled: false },
    ])
    await updatePreferences(database(), on.user_id, [
      { category: 'lobby', channel: 'push', enabled: false },
      { category: 'game', channel: 'email', enabled: false },
    ])
    const params = { payload: PAYLOADS['lobby.invited'], user_id: null }
    const invite = async (recipient: string) => {
      const delivery_id = await delivery('pending', recipient)
      await database()`
        update backend.mail_deliveries set kind = 'lobby.invited', template = 'lobby.invited',
          params = ${database().json(params)}
        where delivery_id = ${delivery_id}`
      return delivery_id
    }
    const [unwanted, wanted, unknown] = [
      await invite(off.email),
      await invite(on.email),
      await invite('unknown@mail.test'),
    ]
    const { delivery_id: code } = await codeMail({ recipient: off.email })
    await run()
    expect(await rowOf(unwanted)).toMatchObject({ status: 'suppressed', attempts_total: 0 })
    for (const id of [wanted, unknown, code]) expect(await rowOf(id)).toMatchObject({ status: 'sent' })
  })

  it('is what cannot be rendered: it is given up with its reason', async () => {
    relayAt(inbox.smtp.port)
    const delivery_id = await delivery('pending')
    await run()
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'dead_lettered', attempts_total: 1 })
    expect(await attemptsOf(delivery_id)).toMatchObject([
      {
        outcome: 'permanent_failure',
        smtp_code: null,
        error: 'the template auth.code could not be rendered',
      },
    ])
  })

  it('is anything, once the process shuts down', async () => {
    relayAt(inbox.smtp.port)
    const { delivery_id } = await codeMail()
    await run('w', AbortSignal.abort())
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'pending', attempts_total: 0 })
  })
})

describe('a sender that died during its attempt', () => {
  it('keeps its mail while its lease lasts', async () => {
    relayAt(inbox.smtp.port)
    const { delivery_id } = await codeMail()
    await claimAsDead(60_000)
    await run()
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'pending', leased_by: 'dead' })
  })

  it('R-MAIL-5: loses it after that; its attempt ends as unknown and the numbers go on', async () => {
    relayAt(inbox.smtp.port)
    const { delivery_id, recipient } = await codeMail()
    await claimAsDead(-1)
    await run()
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'sent', attempts_total: 2 })
    expect(await attemptsOf(delivery_id)).toMatchObject([
      { attempt_no: 1, outcome: 'unknown', smtp_code: null, finished_at: expect.any(Date) },
      { attempt_no: 2, outcome: 'sent', smtp_code: 250 },
    ])
    expect(await arrived(recipient)).toHaveLength(1)
  })

  it('R-MAIL-5: leaves no open attempt where the mail expires meanwhile', async () => {
    relayAt(inbox.smtp.port)
    const { delivery_id, recipient } = await codeMail()
    await claimAsDead(-1)
    await database()`update backend.mail_deliveries set expires_at = now() where delivery_id = ${delivery_id}`
    await run()
    expect(await rowOf(delivery_id)).toMatchObject({ status: 'expired', cleared: true, lease_token: null })
    expect(await attemptsOf(delivery_id)).toMatchObject([{ attempt_no: 1, outcome: 'unknown' }])
    expect(await arrived(recipient)).toEqual([])
  })
})
