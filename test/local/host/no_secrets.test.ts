// What a whole run prints and stores names nobody and holds no secret: a slice of everything is played on a host as a
// process, by people and by strangers, until it crashes, and all that came of it is searched.

import { once } from 'node:events'
import { connect as connectSocket } from 'node:net'
import { expect, it, vi } from 'vitest'
import { startCollector } from '#test/kit/collector'
import { setting, startedHost, useInbox } from '#test/kit/host'
import type { Setting } from '#test/kit/host'
import { keepJobs } from '#test/kit/jobs'
import { eventually } from '#test/kit/program'
import { startRelay } from '#test/kit/relay'
import type { Relay } from '#test/kit/relay'

useInbox()
vi.setConfig({ testTimeout: 120_000 })

type Sql = Setting['sql']
type Body = Record<string, unknown>
type Ask = { body?: unknown; token?: string; basic?: string; headers?: Record<string, string> }
type Answered = { status: number; body: Body; text: string }

const HOST = 'leak.example'
const FORWARDED = '203.0.113.77'
const BOOTSTRAP = 'the bootstrap password'
const PASSWORD = 'a much longer password'
const GUESS = 'a guess of a password'
const BASIC = (password: string, name = 'root') =>
  `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`

// Statements, and not their summaries in spans, as `UPDATE backend.games`.
const SQL_TEXT =
  /\bselect\b[^"\n]{1,400}\bfrom (backend|graphile_worker)\.|\binsert into [\w.]+ ?\(|\bupdate [\w.]+ (\w+ )?set\b|\bdelete from [\w.]+ (\w+ )?(where|using)\b/i

/** A relay that quotes what it refuses. */
const rudeRelay = (): Promise<Relay> =>
  startRelay({
    onRcptTo: ({ address }, _session, answer) => {
      if (!address.startsWith('refused')) return answer()
      const text = `5.1.1 <${address}>: ${address.toUpperCase()} is unknown to ${address.split('@')[1]}`
      answer(Object.assign(new Error(text), { responseCode: 550 }))
    },
  })

/** A caller who keeps the secrets that it is told, and the refusals. */
function caller(url: string, secrets: Set<string>, refusals: string[]) {
  return async (
    method: string,
    path: string,
    { body, token, basic, headers }: Ask = {},
  ): Promise<Answered> => {
    if (token !== undefined) secrets.add(token)
    const answer = await fetch(new URL(path, url), {
      method,
      headers: {
        'X-Forwarded-For': `${FORWARDED}, guest@${HOST}, <script>`,
        'User-Agent': `agent@${HOST}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(basic !== undefined && { Authorization: basic }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (answer.status >= 400) refusals.push(text)
    const json = answer.headers.get('content-type')?.includes('json') ? (JSON.parse(text) as Body) : {}
    for (const name of ['token', 'csrf_token']) if (typeof json[name] === 'string') secrets.add(json[name])
    return { status: answer.status, body: json, text }
  }
}

type Call = ReturnType<typeof caller>

/** Signs in with the mailed code, after a wrong one. */
async function signIn(call: Call, relay: Relay, name: string, secrets: Set<string>) {
  const email = `${name}@${HOST}`
  const { body } = await call('POST', '/api/v1/public/auth/codes', { body: { email } })
  const mail = await eventually(async () => relay.received.find(({ to }) => to === email) ?? null)
  const [code = ''] = /\b\d{6}\b/.exec(mail.raw.slice(mail.raw.indexOf('\r\n\r\n'))) ?? []
  secrets.add(code)
  const wrong = code === '111111' ? '222222' : '111111'
  const challenge = { challenge_id: body['challenge_id'], display_name: name }
  expect(
    (await call('POST', '/api/v1/public/auth/sessions', { body: { ...challenge, code: wrong } })).status,
  ).toBe(401)
  const session = await call('POST', '/api/v1/public/auth/sessions', { body: { ...challenge, code } })
  expect(session.status, session.text).toBe(201)
  return { token: String(session.body['token']), user_id: String((session.body['user'] as Body)['user_id']) }
}

/** What is no request, or hardly one, with an address in every place that takes text. */
async function misbehave(call: Call, url: string): Promise<void> {
  const email = `stranger@${HOST}`
  const codes = '/api/v1/public/auth/codes'
  for (const body of [
    `{"email": "${email}"`,
    { email, extra: email },
    `"${email}"`,
    { email: `${email}\r\nRCPT TO:<${email}>` },
  ])
    expect((await call('POST', codes, { body })).status).toBe(400)
  await call('POST', codes, { body: { email }, headers: { 'Content-Type': `text/${email}` } })
  await call('GET', `/api/v1/user/${email}?email=${email}`)
  await call('DELETE', `/api/v1/public/auth/codes?email=${email}`)
  await call('GET', `/api/v1/user/account`, { token: `not-a-token-of-${HOST}-at-all-and-long-enough` })
  await call('GET', `/api/v1/public/calendar/${'c'.repeat(43)}`)
  const headers = {
    'Idempotency-Key': email,
    'X-Request-Id': email,
    traceparent: `00-${email}`,
    Cookie: `galaxy_admin_session=${email}`,
  }
  await call('POST', codes, { body: { email }, headers })
  const { hostname, port } = new URL(url)
  const requests = [
    `GARBAGE ${email}\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: ${email}\r\n\r\n`,
    `GET http://${email}/%zz HTTP/1.1\r\nHost: x\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${email.repeat(1000)}\r\n\r\n`,
    `POST /api/v1/public/auth/codes HTTP/1.1\r\nHost: x\r\nContent-Length: ${email}\r\n\r\n`,
  ]
  for (const request of requests) {
    const socket = connectSocket(Number(port), hostname)
    socket.on('error', () => undefined).resume()
    socket.end(request)
    await once(socket, 'close')
  }
}

async function administer(call: Call): Promise<void> {
  const email = `one@${HOST}`
  const admin = { basic: BASIC(PASSWORD) }
  await call('GET', '/api/v1/admin/me', { basic: BASIC(GUESS) })
  await call('POST', '/api/v1/admin/session', { body: { username: `admin@${HOST}`, password: GUESS } })
  const rotation = { current_password: BOOTSTRAP, new_password: PASSWORD }
  expect(
    (await call('PUT', '/api/v1/admin/me/password', { basic: BASIC(BOOTSTRAP), body: rotation })).status,
  ).toBe(204)
  await call('POST', '/api/v1/admin/session', { body: { username: 'root', password: PASSWORD } })
  const found = await call('GET', `/api/v1/admin/users?email=${encodeURIComponent(email)}`, admin)
  expect(found.body['items']).toHaveLength(1)
  await call('GET', `/api/v1/admin/users?email=${encodeURIComponent('not an address@x')}`, admin)
  const suppression = { email: `suppressed@${HOST}`, reason: `asked by suppressed@${HOST}` }
  expect(
    (await call('POST', '/api/v1/admin/mail/suppressions', { ...admin, body: suppression })).status,
  ).toBe(201)
  await call('GET', '/api/v1/admin/audit', admin)
  const admins = { username: 'second', password: PASSWORD, email }
  await call('POST', '/api/v1/admin/admins', { ...admin, body: admins })
}

/** Statements that fail with an address in their text, in a request and in tasks. */
async function breakDatabase(sql: Sql): Promise<void> {
  await sql`
    create function public.refuse() returns trigger language plpgsql as $$ begin
      raise exception 'refused: value of database@leak.example'
        using detail = 'select of backend.accounts, database@leak.example';
    end $$`
  await sql`
    create trigger refuse before update of display_name on backend.accounts for each row
      execute function public.refuse()`
  await sql`
    create trigger refuse before update on backend.game_turns for each row when (new.status = 'claimed')
      execute function public.refuse()`
  // A worker without a heartbeat ends, and its host crashes with what was refused.
  await sql`
    create trigger refuse before insert or update on backend.worker_heartbeats for each row
      execute function public.refuse()`
  await sql`
    create trigger refuse before insert on backend.mail_deliveries for each row when (new.kind = 'lobby.invited')
    execute function public.refuse()`
}

const LAST_ERRORS = [
  'mail_deliveries.last_error',
  'mail_attempts.error',
  'notification_routes.last_error',
  'game_turns.last_error',
  'runtime_records.last_error',
  'runtime_operation_log.error_message',
]

/** What was stored about jobs and failures. */
async function storedOf(sql: Sql): Promise<string> {
  const errors = await Promise.all(
    LAST_ERRORS.map((name) => {
      const [table = '', column = ''] = name.split('.')
      return sql`select ${sql(column)} as error from ${sql(`backend.${table}`)} where ${sql(column)} is not null`
    }),
  )
  return JSON.stringify([errors, await sql`select * from public.seen_jobs`])
}

it('R-GEO-5: no address, code, token, password or SQL is printed, measured, kept with jobs or failures', async () => {
  const [collector, relay] = [await startCollector(), await rudeRelay()]
  const { environment, sql } = await setting({
    BACKEND_LOG_LEVEL: 'debug',
    BACKEND_SMTP_PORT: String(relay.port),
    BACKEND_OTEL_TRACES_EXPORTER: 'otlp',
    BACKEND_OTEL_METRICS_EXPORTER: 'prometheus',
    BACKEND_OTEL_PROMETHEUS_LISTEN_ADDR: '127.0.0.1:0',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: '200',
  })
  const host = await startedHost(environment)
  const metrics_url = String((await host.logged('metrics'))['url'])
  await keepJobs(sql)
  const secrets = new Set([PASSWORD, GUESS, BOOTSTRAP, environment['BACKEND_SECRET_KEY'] ?? ''])
  for (const password of [PASSWORD, GUESS, BOOTSTRAP]) secrets.add(BASIC(password).slice('Basic '.length))
  secrets.add(environment['BACKEND_INTERNAL_TOKEN'] ?? '')
  const refusals: string[] = []
  const call = caller(host.url, secrets, refusals)

  const owner = await signIn(call, relay, 'one', secrets)
  const other = await signIn(call, relay, 'two', secrets)
  for (const name of ['refused', 'suppressed'])
    await call('POST', '/api/v1/public/auth/codes', { body: { email: `${name}@${HOST}` } })
  await eventually(async () => {
    const rows = await sql`select from backend.mail_deliveries where status = 'dead_lettered'`
    return rows.length > 0 ? true : null
  })
  await misbehave(call, host.url)
  await administer(call)

  const link = await call('POST', '/api/v1/user/calendar-link', { token: owner.token })
  const calendar = new URL(String(link.body['url'])).pathname
  secrets.add(calendar.split('/').at(-1) ?? '')
  expect((await call('GET', calendar)).status).toBe(200)
  const [version] = await sql<{ version: string }[]>`select version from backend.engine_versions`
  const game = {
    name: 'Secrets',
    visibility: 'private',
    engine_version: version?.version,
    min_players: 2,
    max_players: 4,
    turn_schedule: { kind: 'interval', every: '24h' },
  }
  const made = await call('POST', '/api/v1/user/games', { token: owner.token, body: game })
  const path = `/api/v1/user/games/${String(made.body['game_id'])}`
  expect((await call('POST', `${path}/open-enrollment`, { token: owner.token })).status).toBeLessThan(300)
  const invited = await call('POST', `${path}/invites`, {
    token: owner.token,
    body: { email: `two@${HOST}` },
  })
  expect(invited.status, invited.text).toBe(201)
  const accepted = await call('POST', `/api/v1/user/invites/${String(invited.body['invite_id'])}/accept`, {
    token: other.token,
    body: { alias: 'Two' },
  })
  expect(accepted.status, accepted.text).toBe(200)
  await call('POST', `${path}/lock`, { token: owner.token })
  expect((await call('POST', `${path}/start`, { token: owner.token })).status).toBe(200)
  await eventually(async () => {
    const rows =
      await sql`select from backend.mail_deliveries where kind = 'game.started' and status = 'sent'`
    return rows.length === 2 ? true : null
  })
  for (const { raw } of relay.received)
    for (const [, token] of raw.replaceAll('=\r\n', '').matchAll(/unsubscribe\/([\w-]{20,})/g))
      secrets.add(token ?? '')

  await breakDatabase(sql)
  expect(
    (await call('PATCH', '/api/v1/user/account', { token: owner.token, body: { display_name: 'Three' } }))
      .status,
  ).toBe(500)
  await call('POST', `${path}/invites`, { token: owner.token, body: { email: `three@${HOST}` } })
  expect((await call('POST', `${path}/force-next-turn`, { token: owner.token })).status).toBe(202)
  await eventually(async () => {
    const failed = await sql`select from public.seen_jobs where last_error is not null`
    return failed.length > 0 ? true : null
  })
  const metrics = await (await fetch(metrics_url)).text()
  expect(metrics).toContain('galaxy_http_requests')
  const stored = await storedOf(sql)
  await eventually(async () =>
    collector.spans().some(({ name }) => name === 'task runtime/turn') ? true : null,
  )
  expect(await host.exited).toBe(1)
  expect(host.stderr()).toContain('crashed: ')

  const all = {
    stdout: host.stdout(),
    stderr: host.stderr(),
    spans: collector.raw(),
    metrics,
    stored,
    refusals: refusals.join('\n'),
  }
  secrets.delete('')
  expect(secrets.size).toBeGreaterThan(12)
  for (const [where, text] of Object.entries(all)) {
    expect(text.length, where).toBeGreaterThan(100)
    const about = (needle: string) =>
      text
        .split('\n')
        .filter((line) => line.toLowerCase().includes(needle.toLowerCase()))
        .slice(0, 3)
    expect(about(`@${HOST}`), where).toEqual([])
    expect(about(`%40${HOST}`), where).toEqual([])
    expect(about(FORWARDED), where).toEqual([])
    for (const secret of secrets) {
      const found = /^\d{6}$/.test(secret) ? new RegExp(`\\b${secret}\\b`).test(text) : text.includes(secret)
      expect(found, `${secret} in ${where}`).toBe(false)
    }
    expect(text.match(SQL_TEXT), where).toBe(null)
  }
})
