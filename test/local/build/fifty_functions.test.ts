import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { concurrencyLimiter } from '#shared/concurrency/limiter'
import { findInstanceId } from '#sql/runtime/records'
import { buildFunctions } from '#local/build/main'
import { listEndpoints } from '#local/tree'
import { describeDocker, dockerHost, dockerOptions, removeAll } from '#test/kit/docker'
import { DEMO, inboxUrl, MAIN, setting, useInbox } from '#test/kit/host'
import { describeWith } from '#test/kit/needs'
import { startNginx } from '#test/kit/nginx'
import type { Upstream } from '#test/kit/nginx'
import { eventually, runNode } from '#test/kit/program'
import { serveFunction } from '#test/kit/runtimes'

useInbox()

const HOW_MANY = 50
const describeBoth = describeWith('nginx', 'nginx-light') === describe ? describeDocker : describe.skip

/** Builds and starts the functions of the public and the user API, each as a process. */
async function startFunctions(environment: Record<string, string>): Promise<Upstream[]> {
  const folder = await mkdtemp(join(tmpdir(), 'galaxy-fifty-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const only = 'api/v1/{public,user}/**'
  const bundles = await buildFunctions({ target: 'node', out: folder, only })
  const names = new Set(bundles.map(({ name }) => `${name}.ts`))
  const few = concurrencyLimiter({ running: 2, waiting: names.size })
  const endpoints = (await listEndpoints()).filter(({ file }) => names.has(file))
  return Promise.all(
    endpoints.map(({ file, method, path }) =>
      few(async () => {
        const served = await serveFunction('node', join(folder, file.replace(/\.ts$/, '.mjs')), environment)
        onTestFinished(() => served.stop())
        return { method, path, url: served.url }
      }),
    ),
  )
}

describeBoth('fifty functions and more, each a process, behind nginx', () => {
  it('R-ENG-1: play the demo to its end, with workers in two further processes', async () => {
    const { environment, sql } = await setting({
      BACKEND_RUNTIME_DRIVER: 'docker',
      BACKEND_DOCKER_HOST: dockerHost,
      BACKEND_DOCKER_NETWORK: `galaxy-test-${randomUUID().slice(0, 8)}`,
      BACKEND_ROLE: 'worker',
    })
    const workers = [runNode([MAIN], environment)]
    await workers[0]?.logged('ready')
    workers.push(runNode([MAIN], environment))
    await workers[1]?.logged('ready')
    const instance = await findInstanceId(sql)
    const network = environment['BACKEND_DOCKER_NETWORK'] ?? ''
    onTestFinished(() => removeAll(dockerOptions({ network, instance })))

    const { BACKEND_POSTGRES_DSN = '', BACKEND_SECRET_KEY = '' } = environment
    const alone = { BACKEND_POSTGRES_DSN, BACKEND_SECRET_KEY, BACKEND_POSTGRES_MAX_CONNECTIONS: '1' }
    const functions = await startFunctions({ ...alone, BACKEND_TRUSTED_PROXY_HOPS: '1' })
    expect(functions.length).toBeGreaterThanOrEqual(HOW_MANY)
    const nginx = await startNginx(functions)
    onTestFinished(() => nginx.stop())

    const told = [
      '--every',
      '1s',
      '--players',
      '2',
      '--turns',
      '8',
      '--url',
      nginx.url,
      '--inbox',
      inboxUrl(),
    ]
    const demo = runNode([DEMO, ...told], {})
    expect(await demo.exited, demo.stdout() + demo.stderr()).toBe(0)
    expect(demo.stdout()).toMatch(/The ranking:\n {2}1\. /)
    const turns = await sql<{ turn: number }[]>`
      select turn from backend.game_turns where status = 'committed' order by turn`
    expect(turns.map(({ turn }) => turn)).toEqual(turns.map((_, index) => index + 1))
    await eventually(async () => {
      const [row] = await sql<{ status: string }[]>`select status from backend.runtime_records`
      return row?.status === 'removed' ? true : null
    })
    for (const worker of workers) {
      worker.child.kill('SIGTERM')
      expect(await worker.exited).toBe(0)
    }
  }, 240_000)
})
