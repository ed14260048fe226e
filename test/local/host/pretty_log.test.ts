import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { errorFields } from '#shared/log'
import { isPretty, prettyLine } from '#local/host/pretty_log'
import { CHECKOUT } from '#local/tree'

const TIME = '2026-11-28T08:01:28.996Z'
const CLOCK = new Date(TIME).toTimeString().slice(0, 8)

const pretty = (fields: object, columns?: number, level = 'info') =>
  prettyLine(JSON.stringify({ time: TIME, level, msg: 'it happened', ...fields }), columns)

describe('F-DX-3: a line of the log for a person', () => {
  it('is time, level, message and fields, without what only machines read', () => {
    const trace = { otel_trace_id: 'a'.repeat(32), otel_span_id: 'b'.repeat(16), request_id: 'r' }
    expect(pretty({ ...trace, game_id: 'g', seats: 3, name: 'two words', none: null })).toBe(
      `${CLOCK} info  it happened game_id=g seats=3 name="two words" none=null`,
    )
  })

  it('names the request where something is wrong', () => {
    expect(pretty({ request_id: 'r-1' }, 100, 'warn')).toBe(`${CLOCK} warn  it happened request_id=r-1`)
  })

  it.each([40, 80, 100])('keeps to %i columns, but breaks no word', (columns) => {
    const url = `http://127.0.0.1/${'long/'.repeat(30)}`
    const lines = pretty({ a: 'one', b: 'of many words '.repeat(12), c: 3, url }, columns).split('\n')
    expect(lines.length).toBeGreaterThan(3)
    for (const line of lines.slice(0, -1)) expect(line.length).toBeLessThanOrEqual(columns)
    for (const line of lines.slice(1)) expect(line).toMatch(/^ {15}\S/)
    expect(lines.at(-1)).toContain('url=http://127.0.0.1/long/')
  })

  it('keeps to 100 columns where nobody says how wide it is', () => {
    const lines = pretty({ words: 'word '.repeat(30) }, 0).split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeGreaterThan(90)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100)
  })

  it('tells the first and the last of many, and the beginning of what is long', () => {
    expect(pretty({ loops: ['a', 'b', 'c', 'd'] })).toContain('loops=a … d (4)')
    expect(pretty({ text: 'x'.repeat(5000) }).length).toBeLessThan(300)
  })

  it('has the stack of an error, and of its causes, below, with paths of the checkout', () => {
    const cause = new TypeError('the cause')
    const error = new Error('it broke', { cause })
    error.stack = `Error: it broke\n    at f (${pathToFileURL(join(CHECKOUT, 'sql/list.ts')).href}:1:2)`
    cause.stack = 'TypeError: the cause\n    at g'
    expect(pretty(errorFields(error), 100, 'error').split('\n')).toEqual([
      `${CLOCK} error it happened`,
      '  Error: it broke',
      '      at f (sql/list.ts:1:2)',
      '  caused by TypeError: the cause',
      '      at g',
    ])
    expect(pretty({ error: 'no stack' })).toBe(`${CLOCK} info  it happened error="no stack"`)
    expect(pretty({ cause: 'words' })).toBe(`${CLOCK} info  it happened cause=words`)
    expect(pretty({ cause: { error: 'no stack' } })).toBe(`${CLOCK} info  it happened\n  caused by no stack`)
  })

  it('steers no terminal, whatever a stranger sent', () => {
    const evil = '\u001b[2J\u009b1A\u202eabc\u0007\r'
    const error = Object.assign(new Error(evil), { stack: `Error: ${evil}\n    at f` })
    const line = pretty({ msg: `heard ${evil}`, field: evil, many: [evil], ...errorFields(error) })
    expect(line).toMatch(/heard \\u001b\[2J/)
    expect(line.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
  })
})

describe('BACKEND_LOG_FORMAT', () => {
  it.each([
    ['auto', 'development', true, true],
    ['auto', 'development', false, false],
    ['auto', 'production', true, false],
    ['json', 'development', true, false],
    ['pretty', 'development', false, true],
  ] as const)('%s in %s, on a terminal: %s, is for a person: %s', (format, mode, terminal, expected) => {
    expect(isPretty({ BACKEND_LOG_FORMAT: format, NODE_ENV: mode }, terminal)).toBe(expected)
  })
})
