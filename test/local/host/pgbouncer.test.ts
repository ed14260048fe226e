import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { config } from '#shared/config'
import { buildFunctions } from '#local/build/main'
import { MAIN, playThroughKills, setting, useInbox } from '#test/kit/host'
import { describeWith } from '#test/kit/needs'
import { player } from '#test/kit/people'
import { startPgBouncer } from '#test/kit/pgbouncer'
import { runNode } from '#test/kit/program'
import { serveFunction } from '#test/kit/runtimes'

useInbox()

async function pooled(direct_dsn: string) {
  const pooler = await startPgBouncer(direct_dsn)
  onTestFinished(() => pooler.stop())
  return { BACKEND_POSTGRES_DSN: pooler.dsn, BACKEND_POSTGRES_PREPARE: 'false' }
}

describeWith('pgbouncer', 'pgbouncer')('behind PgBouncer in transaction mode', () => {
  it('a host plays a game to its end, also over a kill', async () => {
    const made = await setting()
    const { BACKEND_POSTGRES_DSN = '' } = made.environment
    Object.assign(made.environment, await pooled(BACKEND_POSTGRES_DSN), {
      BACKEND_POSTGRES_DIRECT_DSN: BACKEND_POSTGRES_DSN,
    })
    expect(await playThroughKills(made, [3])).toMatch(/-/)
  }, 150_000)

  it('a host without a direct connection says so at its start, and ends', async () => {
    const { environment } = await setting()
    const host = runNode([MAIN], {
      ...environment,
      ...(await pooled(environment['BACKEND_POSTGRES_DSN'] ?? '')),
    })
    expect(await host.exited).toBe(1)
    expect(host.stderr()).toMatch(/BACKEND_POSTGRES_DIRECT_DSN/)
  })

  it('a function alone answers many callers at once, over fewer connections', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'galaxy-pooled-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    await buildFunctions({ target: 'node', out: folder, only: 'api/v1/user/account.patch' })
    const { BACKEND_POSTGRES_DSN, BACKEND_SECRET_KEY } = config()
    const served = await serveFunction('node', join(folder, 'api/v1/user/account.patch.mjs'), {
      ...(await pooled(BACKEND_POSTGRES_DSN)),
      BACKEND_SECRET_KEY,
      BACKEND_POSTGRES_MAX_CONNECTIONS: '20',
    })
    onTestFinished(() => served.stop())
    const players = await Promise.all(Array.from({ length: 40 }, () => player()))
    const answers = await Promise.all(
      players.map(async ({ token }, index) => {
        const answer = await fetch(new URL('/api/v1/user/account', served.url), {
          method: 'PATCH',
          headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
          body: JSON.stringify({ display_name: `Pooled ${index}` }),
        })
        return { status: answer.status, body: await answer.json() }
      }),
    )
    expect(answers, served.output()).toEqual(
      players.map(({ user_id }, index) => ({
        status: 200,
        body: expect.objectContaining({ user_id, display_name: `Pooled ${index}` }) as unknown,
      })),
    )
  })
})
