// `node test/bench/cold.ts [--rounds 20]`: one function alone, from the start of its process to its first answer,
// beside a hello of the same packages that asks the database for nothing but 1, on the same runtime, in turns.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { configure, parseConfig } from '#shared/config'
import { closeDatabases } from '#shared/postgres'
import { buildFunctions } from '#local/build/main'
import { TARGETS } from '#local/build/targets'
import { freePort, startTestPostgres } from '#local/embedded/throw_away_postgres'
import { migrateDatabase } from '#local/host/database'
import { CHECKOUT } from '#local/tree'
import { testEnvironment } from '#test/kit/environment'
import { player } from '#test/kit/people'
import { bun, deno } from '#test/kit/runtimes'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20' } } })
const LIMIT_MS = 20_000

const RUNTIMES = {
  node: [process.execPath],
  bun: [bun(), 'run'],
  deno: [deno(), 'run', '--no-prompt', '--allow-all'],
} as const
type Runtime = keyof typeof RUNTIMES

const HELLO = `
import { Hono } from 'hono'
import { serve } from '@hono/node-server'
import postgres from 'postgres'
const sql = postgres(process.env.BACKEND_POSTGRES_DSN)
const app = new Hono().get('*', async (c) => c.json(await sql\`select 1 as one\`))
const [hostname, port] = process.env.BACKEND_HTTP_LISTEN_ADDR.split(':')
serve({ fetch: app.fetch, hostname, port: Number(port) })
`

async function buildHello(target: Runtime, outfile: string): Promise<void> {
  const stdin = { contents: HELLO, resolveDir: CHECKOUT, loader: 'ts' as const }
  await build({ ...TARGETS[target].options, stdin, outfile, bundle: true, minify: true, format: 'esm' })
}

const ask = (url: string, token: string): Promise<number | null> =>
  new Promise((resolve, reject) => {
    const asked = get(url, { agent: false, headers: { Authorization: `Bearer ${token}` } }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0))
    })
    asked.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') resolve(null)
      else reject(error)
    })
  })

/** Milliseconds from the start of a process to its first answer. */
async function cold([command, ...args]: readonly string[], file: string, token: string): Promise<number> {
  const address = `127.0.0.1:${await freePort()}`
  const env = { PATH: '/usr/bin:/bin', HOME: tmpdir(), ...environment, BACKEND_HTTP_LISTEN_ADDR: address }
  const begun = performance.now()
  const child = spawn(command ?? '', [...args, file], { env, stdio: 'ignore' })
  const ended = once(child, 'exit')
  try {
    for (;;) {
      const status = await ask(`http://${address}/api/v1/user/account`, token)
      const took = performance.now() - begun
      if (status === 200) return took
      if (status !== null || took > LIMIT_MS) throw new Error(`${command} ${file} answered ${status}`)
      await pause(1)
    }
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN

async function compare(runtime: Runtime, folder: string, token: string): Promise<string> {
  const [ours, hello] = [join(folder, runtime), join(folder, `hello-${runtime}.mjs`)]
  await buildFunctions({ target: runtime, out: ours, only: 'api/v1/user/account.get' })
  await buildHello(runtime, hello)
  const times = { ours: [] as number[], hello: [] as number[] }
  // The first round warms up.
  for (let round = 0; round <= Number(values.rounds); round += 1) {
    const took = await cold(RUNTIMES[runtime], join(ours, 'api/v1/user/account.get.mjs'), token)
    const limit = await cold(RUNTIMES[runtime], hello, token)
    if (round === 0) continue
    times.ours.push(took)
    times.hello.push(limit)
  }
  const ratios = times.ours.map((took, index) => took / (times.hello[index] ?? NaN))
  const spread = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`
  const [took, limit] = [median(times.ours).toFixed(0), median(times.hello).toFixed(0)]
  const ratio = `ratio ${median(ratios).toFixed(2)} (${spread}), wanted 1.15`
  return `${runtime}: a function ${took} ms, hello ${limit} ms, ${ratio}`
}

const postgres = await startTestPostgres()
const environment: Record<string, string> = testEnvironment(postgres.dsn)
const folder = await mkdtemp(join(tmpdir(), 'galaxy-cold-'))
try {
  await migrateDatabase(postgres.dsn)
  configure(parseConfig(environment))
  const { token } = await player()
  for (const runtime of Object.keys(RUNTIMES) as Runtime[])
    process.stdout.write(`${await compare(runtime, folder, token)}\n`)
} finally {
  await rm(folder, { recursive: true })
  await closeDatabases()
  await postgres.stop()
}
