import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { startCollector } from '#test/kit/collector'
import { MAIN, setting, startedHost, useInbox } from '#test/kit/host'
import { eventually, runNode } from '#test/kit/program'
import { checkMetrics, describePromtool } from '#test/kit/promtool'

useInbox()

// Each starts a host of its own, and ends it.
vi.setConfig({ testTimeout: 60_000 })

const prometheus = {
  BACKEND_OTEL_METRICS_EXPORTER: 'prometheus',
  BACKEND_OTEL_PROMETHEUS_LISTEN_ADDR: '127.0.0.1:0',
}

async function exposing() {
  const { environment, sql } = await setting(prometheus)
  const host = await startedHost(environment)
  const { url } = await host.logged('metrics')
  const read = async (): Promise<string> => (await fetch(String(url))).text()
  return { host, sql, url: String(url), read }
}

async function askForCode(url: string): Promise<void> {
  const answer = await fetch(new URL('/api/v1/public/auth/codes', url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: 'metered@players.test' }),
  })
  expect(answer.status).toBe(202)
}

/** The value of a series that has these labels among others; null where there is none. */
function valueOf(exposition: string, name: string, labels: Record<string, string> = {}): number | null {
  const line = exposition
    .split('\n')
    .find(
      (each) =>
        (each.startsWith(`${name}{`) || each.startsWith(`${name} `)) &&
        Object.entries(labels).every(([label, value]) => each.includes(`${label}="${value}"`)),
    )
  return line === undefined ? null : Number(line.slice(line.lastIndexOf(' ')))
}

describePromtool('R-OTEL-2: an exposition', () => {
  it('is read by Prometheus without a complaint, and shows what happened', async () => {
    const { host, read, url } = await exposing()
    await askForCode(host.url)
    for (const path of ['/nothing', '/nothing/else']) await fetch(new URL(path, host.url))
    await fetch(new URL('/healthz', host.url), { method: 'PROPFIND' })
    await host.logged('mail attempt')
    const exposition = await eventually(async () => {
      const text = await read()
      return valueOf(text, 'galaxy_mail_deliveries_ended_total', { status: 'sent' }) === 1 ? text : null
    })

    const route = '/api/v1/public/auth/codes'
    const ofRoute = { method: 'POST', route }
    expect(valueOf(exposition, 'galaxy_http_requests_total', { ...ofRoute, status_class: '2xx' })).toBe(1)
    expect(valueOf(exposition, 'http_server_request_duration_seconds_count', ofRoute)).toBe(1)
    expect(valueOf(exposition, 'galaxy_mail_attempts_total', { outcome: 'sent' })).toBe(1)
    expect(valueOf(exposition, 'galaxy_queue_jobs', { state: 'scheduled' })).toBeGreaterThan(0)
    expect(valueOf(exposition, 'galaxy_queue_jobs', { state: 'dead' })).toBe(0)
    expect(valueOf(exposition, 'galaxy_queue_oldest_ready_age_seconds')).not.toBeNull()
    expect(valueOf(exposition, 'galaxy_mail_deliveries_open', { status: 'dead_lettered' })).toBe(0)
    expect(valueOf(exposition, 'galaxy_containers', { status: 'ready' })).toBe(0)
    // Bounded labels: neither a path nor a method of a caller's own stands in one.
    expect(exposition).not.toMatch(/\/nothing|PROPFIND|metered/)
    expect(valueOf(exposition, 'galaxy_http_requests_total', { route: '/*', method: 'GET' })).toBe(2)
    expect(await checkMetrics(exposition)).toEqual({ code: 0, said: '' })
    expect((await fetch(new URL('/healthz', url))).status).toBe(404)

    host.child.kill('SIGTERM')
    expect(await host.exited).toBe(0)
  })
})

describe('R-OTEL-2: the Prometheus listener', () => {
  it('says in one sentence who holds its port, and the host does not start', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void taken.close())
    const { port } = taken.address() as AddressInfo
    const { environment } = await setting({
      ...prometheus,
      BACKEND_OTEL_PROMETHEUS_LISTEN_ADDR: `127.0.0.1:${port}`,
    })
    const host = runNode([MAIN], environment)
    expect(await host.exited).toBe(1)
    expect(host.stderr().trim()).toMatch(
      new RegExp(`^Port ${port} \\(BACKEND_OTEL_PROMETHEUS_LISTEN_ADDR\\) is held by .+\\.$`),
    )
  })

  it('answers without the gauges while the database is away, and with them when it is back', async () => {
    const { read, sql } = await exposing()
    await sql`alter table backend.mail_deliveries rename to deliveries_away`
    const text = await read()
    expect(text).toContain('target_info')
    expect(valueOf(text, 'galaxy_queue_jobs')).toBeNull()
    await sql`alter table backend.deliveries_away rename to mail_deliveries`
    await eventually(async () => valueOf(await read(), 'galaxy_queue_jobs'))
  })
})

describe('R-OTEL-1: metrics', () => {
  it('go to a collector over OTLP', async () => {
    const collector = await startCollector()
    const { environment } = await setting({
      BACKEND_OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    })
    const host = await startedHost(environment)
    await askForCode(host.url)
    host.child.kill('SIGTERM')
    expect(await host.exited).toBe(0)
    expect(collector.metrics()).toEqual(
      expect.arrayContaining(['galaxy.http.requests', 'http.server.request.duration', 'galaxy.queue.jobs']),
    )
  })

  it('go to stdout as JSON lines', async () => {
    const { environment } = await setting({ BACKEND_OTEL_METRICS_EXPORTER: 'stdout' })
    const host = await startedHost(environment)
    await askForCode(host.url)
    host.child.kill('SIGTERM')
    expect(await host.exited).toBe(0)
    const lines = host.stdout().trim().split('\n')
    const metrics = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'metric')
    expect(metrics.map(({ name }) => name)).toContain('galaxy.http.requests')
  })
})
