// The outbox as an operator sees it and acts on it from plain psql.

import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeEach, describe, expect, it } from 'vitest'
import { config } from '#shared/config'
import { database } from '#shared/postgres'
import { insertSuppression } from '#sql/mail/suppressions'
import { CHECKOUT } from '#local/tree'
import { delivery, fail, hashOf } from '#test/kit/mail'

const PSQL = '/usr/bin/psql'
const installed = await access(PSQL).then(
  () => true,
  () => false,
)

async function psql(...args: string[]): Promise<string> {
  const url = new URL(config().BACKEND_POSTGRES_DSN)
  url.search = ''
  const plain = ['-X', '-A', '-t', '-F', ' ', '-v', 'ON_ERROR_STOP=1', url.href]
  const { stdout } = await promisify(execFile)(PSQL, [...plain, ...args])
  return stdout.trim()
}

/** One statement in psql where that is installed, else over the connection: what it answers is the same. */
async function ask(statement: string): Promise<string> {
  if (installed) return psql('-c', statement)
  const rows = await database().unsafe(statement)
  return rows.map((row) => Object.values(row).join(' ')).join('\n')
}

beforeEach(async () => {
  await database()`delete from backend.mail_attempts`
  await database()`delete from backend.mail_deliveries`
  await database()`delete from graphile_worker._private_jobs where key = 'mail/scan'`
})

const statusOf = async (delivery_id: string) =>
  ask(`select status from backend.mail_deliveries where delivery_id = '${delivery_id}'`)

describe('backend.resend_mail', () => {
  it.each(['pending', 'retrying', 'dead_lettered'] as const)(
    'R-MAIL-4: re-arms what is %s, and wakes the sender',
    async (status) => {
      const delivery_id = await delivery(status)
      await database()`delete from graphile_worker._private_jobs where key = 'mail/scan'`
      expect(await ask(`select backend.resend_mail('${delivery_id}')`)).toBe('rearmed')
      expect(await statusOf(delivery_id)).toBe('pending')
      expect(await ask(`select count(*) from graphile_worker.jobs where key = 'mail/scan'`)).toBe('1')
    },
  )

  it.each([
    ['sent', 'already_sent'],
    ['expired', 'delivery_expired'],
    ['suppressed', 'suppressed'],
  ] as const)('R-MAIL-4: leaves what is %s as it is, and says so', async (status, said) => {
    const delivery_id = await delivery(status)
    expect(await ask(`select backend.resend_mail('${delivery_id}')`)).toBe(said)
    expect(await statusOf(delivery_id)).toBe(status)
  })

  it('says what is unknown, too late, or kept from its recipient', async () => {
    const email = `${randomUUID()}@mail.test`
    const [late, unwanted] = [await delivery('dead_lettered'), await delivery('dead_lettered', email)]
    await database()`update backend.mail_deliveries set expires_at = now() where delivery_id = ${late}`
    const said = { reason: 'a reason', security_too: true, created_by: 'root' }
    await insertSuppression(database(), { recipient_hash: hashOf(email), ...said })
    expect(await ask(`select backend.resend_mail('${randomUUID()}')`)).toBe('unknown')
    expect(await ask(`select backend.resend_mail('${late}')`)).toBe('delivery_expired')
    expect(await ask(`select backend.resend_mail('${unwanted}')`)).toBe('suppressed')
  })
})

describe('backend.mail_queue', () => {
  it('counts by status, and says what is due and since when', async () => {
    for (const status of ['pending', 'pending', 'retrying', 'sent'] as const) await delivery(status)
    const waiting = await delivery('pending')
    await database()`
      update backend.mail_deliveries set next_attempt_at = now() + interval '1 hour' where delivery_id = ${waiting}`
    await database()`
      update backend.mail_deliveries set next_attempt_at = now() - interval '1 minute'
      where status = 'pending' and delivery_id <> ${waiting}`
    const queue = await ask(`
      select status, deliveries, due, with_a_sender, longest_overdue >= interval '1 minute' as late,
        oldest > interval '0' as aged
      from backend.mail_queue where status in ('pending', 'sent') order by status`)
    const lines = queue.split('\n').map((line) => line.trim())
    expect(lines[0]).toMatch(/^pending 3 2 0 t(rue)? t(rue)?$/)
    expect(lines[1]).toMatch(/^sent 1 0 0 {2}t(rue)?$/)
  })
})

describe('backend.mail_history', () => {
  it("tells a delivery's life in its order", async () => {
    const delivery_id = await delivery('retrying')
    await fail(delivery_id, null)
    const history = await ask(
      `select event, attempt_no, smtp_code from backend.mail_history where delivery_id = '${delivery_id}'`,
    )
    expect(history.split('\n').map((line) => line.trim())).toEqual([
      'created',
      'temporary_failure 1 451',
      'permanent_failure 2 550',
      'is dead_lettered',
    ])
  })
})

describe.skipIf(!installed)('sql/inspect/mail.sql', () => {
  it('runs in plain psql, and shows no address', async () => {
    const email = `${randomUUID()}@mail.test`
    const delivery_id = await delivery('dead_lettered', email)
    await insertSuppression(database(), {
      recipient_hash: hashOf(email),
      reason: 'a reason of mine',
      security_too: false,
      created_by: 'root',
    })
    const shown = await psql('-f', join(CHECKOUT, 'sql/inspect/mail.sql'))
    for (const part of [delivery_id, 'is dead_lettered', hashOf(email), 'a reason of mine'])
      expect(shown).toContain(part)
    expect(shown).not.toContain('@mail.test')
  })
})
