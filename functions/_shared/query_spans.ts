// A span for every statement (R-OTEL-1), where somebody measures. postgres.js has no hook for it, so its queries get
// one: at the point where they begin, which fragments never reach.

import { currentScope } from '#shared/log'
import { connect } from '#shared/postgres'
import { errorType, startSpan } from '#shared/telemetry'

type Query = {
  executed: boolean
  strings: readonly string[]
  handle: (this: Query) => unknown
  resolve: (this: void, result: unknown) => void
  reject: (this: void, error: unknown) => void
}

const hooked = new WeakSet()

/**
 * From now on every statement of this process inside a request or a task has a span. One that answers requests that
 * arrived together stands in the trace of the first of them.
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
  const { operation, summary } = aboutOf(query.strings)
  const span = startSpan({
    name: summary,
    kind: 'client',
    parent,
    attributes: {
      'db.system.name': 'postgresql',
      'db.operation.name': operation,
      'db.query.summary': summary,
    },
  })
  if (!span) return
  const { resolve, reject } = query
  query.resolve = (result) => {
    span.end()
    resolve(result)
  }
  query.reject = (error) => {
    span.fail(errorType(error))
    span.end()
    reject(error)
  }
}

type About = { operation: string; summary: string }

const WRITES = /\b(insert into|update|delete from) ((?:backend|graphile_worker)\.\w+)/i
const READS = /\b(from) ((?:backend|graphile_worker)\.\w+)/i
const known = new WeakMap<readonly string[], About>()

/** The verb of a statement and its table. The text itself stays here. */
function aboutOf(strings: readonly string[]): About {
  const found = known.get(strings)
  if (found) return found
  const text = strings.join('?')
  const operation = (/^\s*([a-z]+)/i.exec(text)?.[1] ?? 'sql').toUpperCase()
  const [, verb = '', table = ''] = WRITES.exec(text) ?? READS.exec(text) ?? []
  const does = verb.toLowerCase() === 'from' ? 'SELECT' : verb.split(' ')[0]?.toUpperCase()
  const about = { operation, summary: table === '' ? operation : `${does} ${table}` }
  known.set(strings, about)
  return about
}
