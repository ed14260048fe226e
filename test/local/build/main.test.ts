import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { config } from '#shared/config'
import { database } from '#shared/postgres'
import type { Bundle } from '#local/build/bundle'
import { buildFunctions } from '#local/build/main'
import { listEndpoints } from '#local/tree'
import { player } from '#test/kit/people'
import { runNode } from '#test/kit/program'

let folder: string
let bundles: Bundle[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'galaxy-build-'))
  bundles = await buildFunctions({ target: 'node', out: folder })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs one built function alone in an empty folder and answers its address. */
async function runAlone(file: string, environment: Record<string, string>) {
  const empty = await mkdtemp(join(tmpdir(), 'galaxy-alone-'))
  await copyFile(join(folder, file), join(empty, 'function.mjs'))
  const program = runNode(
    ['function.mjs'],
    { BACKEND_HTTP_LISTEN_ADDR: '127.0.0.1:0', ...environment },
    empty,
  )
  return { ...program, folder: empty }
}

const environment = () => ({
  BACKEND_POSTGRES_DSN: config().BACKEND_POSTGRES_DSN,
  BACKEND_SECRET_KEY: config().BACKEND_SECRET_KEY,
})

describe('a built function, alone in an empty folder with only environment variables', () => {
  it('is one module for each endpoint', async () => {
    expect(bundles.map(({ name }) => `${name}.ts`)).toEqual((await listEndpoints()).map(({ file }) => file))
  })

  it('answers its endpoint, and nothing else', async () => {
    const program = await runAlone('api/v1/user/account.get.mjs', environment())
    const { port } = await program.logged('ready')
    const url = `http://127.0.0.1:${String(port)}/api/v1/user/account`
    const { token, user_id } = await player()

    const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}` } })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ user_id })
    expect((await fetch(url)).status).toBe(401)
    expect((await fetch(url, { method: 'DELETE' })).headers.get('allow')).toBe('GET')
    expect((await fetch(new URL('/healthz', url))).status).toBe(404)
    expect(await readdir(program.folder)).toEqual(['function.mjs'])

    program.child.kill('SIGTERM')
    expect(await program.exited).toBe(0)
  })

  it('R-OTEL-4: exports no span, but goes on with the request id and the trace of its caller', async () => {
    const program = await runAlone('api/v1/public/auth/codes.post.mjs', environment())
    const { port } = await program.logged('ready')
    const trace_id = 'd'.repeat(32)
    const answer = await fetch(`http://127.0.0.1:${String(port)}/api/v1/public/auth/codes`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Request-Id': 'alone-1',
        traceparent: `00-${trace_id}-${'e'.repeat(16)}-01`,
      },
      body: JSON.stringify({ email: 'traced@players.test' }),
    })
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([202, 'alone-1'])
    expect(await program.logged('request')).toMatchObject({ request_id: 'alone-1', otel_trace_id: trace_id })
    const rows = await database()`
      select request_id, traceparent from backend.mail_deliveries where request_id = 'alone-1' union all
      select payload->>'request_id', payload->>'traceparent' from graphile_worker._private_jobs where key = 'mail/scan'`
    const cause = { request_id: 'alone-1', traceparent: expect.stringContaining(trace_id) }
    expect([...rows]).toEqual([cause, cause])
    const text = await readFile(join(program.folder, 'function.mjs'), 'utf8')
    expect(text).not.toContain('OTLPTraceExporter')
  })

  it('enqueues work though it holds no queue', async () => {
    const program = await runAlone('api/v1/public/auth/codes.post.mjs', environment())
    const { port } = await program.logged('ready')
    const answer = await fetch(`http://127.0.0.1:${String(port)}/api/v1/public/auth/codes`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'alone@players.test' }),
    })
    expect(answer.status).toBe(202)
    const jobs =
      await database()`select from graphile_worker.jobs where key = 'mail/scan' and run_at <= now()`
    expect(jobs.length).toBe(1)
    const text = await readFile(join(program.folder, 'function.mjs'), 'utf8')
    for (const absent of ['graphile_worker', 'nodemailer', 'dockerode']) expect(text).not.toContain(absent)
  })

  it('asks for the variables it uses, and for no other', async () => {
    const program = await runAlone('healthz.get.mjs', { BACKEND_SMTP_TLS_MODE: 'nonsense' })
    const { port } = await program.logged('ready')
    expect((await fetch(`http://127.0.0.1:${String(port)}/healthz`)).status).toBe(200)
    program.child.kill('SIGTERM')
    expect(await program.exited).toBe(0)
  })

  it('answers 503 where a variable is missing, and its log names each', async () => {
    const program = await runAlone('api/v1/user/account.get.mjs', { BACKEND_SESSION_IDLE_TTL: 'soon' })
    const { port } = await program.logged('not ready: every request is refused')
    const answer = await fetch(`http://127.0.0.1:${String(port)}/api/v1/user/account`)
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ code: 'misconfigured' })
    expect(program.stdout()).toContain('BACKEND_POSTGRES_DSN is required and not set')
    expect(program.stdout()).toContain('BACKEND_SECRET_KEY is required and not set')
    expect(program.stdout()).toContain('BACKEND_SESSION_IDLE_TTL must be a duration')
    expect(program.stdout()).not.toContain('soon')
    program.child.kill('SIGTERM')
    expect(await program.exited).toBe(0)
  })
})
