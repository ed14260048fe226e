// Trace context (W3C): the trace that a caller began goes on in what the request causes.
import { randomBytes } from 'node:crypto'

const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/

/** The trace context of a request: a new span in the caller's trace where it sent one that is valid, else a new trace. */
export function requestTraceparent(given: string | undefined): string {
  const [, trace_id, flags] = TRACEPARENT.exec(given ?? '') ?? []
  const usable = trace_id !== undefined && !/^0+$/.test(trace_id)
  const span_id = randomBytes(8).toString('hex')
  return `00-${usable ? trace_id : randomBytes(16).toString('hex')}-${span_id}-${usable ? flags : '01'}`
}
