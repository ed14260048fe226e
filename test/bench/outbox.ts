// `node test/bench/outbox.ts [--deliveries 10000] [--rounds 3]`: the outbox, from due to recorded, beside nodemailer's
// pool alone with as many connections, to the same sink, in turns.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { createTransport } from 'nodemailer'
import scan from '#jobs/mail/scan'
import { config, configure, parseConfig } from '#shared/config'
import { setLogLevel } from '#shared/log'
import { closeSmtp, CONNECTIONS } from '#shared/mail/smtp'
import { renderMail } from '#shared/notifications/mail_templates'
import { closeDatabases, pool } from '#shared/postgres'
import { seal } from '#shared/tokens'
import { startTestPostgres } from '#local/embedded/throw_away_postgres'
import { migrateDatabase } from '#local/host/database'
import { CHECKOUT } from '#local/tree'
import { testEnvironment } from '#test/kit/environment'

const { values } = parseArgs({
  options: {
    deliveries: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
  },
})
const DELIVERIES = Number(values.deliveries)
const PARAMS = { code: '123456', expires_at: '2026-07-01T12:00:00.000Z' }

// A bench that hangs says so.
setTimeout(() => {
  process.stderr.write('the bench took too long\n')
  process.exit(1)
}, 600_000).unref()

const recipientOf = (n: number) => `${n}@players.test`

async function outbox(): Promise<number> {
  const sql = pool()
  await sql`
    insert into backend.mail_deliveries
      (delivery_id, kind, template, locale, time_zone, recipient, recipient_hash, sealed_params, message_id)
    select id, 'auth.code', 'auth.code', 'en', 'UTC', n || '@players.test', md5(n::text),
      ${seal(config().BACKEND_SECRET_KEY, PARAMS)}, '<' || id || '@galaxy.test>'
    from (select n, backend.uuid_v7() as id from generate_series(1, ${DELIVERIES}::integer) n) made`
  // As autovacuum does; what was sent in the rounds before stays, as in an outbox that is in use.
  await sql`analyze backend.mail_deliveries, backend.mail_attempts`
  const began = performance.now()
  const signal = new AbortController().signal
  await scan.run({}, { sql, worker_id: 'bench', signal, driver: null })
  const took = performance.now() - began
  const [row] = await sql<
    { left: number }[]
  >`select count(*)::int as left from backend.mail_deliveries where status <> 'sent'`
  if (row?.left !== 0) throw new Error(`${row?.left} were not sent`)
  return took
}

async function poolAlone(port: number): Promise<number> {
  const transport = createTransport({
    pool: true,
    maxConnections: CONNECTIONS,
    host: '127.0.0.1',
    port,
    ignoreTLS: true,
  })
  const rendered = await renderMail('auth.code', PARAMS, { locale: 'en', time_zone: 'UTC' })
  const began = performance.now()
  const from = 'Galaxy <no-reply@galaxy.test>'
  const all = Array.from({ length: DELIVERIES }, (_, n) =>
    transport.sendMail({ ...rendered, from, to: recipientOf(n) }),
  )
  await Promise.all(all)
  const took = performance.now() - began
  transport.close()
  return took
}

const sink = spawn(process.execPath, [join(CHECKOUT, 'test/bench/sink.ts')], {
  stdio: ['ignore', 'pipe', 'ignore'],
})
const [line] = (await once(createInterface({ input: sink.stdout }), 'line')) as [string]
const { port } = JSON.parse(line) as { port: number }
const server = await startTestPostgres()
try {
  await migrateDatabase(server.dsn)
  configure({ ...parseConfig(testEnvironment(server.dsn)), BACKEND_SMTP_PORT: port })
  setLogLevel('error')
  const ratios: number[] = []
  // The first round warms up.
  for (let round = 0; round <= Number(values.rounds); round += 1) {
    const [ours, theirs] = [await outbox(), await poolAlone(port)]
    if (round > 0) ratios.push(theirs / ours)
    const per_s = (took: number) => Math.round(DELIVERIES / (took / 1000))
    process.stdout.write(
      `outbox ${per_s(ours)} mails/s, the pool alone ${per_s(theirs)}, ratio ${(theirs / ours).toFixed(2)}\n`,
    )
  }
  const sorted = ratios.toSorted((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)] ?? NaN
  const spread = `${sorted[0]?.toFixed(2)} to ${sorted.at(-1)?.toFixed(2)}`
  process.stdout.write(`outbox / nodemailer's pool alone ${median.toFixed(2)} (${spread}), wanted 2.00\n`)
} finally {
  closeSmtp()
  await closeDatabases()
  await server.stop()
  sink.kill()
}
