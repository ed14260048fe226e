// `node test/bench/push.ts`: from the insert of a push event to the SSE client that has it, while many
// clients are connected to one host, beside the limit: a durable insert into a bare table whose trigger
// notifies. In turns, as a ratio.

import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { get } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { connect } from '#shared/postgres'
import { insertPushEvent } from '#sql/notifications/push_events'
import { startTestPostgres } from '#local/embedded/throw_away_postgres'
import { migrateDatabase } from '#local/host/database'
import { CHECKOUT } from '#local/tree'
import { testEnvironment } from '#test/kit/environment'

const { values } = parseArgs({
  options: { clients: { type: 'string', default: '1000' }, events: { type: 'string', default: '300' } },
})
const clients = Number(values.clients)
const events = Number(values.events)

// A bench that hangs says so.
setTimeout(() => {
  process.stderr.write('the bench took too long\n')
  process.exit(1)
}, 600_000).unref()

const say = (line: string) => process.stdout.write(`${line}\n`)
const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN
const late = (numbers: number[]) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * 0.99)] ?? NaN
const ms = (value: number) => `${value.toFixed(2)} ms`

const postgres = await startTestPostgres()
await migrateDatabase(postgres.dsn)
const sql = connect(postgres.dsn, { max: 2 })
const host = spawn(process.execPath, [join(CHECKOUT, 'local/main.ts')], {
  env: {
    PATH: '/usr/bin:/bin',
    HOME: '/tmp',
    ...testEnvironment(postgres.dsn),
    BACKEND_HTTP_LISTEN_ADDR: '127.0.0.1:0',
    BACKEND_ROLE: 'http',
    BACKEND_LOG_LEVEL: 'info',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
})
let url = ''
for await (const line of createInterface({ input: host.stdout })) {
  const said = JSON.parse(line) as { msg: string; url: string }
  if (said.msg !== 'ready') continue
  url = said.url
  break
}
host.stdout.resume()

// What each player's stream is waited for with.
const heard = new Map<string, () => void>()

async function openStream(n: number): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const [row] = await sql<{ user_id: string }[]>`
    with account as (
      insert into backend.accounts (email, display_name) values (${`push${n}@players.test`}, ${`push ${n}`})
      returning user_id)
    insert into backend.sessions (user_id, token_hash, expires_at)
    select user_id, ${createHash('sha256').update(token).digest()}, now() + interval '1 day' from account
    returning user_id`
  const user_id = row?.user_id ?? ''
  await new Promise<void>((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` }
    const request = get(`${url}/api/v1/user/push`, { headers, agent: false }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`answered ${response.statusCode}`))
      response.on('data', (chunk: Buffer) => {
        if (chunk.includes('event: bench.event')) heard.get(user_id)?.()
      })
      response.once('data', () => resolve())
      response.on('error', () => undefined)
    })
    request.on('error', () => undefined)
  })
  return user_id
}

const people: string[] = []
for (let n = 0; n < clients; n += 1) people.push(await openStream(n))

await sql`analyze`
await sql`
  create table public.bare (bare_id bigint generated always as identity primary key, user_id uuid, payload jsonb)`
await sql`
  create function public.tell() returns trigger language plpgsql as
  $$ begin perform pg_notify('bare', new.user_id::text); return null; end $$`
await sql`create trigger tell after insert on public.bare for each row execute function public.tell()`

const bare: number[] = []
const committed: number[] = []
const received: number[] = []
for (let n = 0; n < events; n += 1) {
  const user_id = people[n % people.length] ?? ''
  let began = performance.now()
  await sql`insert into public.bare (user_id, payload) values (${user_id}, ${sql.json({ n })})`
  bare.push(performance.now() - began)

  const arrived = Promise.withResolvers<void>()
  heard.set(user_id, arrived.resolve)
  began = performance.now()
  await insertPushEvent(sql, { user_id, kind: 'bench.event', payload: { n } })
  committed.push(performance.now() - began)
  await arrived.promise
  received.push(performance.now() - began)
}

say(`${clients} clients on one host, ${events} events one after another`)
say(`a durable insert with NOTIFY   ${ms(median(bare))} (99 %: ${ms(late(bare))})`)
say(`our insert, until its commit   ${ms(median(committed))} (99 %: ${ms(late(committed))})`)
say(`our insert, until the client   ${ms(median(received))} (99 %: ${ms(late(received))})`)
say(`ratio of the medians           ${(median(received) / median(bare)).toFixed(2)} (target 2)`)

host.kill('SIGTERM')
await new Promise((resolve) => host.once('exit', resolve))
await sql.end({ timeout: 2 })
await postgres.stop()
process.exit(0)
