// OpenTelemetry (R-OTEL-1): the spans of `#shared/telemetry` go to a collector or to stdout. Only this file
// and `metrics.ts` know the SDK. With exporters off neither starts any. A sink that is away costs no latency:
// spans wait in a bounded queue, and the rest is lost, which is logged once.

import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Context, SpanContext } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import type { Resource } from '@opentelemetry/resources'
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node'
import type { PartialConfig } from '#shared/config'
import { errorFields, log } from '#shared/log'
import { traceQueries } from '#shared/query_spans'
import { provideTracer } from '#shared/telemetry'
import type { NewSpan, Tracer } from '#shared/telemetry'
import type { Pool } from '#sql/connection'
import type { Note } from '#local/embedded/embed'
import { startMetrics } from '#local/host/metrics'

const STOP_MS = 2000
const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
}

export type Telemetry = {
  /** Where it goes. */
  note: Note
  /** Reads the gauges of the deployment too, until the end that is returned. */
  watch: (sql: Pool) => () => Promise<void>
  /** Sends what waits, as far as the sink takes it within two seconds. */
  stop: () => Promise<void>
}

/** Starts what the configuration asks for. On a laptop there is no collector unless one is named. */
export async function startTelemetry(config: PartialConfig): Promise<Telemetry> {
  const traces = exporterOf(config, config.BACKEND_OTEL_TRACES_EXPORTER)
  const measures = exporterOf(config, config.BACKEND_OTEL_METRICS_EXPORTER)
  const resource = resourceOf(config)
  const metrics =
    measures === 'none' ? null : await startMetrics(config, measures, resource, otlp(config, 'metrics').url)
  const ends = metrics ? [metrics.stop] : []
  if (traces !== 'none') ends.push(startTraces(config, traces, resource))
  return {
    note: { about: 'telemetry', text: `traces: ${traces}, metrics: ${metrics?.sink ?? 'none'}` },
    watch: (sql) => {
      const end = metrics?.watch(sql)
      return () => soon(end ? [end] : [])
    },
    stop: () => soon(ends),
  }
}

/** Waits for the ends of a sink, but not for one that is away. */
async function soon(ends: (() => Promise<void>)[]): Promise<void> {
  const ended = Promise.allSettled(ends.map((end) => end()))
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, STOP_MS).unref())])
}

function exporterOf<T extends string>(config: PartialConfig, wanted: T): T | 'none' {
  const nowhere = config.NODE_ENV !== 'production' && config.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
  return wanted === 'otlp' && nowhere ? 'none' : wanted
}

function resourceOf(config: PartialConfig): Resource {
  return detectResources({ detectors: [envDetector] }).merge(
    resourceFromAttributes({
      'service.name': config.OTEL_SERVICE_NAME,
      'service.instance.id': randomUUID(),
      'host.name': hostname(),
      'process.pid': process.pid,
    }),
  )
}

function startTraces(
  config: PartialConfig,
  kind: 'otlp' | 'stdout',
  resource: Resource,
): () => Promise<void> {
  const exporter = kind === 'otlp' ? saidOnce(new OTLPTraceExporter(otlp(config, 'traces'))) : STDOUT
  const provider = new NodeTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(exporter)] })
  provideTracer(tracerOf(provider))
  traceQueries()
  return async () => {
    provideTracer(null)
    await provider.shutdown()
  }
}

// Without an endpoint the SDK's own variables and default decide.
const otlp = ({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }: PartialConfig, signal: string): { url?: string } =>
  endpoint === undefined ? {} : { url: `${endpoint.replace(/\/$/, '')}/v1/${signal}` }

function tracerOf(provider: NodeTracerProvider): Tracer {
  const tracer = provider.getTracer('galaxy-backend')
  return {
    start: ({ name, kind, parent, link, attributes }: NewSpan) => {
      const span = tracer.startSpan(
        name,
        {
          kind: KINDS[kind],
          ...(attributes && { attributes }),
          ...(link && { links: [{ context: contextOf(link) }] }),
        },
        parent === null ? ROOT_CONTEXT : around(parent),
      )
      const { traceId, spanId, traceFlags } = span.spanContext()
      return {
        traceparent: `00-${traceId}-${spanId}-0${traceFlags & 1}`,
        set: (more) => void span.setAttributes(more),
        fail: (type) => {
          span.setAttribute('error.type', type)
          span.setStatus({ code: SpanStatusCode.ERROR })
        },
        end: () => span.end(),
      }
    },
  }
}

const around = (traceparent: string): Context => trace.setSpanContext(ROOT_CONTEXT, contextOf(traceparent))

function contextOf(traceparent: string): SpanContext {
  const [, traceId = '', spanId = '', flags = '00'] = traceparent.split('-')
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true }
}

/** An exporter whose failures are warned of once, until it succeeds again. */
function saidOnce(exporter: SpanExporter): SpanExporter {
  let troubled = false
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const lost = result.code !== TAKEN.code
        if (lost && !troubled)
          log.warn('spans are lost: the collector does not take them', errorFields(result.error))
        troubled = lost
        done(result)
      }),
    shutdown: () => exporter.shutdown(),
    ...(exporter.forceFlush && { forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve() }),
  }
}

type Taken = Parameters<Parameters<SpanExporter['export']>[1]>[0]

// The enum itself is of a package that is not ours to import.
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment
const TAKEN: Taken = { code: 0 }

/** R-OTEL-3: a span is a JSON line like any other. */
const STDOUT: SpanExporter = {
  export: (spans, done) => {
    for (const span of spans) process.stdout.write(`${JSON.stringify(lineOf(span))}\n`)
    done(TAKEN)
  },
  shutdown: () => Promise.resolve(),
}

const seconds = ([s, ns]: [number, number]): number => s + ns / 1e9

function lineOf(span: ReadableSpan): Record<string, unknown> {
  const { traceId, spanId } = span.spanContext()
  return {
    time: new Date(seconds(span.endTime) * 1000).toISOString(),
    level: 'info',
    msg: 'span',
    name: span.name,
    otel_trace_id: traceId,
    otel_span_id: spanId,
    parent_span_id: span.parentSpanContext?.spanId,
    kind: SpanKind[span.kind],
    duration_ms: Math.round(seconds(span.duration) * 1e6) / 1000,
    failed: span.status.code === SpanStatusCode.ERROR,
    attributes: span.attributes,
    links: span.links.map(({ context }) => ({ trace_id: context.traceId, span_id: context.spanId })),
  }
}
