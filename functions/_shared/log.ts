// JSON log lines on stdout (R-OTEL-3). Lines written inside a request or a task carry its `request_id` and the
// ids of its trace and span (R-OTEL-4). No text of a line holds an e-mail address, only its `emailHash`
// (R-GEO-5).

import { AsyncLocalStorage } from 'node:async_hooks'
import { createHmac, randomBytes } from 'node:crypto'

const LEVELS = { debug: 10, info: 20, warn: 30, error: 40 } as const
export type LogLevel = keyof typeof LEVELS
export type LogFields = Record<string, unknown>

/** The members of every line inside a request or a task. The context of its span stands as two ids. */
export type Scope = { request_id: string; traceparent?: string; task?: string }

const scopes = new AsyncLocalStorage<Scope>()
let email_key: Buffer | undefined
let threshold: number = LEVELS.info
let print = (json: string): void => void process.stdout.write(`${json}\n`)

/** Sets the least level that is written. */
export function setLogLevel(level: LogLevel): void {
  threshold = LEVELS[level]
}

/** Has each line, which is JSON, printed by `next`: a host at a terminal writes it for a person. */
export function printLinesWith(next: (json: string) => void): void {
  print = next
}

/** Runs `work` so that its log lines, jobs and mails carry the scope. */
export function inScope<T>(scope: Scope, work: () => T): T {
  return scopes.run(scope, work)
}

/** The scope of the request or task that is running, or null outside of one. */
export function currentScope(): Scope | null {
  return scopes.getStore() ?? null
}

/** The running request or task, as it is stored with jobs, operations and mails. */
export function currentOrigin(): { request_id: string | null; traceparent: string | null } {
  const scope = scopes.getStore()
  return { request_id: scope?.request_id ?? null, traceparent: scope?.traceparent ?? null }
}

function correlation(scope: Scope | undefined): LogFields {
  if (!scope) return {}
  const { traceparent, ...others } = scope
  if (traceparent === undefined) return others
  const [, otel_trace_id, otel_span_id] = traceparent.split('-')
  return { ...others, otel_trace_id, otel_span_id }
}

function write(level: LogLevel, msg: string, fields: LogFields = {}): void {
  if (LEVELS[level] < threshold) return
  const line = { time: new Date().toISOString(), level, msg, ...correlation(scopes.getStore()), ...fields }
  print(withoutAddresses(JSON.stringify(line)))
}

const ADDRESS = /[^\s"'`<>()[\]{},;:=|\\/@]+@[^\s"'`<>()[\]{},;:=|\\/@]+/g

/** A text without what may be an e-mail address: errors quote what they were given. */
const withoutAddresses = (text: string): string =>
  text.includes('@') ? text.replaceAll(ADDRESS, '<address>') : text

export const log = {
  debug: (msg: string, fields?: LogFields) => write('debug', msg, fields),
  info: (msg: string, fields?: LogFields) => write('info', msg, fields),
  warn: (msg: string, fields?: LogFields) => write('warn', msg, fields),
  error: (msg: string, fields?: LogFields) => write('error', msg, fields),
}

/**
 * An error as text for a person: where it came from and its causes, without the values and the statement of a query.
 */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return withoutAddresses(String(error))
  const cause = error.cause === undefined ? '' : `\ncaused by ${errorText(error.cause)}`
  return withoutAddresses(error.stack ?? `${error.name}: ${error.message}`) + cause
}

/** An error as log fields: its name, code, text and where it came from, without the values of a query. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: String(error) }
  const code = 'code' in error ? error.code : undefined
  const cause = error.cause === undefined ? {} : { cause: errorFields(error.cause) }
  return { error: error.message, error_name: error.name, error_code: code, stack: error.stack, ...cause }
}

/** A stand-in for an address in logs: a truncated HMAC-SHA256, keyed per process (R-GEO-5). */
export function emailHash(email: string): string {
  email_key ??= randomBytes(32)
  return createHmac('sha256', email_key).update(email.trim().toLowerCase()).digest('hex').slice(0, 16)
}
