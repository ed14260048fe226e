// An OpenTelemetry collector as far as a test needs one: it takes OTLP over HTTP, as JSON.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export type CollectedSpan = {
  name: string
  kind: number
  trace_id: string
  span_id: string
  parent_span_id: string | undefined
  links: string[]
  attributes: Record<string, unknown>
  failed: boolean
}

export type Collector = {
  url: string
  spans: () => CollectedSpan[]
  metrics: () => string[]
  resource: () => object
  /** Everything that was sent, as it came. */
  raw: () => string
}

type Value = { stringValue?: string; intValue?: number; doubleValue?: number; boolValue?: boolean }
type Pairs = { key: string; value: Value }[]
type RawSpan = {
  name: string
  kind: number
  traceId: string
  spanId: string
  parentSpanId?: string
  links?: { traceId: string; spanId: string }[]
  attributes: Pairs
  status?: { code?: number }
}
type Traces = { resourceSpans?: { resource: { attributes: Pairs }; scopeSpans: { spans: RawSpan[] }[] }[] }
type Metrics = { resourceMetrics?: { scopeMetrics: { metrics: { name: string }[] }[] }[] }

const plain = (pairs: Pairs): Record<string, unknown> =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]))

/** Starts a collector; it is gone when the test ends. */
export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = []
  const metrics: string[] = []
  const bodies: string[] = []
  let resource = {}
  const take = (body: Traces & Metrics): void => {
    for (const { resource: of, scopeSpans } of body.resourceSpans ?? []) {
      resource = plain(of.attributes)
      spans.push(...scopeSpans.flatMap((scope) => scope.spans.map(spanOf)))
    }
    const scopes = (body.resourceMetrics ?? []).flatMap(({ scopeMetrics }) => scopeMetrics)
    metrics.push(...scopes.flatMap((scope) => scope.metrics.map(({ name }) => name)))
  }
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      bodies.push(body)
      take(JSON.parse(body) as Traces & Metrics)
      outgoing.writeHead(200, { 'Content-Type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    spans: () => spans,
    metrics: () => metrics,
    resource: () => resource,
    raw: () => bodies.join('\n'),
  }
}

const spanOf = (span: RawSpan): CollectedSpan => ({
  name: span.name,
  kind: span.kind,
  trace_id: span.traceId,
  span_id: span.spanId,
  parent_span_id: span.parentSpanId,
  links: (span.links ?? []).map(({ spanId }) => spanId),
  attributes: plain(span.attributes),
  failed: span.status?.code === 2,
})
