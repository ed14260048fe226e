// Metrics (R-OTEL-1, R-OTEL-2): the counts of `#shared/metrics`, and gauges of the whole deployment, go to a
// collector, to stdout, or are read by Prometheus from a listener of its own.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Meter as OtelMeter, Observable } from '@opentelemetry/api'
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http'
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import type { Resource } from '@opentelemetry/resources'
import {
  AggregationTemporality,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import type { MetricReader, PushMetricExporter } from '@opentelemetry/sdk-metrics'
import type { PartialConfig } from '#shared/config'
import { errorFields, log } from '#shared/log'
import { provideMeter } from '#shared/metrics'
import type { Counter, Timer } from '#shared/metrics'
import type { Pool } from '#sql/connection'
import { findGauges } from '#sql/platform/gauges'
import type { Gauges } from '#sql/platform/gauges'
import { ensureFree, listenError } from '#local/host/http'

const ADDRESS = 'BACKEND_OTEL_PROMETHEUS_LISTEN_ADDR'
const GAUGES_MS = 10_000
const PUSH_MS = 15_000

const COUNTERS: Record<Counter, string> = {
  'galaxy.http.requests': 'Requests that were answered.',
  'galaxy.mail.attempts': 'Attempts to send a mail, by what became of them.',
  'galaxy.mail.deliveries.ended': 'Deliveries that came to an end, by the status they ended in.',
}
const TIMERS: Record<Timer, { description: string; buckets_s: number[] }> = {
  'http.server.request.duration': {
    description: 'How long requests took.',
    buckets_s: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  'galaxy.turn.lateness': {
    description: 'How long after its deadline a turn was generated.',
    buckets_s: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800],
  },
  'galaxy.reconcile.duration': {
    description: 'How long one step of the reconciler took.',
    buckets_s: [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 120],
  },
}
const STATES = {
  jobs: ['ready', 'scheduled', 'running', 'dead'],
  deliveries: ['pending', 'retrying', 'dead_lettered'],
  engines: ['booting', 'ready', 'generating', 'unhealthy', 'exited', 'backoff', 'crash_loop', 'stopped'],
} as const

export type Metrics = {
  /** Where they go, for a person. */
  sink: string
  /**
   * Reads the gauges too, from now on: at most every ten seconds, and only while somebody asks. Ends with what is
   * returned, which sends them a last time.
   */
  watch: (sql: Pool) => () => Promise<void>
  stop: () => Promise<void>
}

type Exporter = Exclude<PartialConfig['BACKEND_OTEL_METRICS_EXPORTER'], 'none'>

/** Starts the metrics. Throws `StartError` where the listener's port is taken. */
export async function startMetrics(
  config: PartialConfig,
  kind: Exporter,
  resource: Resource,
  url: string | undefined,
): Promise<Metrics> {
  const { reader, sink, stop } = await openReader(config, kind, url)
  const provider = new MeterProvider({ resource, readers: [reader] })
  const meter = provider.getMeter('galaxy-backend')
  // Prometheus names the unit. OpenTelemetry has it beside the name.
  const inSeconds = (name: string): string => (kind === 'prometheus' ? `${name}.seconds` : name)
  const counters = record(COUNTERS, (name, description) => meter.createCounter(name, { description }))
  const timers = record(TIMERS, (name, { description, buckets_s }) =>
    meter.createHistogram(inSeconds(name), {
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: buckets_s },
    }),
  )
  provideMeter({
    add: (name, amount, labels) => counters[name].add(amount, labels),
    record: (name, duration_s, labels) => timers[name].record(duration_s, labels),
  })
  return {
    sink,
    watch: (sql) => {
      const end = watchGauges(meter, inSeconds, sql)
      return () => provider.forceFlush().finally(end)
    },
    stop: async () => {
      provideMeter(null)
      await stop()
      await provider.shutdown()
    },
  }
}

function record<K extends string, V, T>(of: Record<K, V>, make: (name: K, value: V) => T): Record<K, T> {
  const entries = Object.entries(of) as [K, V][]
  return Object.fromEntries(entries.map(([name, value]) => [name, make(name, value)])) as Record<K, T>
}

type Reader = { reader: MetricReader; sink: string; stop: () => Promise<void> }

async function openReader(config: PartialConfig, kind: Exporter, url: string | undefined): Promise<Reader> {
  if (kind === 'prometheus') return openListener(config)
  const exporter =
    kind === 'otlp' ? saidOnce(new OTLPMetricExporter({ ...(url !== undefined && { url }) })) : STDOUT
  return {
    reader: new PeriodicExportingMetricReader({
      exporter,
      exportIntervalMillis: PUSH_MS,
      exportTimeoutMillis: PUSH_MS,
    }),
    sink: kind === 'otlp' ? (url ?? 'otlp') : kind,
    stop: () => Promise.resolve(),
  }
}

