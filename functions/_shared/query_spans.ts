// A span for every statement (R-OTEL-1), where somebody measures. postgres.js has no hook for it, so its queries get one:
// at the point where they begin, which fragments never reach.
import { currentScope } from '#shared/log'
import { connect } from '#shared/postgres'
import { errorType, startSpan } from '#shared/telemetry'
import type { Span } from '#shared/telemetry'

type Query = {
  executed: boolean
  strings: readonly string[]
  /** The text with its placeholders, once it was built: it holds no value. */
  string?: string
  handle: (this: Query) => unknown
  resolve: (this: void, result: unknown) => void
  reject: (this: void, error: unknown) => void
}

const MAX_TEXT = 2000
const hooked = new WeakSet()

/**
 * From now on every statement of this process inside a request or a task has a span. One that answers requests that arrived
 * together stands in the trace of the first of them.
 */
export function traceQueries(): void {
  // Never sent, and so never connected.
  const sql = connect('postgres://127.0.0.1/', { max: 1 })
  const prototype = Object.getPrototypeOf(sql`select 1`) as Query
  if (hooked.has(prototype)) return
  hooked.add(prototype)
  const handle = prototype.handle
  prototype.handle = function handleMeasured(this: Query): unknown {
    const parent = this.executed ? undefined : currentScope()?.traceparent
    if (parent !== undefined) measure(this, parent)
    return handle.call(this)
  }
}

function measure(query: Query, parent: string): void {
  const operation = operationOf(query.strings)
  const span = startSpan({
    name: operation,
    kind: 'client',
    parent,
    attributes: { 'db.system.name': 'postgresql', 'db.operation.name': operation },
  })
  if (!span) return
  const { resolve, reject } = query
  query.resolve = (result) => {
    end(span, query)
    resolve(result)
  }
  query.reject = (error) => {
    span.fail(errorType(error))
    end(span, query)
    reject(error)
  }
}

function end(span: Span, query: Query): void {
  if (query.string !== undefined) span.set({ 'db.query.text': query.string.trim().slice(0, MAX_TEXT) })
  span.end()
}

const operations = new WeakMap<readonly string[], string>()

function operationOf(strings: readonly string[]): string {
  const known = operations.get(strings)
  if (known !== undefined) return known
  const operation = (/^\s*([a-z]+)/i.exec(strings[0] ?? '')?.[1] ?? 'sql').toUpperCase()
  operations.set(strings, operation)
  return operation
}
