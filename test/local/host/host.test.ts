import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { MAIN, inboxUrl, playThroughKills, setting, startedHost, useInbox } from '#test/kit/host'
import { eventually, runNode } from '#test/kit/program'

useInbox()

const basic = (password: string) => ({
  Authorization: `Basic ${Buffer.from(`root:${password}`).toString('base64')}`,
})

describe('a start', () => {
  it('is ready with everything up, and ends with 0 and no orphan on SIGTERM', async () => {
    const { environment, sql } = await setting()
    const host = await startedHost(environment)
    const ready = await fetch(new URL('/readyz', host.url))
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { status: 'ready', checks: { worker: 'ok' } },
    ])
    expect((await sql`select from backend.worker_heartbeats`).length).toBe(1)

    host.child.kill('SIGTERM')
    expect(await host.exited).toBe(0)
    expect((await sql`select from backend.worker_heartbeats`).length).toBe(0)
    expect((await sql`select from graphile_worker.jobs where locked_at is not null`).length).toBe(0)
  })

  it('R-OTEL-3: writes JSON lines on stdout only', async () => {
    const { environment } = await setting()
    const host = await startedHost(environment)
    // A Ctrl-C under npm arrives twice.
    host.child.kill('SIGINT')
    host.child.kill('SIGINT')
    expect(await host.exited).toBe(0)
    for (const line of host.stdout().trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow()
  })

  it('R-START-6: seeds the bootstrap admin once, who must rotate the password first', async () => {
    const { environment } = await setting()
    const first = await startedHost(environment)
    const refused = await fetch(new URL('/api/v1/admin/me', first.url), {
      headers: basic('the bootstrap password'),
    })
    expect([refused.status, await refused.json()]).toMatchObject([
      403,
      { code: 'password_rotation_required' },
    ])
    const body = { current_password: 'the bootstrap password', new_password: 'a password of my own' }
    const headers = { ...basic('the bootstrap password'), 'Content-Type': 'application/json' }
    const rotated = await fetch(new URL('/api/v1/admin/me/password', first.url), {
      method: 'PUT',
      headers,
      body: JSON.stringify(body),
    })
    expect(rotated.status).toBe(204)
    first.child.kill('SIGTERM')
    await first.exited

    const second = await startedHost(environment)
    const me = await fetch(new URL('/api/v1/admin/me', second.url), {
      headers: basic('a password of my own'),
    })
    expect(me.status).toBe(200)
    expect(
      (await fetch(new URL('/api/v1/admin/me', second.url), { headers: basic('the bootstrap password') }))
        .status,
    ).toBe(401)
    expect(second.stdout() + second.stderr()).not.toContain('the bootstrap password')
  })

  it('names every wrong variable at once, ends with 78 and repeats no value', async () => {
    const host = runNode([MAIN], {
      BACKEND_HTTP_LISTEN_ADDR: 'nonsense',
      BACKEND_SECRET_KEY: 'shortsecret',
      BACKEND_MAIL_WORKER_INTERVAL: 'soon',
    })
    expect(await host.exited).toBe(78)
    for (const name of ['BACKEND_HTTP_LISTEN_ADDR', 'BACKEND_SECRET_KEY', 'BACKEND_MAIL_WORKER_INTERVAL'])
      expect(host.stderr()).toContain(name)
    expect(host.stderr()).not.toMatch(/nonsense|shortsecret|soon/)
  })

  it('embeds and guesses nothing in production', async () => {
    const host = runNode([MAIN], { NODE_ENV: 'production' })
    expect(await host.exited).toBe(78)
    for (const name of ['POSTGRES_DSN', 'SECRET_KEY', 'INTERNAL_TOKEN', 'SMTP_HOST', 'SMTP_FROM']) {
      expect(host.stderr()).toContain(`BACKEND_${name} is required and not set`)
    }
  })

  it('says who holds a busy port', async () => {
    const { environment } = await setting()
    const server = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    const host = runNode([MAIN], { ...environment, BACKEND_HTTP_LISTEN_ADDR: `127.0.0.1:${port}` })
    expect(await host.exited).toBe(1)
    expect(host.stderr()).toMatch(
      new RegExp(`^Port ${port} \\(BACKEND_HTTP_LISTEN_ADDR\\) is held by .*${process.pid}.*\\n$`),
    )
  })

  it.each([
    ['an unreachable database', 'postgres://nobody:secret@127.0.0.1:9/nowhere', 'nothing listens there'],
    ['a wrong database name', null, 'there is no such database'],
  ])('says in one sentence what is wrong with %s', async (_name, dsn, said) => {
    const { environment } = await setting()
    const wrong = dsn ?? environment['BACKEND_POSTGRES_DSN']?.replace(/test_\w+/, 'nowhere') ?? ''
    const host = runNode([MAIN], { ...environment, BACKEND_POSTGRES_DSN: wrong })
    expect(await host.exited).toBe(1)
    expect(host.stderr()).toContain(said)
    expect(host.stderr().trim().split('\n')).toHaveLength(1)
    expect(host.stderr()).not.toContain('secret')
  })

  it('says in one sentence that no Docker daemon answers', async () => {
    const { environment } = await setting()
    const host = runNode([MAIN], {
      ...environment,
      BACKEND_RUNTIME_DRIVER: 'docker',
      BACKEND_DOCKER_HOST: 'unix:///nowhere.sock',
    })
    expect(await host.exited).toBe(1)
    expect(host.stderr()).toMatch(/^No Docker daemon answers at BACKEND_DOCKER_HOST .*\n$/)
  })
})

describe('roles', () => {
  it('http serves without working, worker works and serves the probes only', async () => {
    const { environment, sql } = await setting()
    const http = await startedHost({ ...environment, BACKEND_ROLE: 'http' })
    expect((await sql`select from backend.worker_heartbeats`).length).toBe(0)
    const worker = await startedHost({ ...environment, BACKEND_ROLE: 'worker' })
    expect((await fetch(new URL('/readyz', worker.url))).status).toBe(200)
    expect((await fetch(new URL('/api/v1/user/account', worker.url))).status).toBe(404)
    expect((await fetch(new URL('/api/v1/user/account', http.url))).status).toBe(401)
  })
})

describe('a game on a host that is killed', () => {
  it('goes on, and each turn is played once', async () => {
    await playThroughKills(await setting(), [2, 4])
  }, 150_000)
})

describe('R-GEO-5', () => {
  it('no line that the host prints names an address', async () => {
    const { environment } = await setting()
    const host = await startedHost({ ...environment, BACKEND_LOG_LEVEL: 'debug' })
    const email = 'nobody.should.see@players.test'
    const headers = { 'Content-Type': 'application/json', 'X-Request-Id': 'sign-in-1' }
    const asked = await fetch(new URL('/api/v1/public/auth/codes', host.url), {
      method: 'POST',
      headers,
      body: JSON.stringify({ email }),
    })
    expect(asked.status).toBe(202)
    await eventually(async () => {
      const { items } = (await (await fetch(`${inboxUrl()}/api/messages?to=${email}`)).json()) as {
        items: unknown[]
      }
      return items.length > 0 ? true : null
    })
    await host.logged('mail attempt')
    const output = host.stdout() + host.stderr()
    expect(output).not.toContain('nobody.should.see')
    expect(output).toMatch(/"email_hash":"[0-9a-f]{16}"/)
    const attempt = host
      .stdout()
      .split('\n')
      .find((line) => line.includes('"mail attempt"'))
    expect(attempt).toContain('"request_id":"sign-in-1"')
  })
})
