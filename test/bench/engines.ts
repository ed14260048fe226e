// `node test/bench/engines.ts`: one pass of the reconciler over many unchanged games (200), each a container with the
// reference engine, beside one raw list of the daemon with nothing made of it; in turns, as a ratio. Then the CPU of a
// whole host that has nothing to do but those games.

import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import reconcile from '#jobs/runtime/reconcile'
import { concurrencyLimiter } from '#shared/concurrency/limiter'
import { configure, parseConfig } from '#shared/config'
import { dockerDriver } from '#shared/drivers/docker'
import { ourFilter } from '#shared/drivers/docker_spec'
import { putGame } from '#shared/engine/client'
import { setLogLevel } from '#shared/log'
import { closeDatabases, pool } from '#shared/postgres'
import { engineToken } from '#shared/tokens'
import { findInstanceId } from '#sql/runtime/records'
import { startTestPostgres } from '#local/embedded/throw_away_postgres'
import { migrateDatabase } from '#local/host/database'
import { CHECKOUT } from '#local/tree'
import { dockerHost, dockerOptions, referenceImage, removeAll } from '#test/kit/docker'
import { testEnvironment } from '#test/kit/environment'

const { values } = parseArgs({
  options: {
    games: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '15' },
    seconds: { type: 'string', default: '60' },
  },
})
const games = Number(values.games)
const TICKS_PER_S = 100

const say = (line: string) => process.stdout.write(`${line}\n`)
const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN
const spread = (numbers: number[], digits: number) => {
  const [middle, least, most] = [median(numbers), Math.min(...numbers), Math.max(...numbers)].map((number) =>
    number.toFixed(digits),
  )
  return `${middle} (${least} to ${most})`
}

const postgres = await startTestPostgres()
await migrateDatabase(postgres.dsn)
const environment: Record<string, string> = { ...testEnvironment(postgres.dsn), BACKEND_LOG_LEVEL: 'warn' }
configure(parseConfig(environment))
setLogLevel('warn')
const sql = pool('direct')
const options = dockerOptions({ instance: await findInstanceId(sql) })
const driver = dockerDriver(options)
const image = await referenceImage()

/** A running game with its engine, as the reconciler leaves it. */
async function play(): Promise<void> {
  const [game] = await sql<{ game_id: string }[]>`
    with owner as (
      insert into backend.accounts (email, display_name)
      values (${`${randomUUID()}@players.test`}, ${randomUUID().slice(0, 20)})
      returning user_id)
    insert into backend.games (owner_user_id, name, visibility, status, engine_version, turn_schedule, seed,
      min_players, max_players, start_delay_ms, current_turn, started_at)
    select user_id, 'bench', 'private', 'running', '1.0.0', '{"kind":"manual"}', 'bench', 2, 2, 0, 1, now() from owner
    returning game_id`
  const game_id = game?.game_id ?? ''
  const token = engineToken(environment['BACKEND_SECRET_KEY'] ?? '', game_id)
  const engine = await driver.start({ game_id, engine_version: '1.0.0', image, token })
  const seats = [1, 2].map((seat) => ({ seat, alias: `seat ${seat}` }))
  const address = { endpoint: engine.endpoint ?? '', token }
  let made: { state_hash: string } | null = null
  while (made === null)
    made = await putGame(address, { game_id, seed: 'bench', settings: {}, seats }).catch(() => null)
  await sql`
    insert into backend.game_turns (game_id, turn, status, state_hash)
    values (${game_id}, 1, 'open', ${made.state_hash})`
  await sql`
    insert into backend.runtime_records
      (game_id, driver, desired_status, desired_version, desired_image, status, container_id, endpoint)
    values (${game_id}, 'docker', 'running', '1.0.0', ${image}, 'ready', ${engine.container_id}, ${engine.endpoint})`
}