async function openListener(config: PartialConfig): Promise<Reader> {
  const { host, port } = config[ADDRESS]
  await ensureFree(ADDRESS, port)
  const reader = new PrometheusExporter({ preventServerStart: true })
  const server = createServer((incoming, outgoing) => {
    if (incoming.url?.split('?')[0] === '/metrics') return reader.getMetricsRequestHandler(incoming, outgoing)
    outgoing.writeHead(404).end()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  }).catch(async (error: NodeJS.ErrnoException) => {
    throw await listenError(ADDRESS, { host, port }, error)
  })
  const { port: bound } = server.address() as AddressInfo
  const sink = `http://${host.includes(':') ? `[${host}]` : host || '127.0.0.1'}:${bound}/metrics`
  log.info('metrics', { url: sink })
  const stop = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { reader, sink, stop }
}

function watchGauges(meter: OtelMeter, inSeconds: (name: string) => string, sql: Pool): () => void {
  const gauge = (name: string, description: string, unit?: string) =>
    meter.createObservableGauge(name, { description, ...(unit !== undefined && { unit }) })
  const jobs = gauge('galaxy.queue.jobs', 'Jobs in the queue, by state.')
  const oldest = gauge(
    inSeconds('galaxy.queue.oldest_ready.age'),
    'How long the oldest ready job waits.',
    's',
  )
  const deliveries = gauge('galaxy.mail.deliveries.open', 'Deliveries that have not ended well, by status.')
  const engines = gauge('galaxy.containers', 'Engines, by the status of their record.')
  const read = remembered(() => findGauges(sql))
  let ended = false
  meter.addBatchObservableCallback(
    async (result) => {
      const found = ended ? null : await read()
      if (!found) return
      const each = (
        of: Observable,
        known: readonly string[],
        label: string,
        counts: Record<string, number>,
      ) => {
        for (const name of new Set([...known, ...Object.keys(counts)]))
          result.observe(of, counts[name] ?? 0, { [label]: name })
      }
      each(jobs, STATES.jobs, 'state', found.jobs)
      each(deliveries, STATES.deliveries, 'status', found.deliveries)
      each(engines, STATES.engines, 'status', found.engines)
      result.observe(oldest, found.oldest_ready_s)
    },
    [jobs, oldest, deliveries, engines],
  )
  return () => void (ended = true)
}

/** One reading for all callers within ten seconds. Null where the database does not answer, which is logged once. */
function remembered(read: () => Promise<Gauges>): () => Promise<Gauges | null> {
  let cached: { until: number; found: Promise<Gauges | null> } | null = null
  let troubled = false
  const tryTo = async (): Promise<Gauges | null> => {
    try {
      const found = await read()
      troubled = false
      return found
    } catch (error) {
      if (!troubled) log.warn('gauges were not read', errorFields(error))
      troubled = true
      return null
    }
  }
  return () => {
    if (!cached || cached.until < performance.now())
      cached = { until: performance.now() + GAUGES_MS, found: tryTo() }
    return cached.found
  }
}

/** An exporter whose failures are warned of once, until it succeeds again. */
function saidOnce(exporter: PushMetricExporter): PushMetricExporter {
  let troubled = false
  const send = exporter.export.bind(exporter)
  exporter.export = (metrics, done) =>
    send(metrics, (result) => {
      const lost = result.code !== TAKEN.code
      if (lost && !troubled)
        log.warn('metrics are lost: the collector does not take them', errorFields(result.error))
      troubled = lost
      done(result)
    })
  return exporter
}

type Taken = Parameters<Parameters<PushMetricExporter['export']>[1]>[0]

// The enum itself is of a package that is not ours to import.
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment
const TAKEN: Taken = { code: 0 }

/** R-OTEL-3: a metric is a JSON line like any other. */
const STDOUT: PushMetricExporter = {
  export: ({ scopeMetrics }, done) => {
    for (const { descriptor, dataPoints } of scopeMetrics.flatMap(({ metrics }) => metrics)) {
      const points = dataPoints.map(({ attributes, value }) => ({ attributes, value }))
      const line = {
        time: new Date().toISOString(),
        level: 'info',
        msg: 'metric',
        name: descriptor.name,
        points,
      }
      process.stdout.write(`${JSON.stringify(line)}\n`)
    }
    done(TAKEN)
  },
  selectAggregationTemporality: () => AggregationTemporality.CUMULATIVE,
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
}
