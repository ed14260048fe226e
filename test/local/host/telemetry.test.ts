import { randomBytes } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { startCollector } from '#test/kit/collector'
import type { CollectedSpan } from '#test/kit/collector'
import { setting, startedHost, useInbox } from '#test/kit/host'
import { eventually } from '#test/kit/program'
import type { Program } from '#test/kit/program'

useInbox()

// Each starts a host of its own, and ends it.
vi.setConfig({ testTimeout: 60_000 })

const linesOf = (host: Program) =>
  host
    .stdout()
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line): Record<string, unknown> => JSON.parse(line))

/** Asks for a sign-in code under an id and in a trace that are known, and waits for its mail. */
async function askForCode(host: Program & { url: string }) {
  const trace_id = randomBytes(16).toString('hex')
  const request_id = `r-${trace_id}`
  const answer = await fetch(new URL('/api/v1/public/auth/codes', host.url), {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Request-Id': request_id,
      traceparent: `00-${trace_id}-00f067aa0ba902b7-01`,
    },
    body: JSON.stringify({ email: 'traced@players.test' }),
  })
  expect(answer.status).toBe(202)
  await host.logged('mail attempt')
  return { request_id, trace_id }
}

async function ended(host: Program): Promise<void> {
  host.child.kill('SIGTERM')
  expect(await host.exited).toBe(0)
}

describe('R-OTEL-1: traces', () => {
  it('over OTLP: a request, its statements, the task that it caused and the mail are one trace', async () => {
    const collector = await startCollector()
    const { environment, sql } = await setting({
      BACKEND_OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_SERVICE_NAME: 'a-name-of-ours',
      OTEL_BSP_SCHEDULE_DELAY: '100',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    })
    const host = await startedHost(environment)
    const { request_id, trace_id } = await askForCode(host)
    const [mail] = await sql<{ request_id: string; traceparent: string }[]>`
      select request_id, traceparent from backend.mail_deliveries`
    // The run that sent it may be one that was under way; the one that was asked for comes too.
    await eventually(async () => {
      const runs = collector.spans().filter(({ name }) => name === 'task mail/scan')
      return runs.some((span) => span.trace_id === trace_id) ? true : null
    })
    await ended(host)

    const spans = collector.spans().filter((span) => span.trace_id === trace_id)
    const named = (name: string) => spans.filter((span) => span.name === name)
    const [request] = named('POST /api/v1/public/auth/codes')
    expect(request).toMatchObject({
      kind: 2,
      parent_span_id: '00f067aa0ba902b7',
      failed: false,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/api/v1/public/auth/codes',
        'http.response.status_code': 202,
        'galaxy.request_id': request_id,
      },
    })
    const statements = spans.filter(({ parent_span_id }) => parent_span_id === request?.span_id)
    expect(statements.map(({ name }) => name)).toEqual(expect.arrayContaining(['BEGIN', 'COMMIT']))
    const [insert] = statements.filter(({ name }) => name === 'INSERT backend.mail_deliveries')
    expect(insert?.attributes).toMatchObject({
      'db.system.name': 'postgresql',
      'db.query.summary': 'INSERT backend.mail_deliveries',
    })
    expect(JSON.stringify(spans)).not.toContain('traced@players.test')

    const runs = named('task mail/scan')
    expect(runs.some((span) => span.links.includes(request?.span_id ?? ''))).toBe(true)
    const [sending] = named('send mail')
    expect(sending?.parent_span_id).toBe(request?.span_id)
    expect(named('SMTP send')).toMatchObject([
      { parent_span_id: sending?.span_id, failed: false, attributes: { 'smtp.response.status_code': 250 } },
    ])
    expect(mail).toMatchObject({ request_id, traceparent: `00-${trace_id}-${request?.span_id}-01` })
    expect(collector.resource()).toMatchObject({
      'service.name': 'a-name-of-ours',
      'deployment.environment.name': 'test',
    })

    // R-OTEL-4: the same ids stand in the lines of the log.
    const lines = linesOf(host).filter((line) => line['request_id'] === request_id)
    const messages = lines.map(({ msg }) => msg)
    expect(messages).toEqual(expect.arrayContaining(['sign-in code asked for', 'request', 'mail attempt']))
    for (const line of lines) expect(line['otel_trace_id']).toBe(trace_id)
    const known = new Set(spans.map(({ span_id }: CollectedSpan) => span_id))
    for (const line of lines) expect(known).toContain(line['otel_span_id'])
  })

  it('on stdout: a span is a JSON line', async () => {
    const { environment } = await setting({
      BACKEND_OTEL_TRACES_EXPORTER: 'stdout',
      OTEL_BSP_SCHEDULE_DELAY: '100',
    })
    const host = await startedHost(environment)
    const { trace_id } = await askForCode(host)
    const wanted = ['POST /api/v1/public/auth/codes', 'task mail/scan', 'SMTP send']
    await eventually(async () => {
      const spans = linesOf(host).filter(
        (line) => line['msg'] === 'span' && line['otel_trace_id'] === trace_id,
      )
      const names = spans.map(({ name }) => name)
      return wanted.every((name) => names.includes(name)) ? true : null
    })
    await ended(host)
    expect(linesOf(host).length).toBeGreaterThan(wanted.length)
  })

  it('to a collector that is away: said once, and nothing is slower or fails', async () => {
    const { environment } = await setting({
      BACKEND_OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_BSP_SCHEDULE_DELAY: '100',
      OTEL_EXPORTER_OTLP_TIMEOUT: '300',
    })
    const host = await startedHost(environment)
    await askForCode(host)
    const lost = () =>
      linesOf(host).filter(({ msg }) => String(msg).startsWith('spans are lost')).length || null
    await eventually(async () => lost())
    for (let n = 0; n < 50; n += 1) expect((await fetch(new URL('/healthz', host.url))).status).toBe(200)
    await ended(host)
    expect(lost()).toBe(1)
  })

  it('without an endpoint on a laptop: none, which the start says', async () => {
    const { environment } = await setting({ BACKEND_OTEL_TRACES_EXPORTER: 'otlp' })
    const host = await startedHost(environment)
    const { request_id, trace_id } = await askForCode(host)
    await ended(host)
    expect(host.stderr()).toMatch(/telemetry +traces: none/)
    // R-OTEL-4, with the exporter off.
    const lines = linesOf(host).filter((line) => line['request_id'] === request_id)
    expect(lines.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['request', 'mail attempt']))
    for (const line of lines) expect(line['otel_trace_id']).toBe(trace_id)
  })
})
