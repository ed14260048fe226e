// The log for a person at a terminal (F-DX-3). It is made from the JSON lines, so that what they leave out stays out.

import { sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { styleText } from 'node:util'
import type { PartialConfig } from '#shared/config'
import type { LogFields } from '#shared/log'
import { COLUMNS, harmless, wrap } from '#local/host/lines'
import { CHECKOUT } from '#local/tree'

type Level = 'debug' | 'info' | 'warn' | 'error'
type Line = LogFields & { time: string; level: Level; msg: string }

const COLOURS = { debug: 'gray', info: 'green', warn: 'yellow', error: 'red' } as const
const INDENT = '00:00:00 error '.length
const MOST_CHARACTERS = 200
const MOST_ITEMS = 3
/** Told by the line's beginning, or below it; the trace is for collectors. */
const APART = new Set(['time', 'level', 'msg', 'otel_trace_id', 'otel_span_id', 'stack'])
const FOLDER = pathToFileURL(`${CHECKOUT}${sep}`).href

/** Whether this process writes its log for a person; `auto` is for one at a terminal, and never in production. */
export function isPretty(
  config: Pick<PartialConfig, 'BACKEND_LOG_FORMAT' | 'NODE_ENV'>,
  terminal: boolean,
): boolean {
  const format = config.BACKEND_LOG_FORMAT
  return format === 'auto' ? terminal && config.NODE_ENV !== 'production' : format === 'pretty'
}

/** A JSON line of the log as a person reads it: time, level, message, fields; an error's stack stands below. */
export function prettyLine(json: string, columns: number = COLUMNS): string {
  const line = JSON.parse(json) as Line
  const { time, level, msg } = line
  const shown = Object.entries(line).filter(([name, value]) => isShown(name, value, line))
  const fields = shown.map(([name, value]) => `${paint('gray', `${name}=`)}${textOf(value)}`)
  const words = [harmless(msg), ...fields].flatMap((text) => text.split(' '))
  const clock = new Date(time).toTimeString().slice(0, 8)
  const first = `${paint('gray', clock)} ${paint(COLOURS[level], level.padEnd(5))}`
  const below = stackOf({ stack: line['stack'], cause: line['cause'] })
  return [
    wrap(first, words, INDENT, columns || COLUMNS),
    ...below.map((each) => `  ${paint('gray', harmless(each.replaceAll(FOLDER, '')))}`),
  ].join('\n')
}

function isShown(name: string, value: unknown, { stack, level }: Line): boolean {
  if (name === 'cause') return !isFields(value)
  // An error's stack begins with its name and its message.
  if (name === 'error' || name === 'error_name') return typeof stack !== 'string'
  return !APART.has(name) && (name !== 'request_id' || level === 'warn' || level === 'error')
}

function textOf(value: unknown): string {
  if (Array.isArray(value) && value.length > MOST_ITEMS)
    return `${textOf(value[0])} … ${textOf(value.at(-1))} (${value.length})`
  const plain = typeof value === 'string' && /^[^\s"]+$/.test(value)
  const text = harmless(plain ? value : JSON.stringify(value))
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text
}

/** The stack of an error and of what caused it, line by line. */
function stackOf({ stack, cause, error }: LogFields): string[] {
  const own = [stack, error].find((text) => typeof text === 'string')?.split('\n') ?? []
  if (!isFields(cause)) return own
  const [first = '', ...rest] = stackOf(cause)
  return [...own, `caused by ${first}`, ...rest]
}

const isFields = (value: unknown): value is LogFields => typeof value === 'object' && value !== null

const paint = (colour: Parameters<typeof styleText>[0], text: string): string =>
  styleText(colour, text, { stream: process.stdout })
