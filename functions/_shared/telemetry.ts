// Traces (R-OTEL-1): the context that goes with every request and with its effects (W3C Trace Context), and
// spans. The part that exports spans gives a tracer. Without one, as in a function alone or with exporters
// off, only the context goes on.

import { randomBytes } from 'node:crypto'
import { currentScope, inScope } from '#shared/log'

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/
const NOUGHT = /^0+$/

type Attributes = Record<string, string | number | boolean>

/** A piece of work that is measured. `traceparent` is the context of its effects. */
export type Span = {
  readonly traceparent: string
  set(attributes: Attributes): void
  /** Says that it failed, by a bounded name of how. */
  fail(type: string): void
  end(): void
}

export type NewSpan = {
  name: string
  kind: 'server' | 'client' | 'consumer' | 'internal'
  /** The context it belongs to. Null for a new trace. */
  parent: string | null
  /** A context that has to do with it beyond its parent. */
  link?: string | null
  attributes?: Attributes
}

export type Tracer = { start(span: NewSpan): Span }

let tracer: Tracer | null = null

/** Sets the tracer. Null for none. */
export function provideTracer(next: Tracer | null): void {
  tracer = next
}

/** Begins a span, or null where nobody measures. The caller ends it. */
export const startSpan = (span: NewSpan): Span | null => tracer?.start(span) ?? null

/** The trace context that a caller sent, or null where it is none. */
export function validTraceparent(given: unknown): string | null {
  const [, trace_id = '0', span_id = '0'] = TRACEPARENT.exec(typeof given === 'string' ? given : '') ?? []
  return NOUGHT.test(trace_id) || NOUGHT.test(span_id) ? null : (given as string)
}

/** The trace context of new work that nobody measures: in the trace of what caused it, else in a new one. */
export function newTraceparent(cause: string | null): string {
  const [, trace_id, , flags] = TRACEPARENT.exec(cause ?? '') ?? []
  return `00-${trace_id ?? randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-${flags ?? '01'}`
}

/** A bounded name of an error: its code, else its class. */
export function errorType(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

const NO_SPAN: Span = {
  traceparent: '',
  set: () => undefined,
  fail: () => undefined,
  end: () => undefined,
}

/**
 * Does a part of a request or of a task in a span of its own. Outside of both, or without a tracer, there is
 * no span.
 */
export async function inSpan<T>(
  { name, kind, attributes = {} }: Pick<NewSpan, 'name' | 'kind' | 'attributes'>,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const scope = currentScope()
  const span = scope && startSpan({ name, kind, attributes, parent: scope.traceparent ?? null })
  if (!span) return work(NO_SPAN)
  return ended(span, () => inScope({ ...scope, traceparent: span.traceparent }, () => work(span)))
}

/** The cause of background work: the request, as its job or its row has stored it. */
export type Cause = { request_id: string | null; traceparent: string | null }

/**
 * Runs a task, or its work for one row, under the id and in the trace of the request that caused it. Without
 * such a request they are new. Its span is linked to the cause, and that of a row to the run of its task.
 */
export async function inTask<T>(
  task: string,
  cause: Cause,
  work: () => Promise<T>,
  name = `task ${task}`,
): Promise<T> {
  const parent = validTraceparent(cause.traceparent)
  const request_id = cause.request_id ?? crypto.randomUUID()
  const link = currentScope()?.traceparent ?? parent
  const attributes = { 'galaxy.task': task, 'galaxy.request_id': request_id }
  const span = startSpan({ name, kind: 'consumer', parent, link, attributes })
  const scope = { request_id, task, traceparent: span?.traceparent ?? newTraceparent(parent) }
  return span ? ended(span, () => inScope(scope, work)) : inScope(scope, work)
}

/**
 * A part of a task that somebody asked for, as `inTask`. A part that nobody asked for stays in the trace of
 * the run.
 */
export const inCause = <T>(name: string, cause: Cause, work: () => Promise<T>): Promise<T> =>
  cause.request_id === null ? work() : inTask(currentScope()?.task ?? name, cause, work, name)

async function ended<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    span.fail(errorType(error))
    throw error
  } finally {
    span.end()
  }
}