/** The limit: the same list, asked for and read, with nothing made of it. */
async function rawList(): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ label: ourFilter(options) }))
  const path = `/containers/json?all=true&filters=${filters}`
  const socketPath = dockerHost.replace('unix://', '')
  const body = await new Promise<Buffer>((resolve, reject) => {
    const asked = request({ socketPath, path }, (answer) => void buffer(answer).then(resolve, reject))
    asked.on('error', reject).end()
  })
  const rows = JSON.parse(body.toString()) as unknown[]
  if (rows.length !== games) throw new Error(`the daemon lists ${rows.length} containers`)
}

const context = { sql, driver, worker_id: 'bench', signal: new AbortController().signal }

/** One pass in which all are due: by the clock, or because somebody wants each looked at. */
async function pass(how: 'planned' | 'asked'): Promise<void> {
  await sql`
    update backend.runtime_records set next_reconcile_at = now() - interval '1 ms',
      planned_look_at = case when ${how === 'planned'} then now() - interval '1 ms' end`
  const begun = performance.now()
  await reconcile.run({}, context)
  took = performance.now() - begun
}
let took = 0

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

async function cpuOf(pid: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const [user = 0, system = 0] = stat.split(') ')[1]?.split(' ').slice(11, 13).map(Number) ?? []
  return (user + system) / TICKS_PER_S
}

/** The share of a core that a host takes, all loops at work, with nothing to do but its games. */
async function idle(): Promise<void> {
  const host = spawn(process.execPath, [join(CHECKOUT, 'local/main.ts')], {
    env: {
      PATH: '/usr/bin:/bin',
      HOME: '/tmp',
      ...environment,
      BACKEND_HTTP_LISTEN_ADDR: '127.0.0.1:0',
      BACKEND_RUNTIME_DRIVER: 'docker',
      BACKEND_DOCKER_HOST: dockerHost,
      BACKEND_DOCKER_NETWORK: options.network,
      BACKEND_LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  for await (const line of createInterface({ input: host.stdout })) if (line.includes('"ready"')) break
  host.stdout.resume()
  // After its start it looks at every engine as a whole.
  await pause(20_000)
  const before = await cpuOf(host.pid)
  await pause(Number(values.seconds) * 1000)
  const share = (((await cpuOf(host.pid)) - before) / Number(values.seconds)) * 100
  const status = await readFile(`/proc/${host.pid}/status`, 'utf8')
  const memory_mb = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
  const ended = new Promise((resolve) => host.once('exit', resolve))
  host.kill('SIGTERM')
  await ended
  const [row] = await sql<{ ready: number }[]>`
    select count(*)::int as ready from backend.runtime_records where status = 'ready'`
  say(
    `idle host with ${row?.ready} ready games: ${share.toFixed(2)} % of a core, wanted under 2; ` +
      `${memory_mb.toFixed(0)} MB`,
  )
}

try {
  await sql`insert into backend.engine_versions (version, image, status) values ('1.0.0', ${image}, 'enabled')`
  const few = concurrencyLimiter({ running: 4, waiting: games })
  await Promise.all(Array.from({ length: games }, () => few(play)))
  say(`${games} games run`)
  const ratios = { planned: [] as number[], asked: [] as number[] }
  const lists: number[] = []
  const passes: number[] = []
  const driven: number[] = []
  // The first round warms up.
  for (let round = 0; round <= Number(values.rounds); round += 1) {
    const list = await timed(rawList)
    await pass('planned')
    const planned = took
    const whole = round < 4
    if (whole) await pass('asked')
    if (round === 0) continue
    driven.push(await timed(async () => void (await driver.list())))
    lists.push(list)
    passes.push(planned)
    ratios.planned.push(planned / list)
    if (whole) ratios.asked.push(took / list)
  }
  say(
    `raw list of ${games}: ${spread(lists, 1)} ms; the driver's: ${spread(driven, 1)} ms; ` +
      `a pass: ${spread(passes, 1)} ms`,
  )
  say(`pass over unchanged engines to a raw list: ${spread(ratios.planned, 2)}, wanted 1.5`)
  say(`pass of whole looks, as after a restart: ${spread(ratios.asked, 2)}`)
  await idle()
} finally {
  await removeAll(options)
  await driver.close()
  await closeDatabases()
  await postgres.stop()
}
