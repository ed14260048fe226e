import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CHECKOUT } from '#local/tree'
import { MAIN, inboxUrl, playThroughKills, setting, startedHost, useInbox } from '#test/kit/host'
import { eventually, runNode } from '#test/kit/program'

useInbox()

const basic = (password: string) => ({
  Authorization: `Basic ${Buffer.from(`root:${password}`).toString('base64')}`,
})

describe('a start', () => {
  it('is ready with everything up, and ends with 0 and no orphan on SIGTERM', async () => {
    const { environment, sql } = await setting({}, 'empty')
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
    const { environment } = await setting({}, 'empty')
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

  it.each([
    ['accepts connections and says nothing', () => undefined],
    ['drops every connection', (socket: Socket) => void socket.end()],
    ['speaks another protocol', (socket: Socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('gives up a database that %s', async (_, serve) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      serve(socket)
    })
    const sockets = new Set<Socket>()
    server.on('connection', (socket) => sockets.add(socket))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy()
      server.close()
    })
    const { port } = server.address() as AddressInfo
    const dsn = `postgres://galaxy:secret@127.0.0.1:${port}/galaxy`
    const migrating = runNode([join(CHECKOUT, 'local/migrate.ts')], { BACKEND_POSTGRES_DSN: dsn })
    expect(await migrating.exited).toBe(1)
    expect(migrating.stderr()).toMatch(
      /^The database at postgres:\/\/galaxy@\S+ cannot be used: (no PostgreSQL answers there|it does not answer)\.\n$/,
    )
    expect(migrating.stderr().trim().split('\n')).toHaveLength(1)
  })

  it.each(['BACKEND_HTTP_LISTEN_ADDR', 'BACKEND_PUSH_LISTEN_ADDR', 'BACKEND_OTEL_PROMETHEUS_LISTEN_ADDR'])(
    'says in one sentence that %s is no address of this machine',
    async (name) => {
      const { environment } = await setting({ BACKEND_OTEL_METRICS_EXPORTER: 'prometheus' })
      const free = { BACKEND_OTEL_PROMETHEUS_LISTEN_ADDR: '127.0.0.1:0' }
      const host = runNode([MAIN], { ...environment, ...free, [name]: '192.0.2.1:8080' })
      expect(await host.exited).toBe(1)
      expect(host.stderr()).toBe(
        `${name} (192.0.2.1:8080) cannot be listened on: this machine has no such address.\n`,
      )
      expect(host.stdout()).not.toContain('"warn"')
    },
  )

  it('says before it is ready that the country database cannot be read', async () => {
    const { environment } = await setting({ BACKEND_GEOIP_DB_PATH: '/nowhere.mmdb' })
    const host = await startedHost(environment)
    expect(host.stdout()).toMatch(/"msg":"the country database cannot be read"[^]*"msg":"ready"/)
  })

  it.each(['', 'short'])('says in one sentence that the kept key is none: "%s"', async (kept) => {
    const { environment } = await setting()
    const { BACKEND_SECRET_KEY: _, ...others } = environment
    const file = join(others['BACKEND_LOCAL_STATE_DIR'] ?? '', 'secret_key')
    await writeFile(file, kept)
    const host = runNode([MAIN], others)
    expect(await host.exited).toBe(1)
    expect(host.stderr()).toMatch(new RegExp(`^${file} holds no key\\. Remove it to get a new one: .*\\n$`))
    expect(await readFile(file, 'utf8')).toBe(kept)
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

describe('F-PROC-1: a host whose terminal is gone', () => {
  it('stops in order at SIGHUP', async () => {
    const { environment } = await setting()
    const host = await startedHost(environment)
    host.child.kill('SIGHUP')
    expect(await host.exited).toBe(0)
    expect(host.stdout()).toContain('"msg":"stopped"')
  })

  it.each(['stdout', 'stderr'] as const)('stops in order when nobody reads its %s', async (stream) => {
    const { environment } = await setting()
    const host = await startedHost({ ...environment, BACKEND_LOG_LEVEL: 'debug' })
    host.child[stream]?.destroy()
    // What the host prints next finds nobody: each refused log-in is a line on stdout, the end one on stderr.
    if (stream === 'stdout')
      await eventually(async () => {
        await fetch(new URL('/healthz', host.url)).catch(() => null)
        return host.child.exitCode
      })
    else host.child.kill('SIGTERM')
    expect(await host.exited).toBe(0)
    expect(host.stderr()).not.toContain('EPIPE')
  })
})

describe('F-PROC-2: a state folder that cannot be written', () => {
  it('is told in one sentence before anything starts', async () => {
    const { environment } = await setting()
    const folder = await mkdtemp(join(tmpdir(), 'galaxy-read-only-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await writeFile(join(folder, 'file'), '')
    const { BACKEND_SMTP_HOST: _, ...embedding } = environment
    const host = runNode([MAIN], { ...embedding, BACKEND_LOCAL_STATE_DIR: join(folder, 'file/state') })
    expect(await host.exited).toBe(1)
    expect(host.stderr()).toMatch(
      /^The state folder .*file\/state cannot be written \(ENOTDIR\)\. Name another/,
    )
    expect(host.stderr().trim().split('\n')).toHaveLength(1)
    expect(host.stdout()).not.toContain('inbox')
  })
})

describe('F-PROC-3: two hosts of one checkout', () => {
  it('with a state folder of their own each embed an inbox of their own', async () => {
    const inboxes = new Set<string | null>()
    for (let n = 0; n < 2; n += 1) {
      const { environment } = await setting()
      const { BACKEND_SMTP_HOST: _, ...embedding } = environment
      await startedHost(embedding)
      const file = join(environment['BACKEND_LOCAL_STATE_DIR'] ?? '', 'host.json')
      const { inbox_url } = JSON.parse(await readFile(file, 'utf8')) as { inbox_url: string | null }
      inboxes.add(inbox_url)
      expect((await fetch(new URL('/api/messages', inbox_url ?? ''))).status).toBe(200)
    }
    expect(inboxes.size).toBe(2)
  })

  it('that only answers requests embeds no inbox', async () => {
    const { environment } = await setting({ BACKEND_ROLE: 'http' })
    const { BACKEND_SMTP_HOST: _, ...embedding } = environment
    await startedHost(embedding)
    const file = join(environment['BACKEND_LOCAL_STATE_DIR'] ?? '', 'host.json')
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ inbox_url: null })
  })
})

describe('F-PROC-4: BACKEND_PUBLIC_URL', () => {
  it("is the host's own URL on a laptop, unless it is given", async () => {
    const { own, origin } = await linkOf('own@players.test', {})
    expect(origin).toBe(own)
    const given = await linkOf('given@players.test', { BACKEND_PUBLIC_URL: 'https://galaxy.example' })
    expect(given.origin).toBe('https://galaxy.example')
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

/** The newest mail to an address in the file's inbox. */
async function mailTo(email: string): Promise<{ text: string } | undefined> {
  const answer = await fetch(new URL(`/api/messages?to=${encodeURIComponent(email)}`, inboxUrl()))
  const { items } = (await answer.json()) as { items: { text: string }[] }
  return items[0]
}

/** The origin of a link that a host makes for a person who signs in, beside the host's own URL. */
async function linkOf(email: string, more: Record<string, string>) {
  const { environment, sql } = await setting(more)
  const host = await startedHost(environment)
  const body = JSON.stringify({ email })
  const headers = { 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body }
  await fetch(new URL('/api/v1/public/auth/codes', host.url), init)
  const mail = await eventually(async () => (await mailTo(email)) ?? null)
  const code = /\b\d{6}\b/.exec(mail.text)?.[0]
  const [row] = await sql<{ challenge_id: string }[]>`select challenge_id from backend.auth_challenges`
  const session = await fetch(new URL('/api/v1/public/auth/sessions', host.url), {
    ...init,
    body: JSON.stringify({ challenge_id: row?.challenge_id, code, device_name: 'test' }),
  })
  const { token } = (await session.json()) as { token: string }
  const asked = { method: 'POST', headers: { authorization: `Bearer ${token}` } }
  const link = await fetch(new URL('/api/v1/user/calendar-link', host.url), asked)
  const { url } = (await link.json()) as { url: string }
  return { own: host.url, origin: new URL(url).origin }
}
