// `npm run bench`: each path of the host beside its raw limit, in turns, as ratios. See the README beside this file.

import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import autocannon from 'autocannon'
import { connect } from '#shared/postgres'
import { readArguments } from '#local/edge'
import { startTestPostgres } from '#local/embedded/throw_away_postgres'
import { migrateDatabase } from '#local/host/database'
import { CHECKOUT } from '#local/tree'
import { PATHS } from '#test/bench/paths'
import type { Path, Person } from '#test/bench/paths'
import { testEnvironment } from '#test/kit/environment'

const PEOPLE = 256
const TICKS_PER_S = 100

const HELP = `Usage: npm run bench -- [options] [path ...]

Measures each path beside its limit, in turns, and prints the ratios. A word takes the paths whose names hold it.

  --rounds <n>   how often (7)
  --seconds <n>  how long each round is (3)
  --limit <n>    after how many seconds the bench gives up (900)
  --help         this text`

const options = {
  rounds: { type: 'string', default: '7' },
  seconds: { type: 'string', default: '3' },
  limit: { type: 'string', default: '900' },
} as const
const { values, positionals } = readArguments(HELP, options, true)

type Server = { url: string; child: ChildProcess }
type Load = { per_s: number; cpu_us: number }

const say = (line: string) => process.stdout.write(`${line}\n`)

async function start(file: string, args: string[], env: Record<string, string>): Promise<Server> {
  const child = spawn(process.execPath, [join(CHECKOUT, file), ...args], {
    env: { PATH: '/usr/bin:/bin', HOME: '/tmp', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { msg: string; url: string }
    if (said.msg !== 'ready') continue
    child.stdout.resume()
    return { url: said.url, child }
  }
  throw new Error(`${file} ended before it was ready`)
}

async function stop({ child }: Server): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

/** CPU time of a process in seconds, from Linux's /proc; zero elsewhere. */
async function cpuOf({ child }: Server): Promise<number> {
  const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8').catch(() => '')
  const [user = 0, system = 0] = stat.split(') ')[1]?.split(' ').slice(11, 13).map(Number) ?? []
  return (user + system) / TICKS_PER_S
}

async function load(server: Server, path: string, people: Person[], connections: number): Promise<Load> {
  const before = await cpuOf(server)
  const requests = people.map(({ token }) => ({
    path,
    headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': '8.8.8.8' },
  }))
  const result = await autocannon({
    url: server.url,
    connections,
    duration: Number(values.seconds),
    requests,
  })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${path}: ${result.non2xx} answers were no success, ${result.errors} errors`)
  const answered = result['2xx']
  return { per_s: answered / result.duration, cpu_us: (((await cpuOf(server)) - before) / answered) * 1e6 }
}

async function seed(dsn: string): Promise<Person[]> {
  const sql = connect(dsn, { max: 1 })
  const people: Person[] = []
  for (let n = 0; n < PEOPLE; n += 1) {
    const token = randomBytes(32).toString('base64url')
    const [row] = await sql<{ user_id: string }[]>`
      with account as (
        insert into backend.accounts (email, display_name) values (${`bench${n}@players.test`}, ${`bench ${n}`})
        returning user_id)
      insert into backend.sessions (user_id, token_hash, expires_at)
      select user_id, ${createHash('sha256').update(token).digest()}, now() + interval '1 day' from account
      returning user_id`
    people.push({ user_id: row?.user_id ?? '', token })
  }
  await sql`analyze`
  await sql.end({ timeout: 2 })
  return people
}

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN

async function measure(path: Path, dsn: string, people: Person[]): Promise<void> {
  const environment = {
    ...testEnvironment(dsn),
    BACKEND_HTTP_LISTEN_ADDR: '127.0.0.1:0',
    BACKEND_ROLE: 'http',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector_url,
  }
  const quiet = { BACKEND_LOG_LEVEL: 'info', BACKEND_POSTGRES_MAX_CONNECTIONS: '10' }
  const host = await start('local/main.ts', [], { ...environment, ...quiet, ...path.environment })
  const bare = path.beside
    ? await start('local/main.ts', [], { ...environment, ...quiet, ...path.beside })
    : await start('test/bench/bare.ts', [dsn], {})
  const [person] = people
  const ours: Load[] = []
  const theirs: Load[] = []
  try {
    // The first round warms up.
    for (let round = 0; round <= Number(values.rounds); round += 1) {
      ours.push(await load(host, path.path, people, path.connections))
      theirs.push(await load(bare, path.limit(person as Person), people, path.connections))
    }
  } finally {
    await Promise.all([stop(host), stop(bare)])
  }
  const pairs = ours.slice(1).map((mine, index) => mine.per_s / (theirs[index + 1]?.per_s ?? NaN))
  const cpu = (loads: Load[]) => median(loads.slice(1).map(({ cpu_us }) => cpu_us)).toFixed(0)
  const spread = `${Math.min(...pairs).toFixed(2)} to ${Math.max(...pairs).toFixed(2)}`
  say(
    `${path.name.padEnd(52)} ${median(pairs).toFixed(2)} (${spread}), ` +
      `wanted ${path.target.toFixed(2)}; CPU ${cpu(ours)} us a request, limit ${cpu(theirs)} us`,
  )
}

setTimeout(
  () => {
    process.stderr.write('the bench took too long\n')
    process.exit(1)
  },
  Number(values.limit) * 1000,
).unref()

// A collector that takes everything and looks at nothing.
const collector = createServer((incoming, outgoing) => {
  incoming.resume().on('end', () => outgoing.end('{}'))
})
collector.listen(0, '127.0.0.1')
await once(collector, 'listening')
const collector_url = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`

const server = await startTestPostgres()
try {
  const sql = connect(server.dsn, { max: 1 })
  await sql`create database bench`
  await sql.end({ timeout: 2 })
  const url = new URL(server.dsn)
  url.pathname = '/bench'
  await migrateDatabase(url.href)
  const people = await seed(url.href)
  const chosen = PATHS.filter(({ name }) => positionals.every((text) => name.startsWith(text)))
  if (chosen.length === 0)
    say(`Nothing begins with ${positionals.join(' ')}; there is: ${PATHS.map(({ name }) => name).join('; ')}`)
  for (const path of chosen) await measure(path, url.href, people)
} finally {
  await server.stop()
  collector.closeAllConnections()
  collector.close()
}
