// Answers as text that can be compared: what differs from run to run (ids, times, secrets, made-up names) becomes a
// placeholder, numbered in the order of appearance, so that what was the same value still is.

import type { Heard } from '#test/kit/conformance/asked'

/** Of a connection rather than of an answer. */
const OF_TRANSPORT = new Set(['connection', 'keep-alive', 'date', 'transfer-encoding', 'content-length'])

const VARIES: [kind: string, pattern: string][] = [
  ['id', '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}'],
  ['time', String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`],
  ['stamp', String.raw`\d{8}T\d{6}Z`],
  ['hash', String.raw`(?<![\w-])(?:[0-9a-f]{32}|[0-9a-f]{64})(?![\w-])`],
  ['token', String.raw`(?<![\w-])[\w-]{43,44}(?![\w-])`],
  ['name', String.raw`\b(?:admin-|fresh-|p|b)[0-9a-f]{8}\b|\bPlayer [0-9a-f]{8}\b`],
  ['value', String.raw`(?<="(?:remaining_ms|password)":)(?:\d+|"[^"]*")`],
]
const VARYING = new RegExp(VARIES.map(([, pattern]) => `(${pattern})`).join('|'), 'g')

/** An answer as text; two answers of the same request have the same one, whatever answered. */
export function transcript({ status, headers, body }: Heard, apart_from: string[] = []): string {
  const shown = headers
    .filter(([name]) => !OF_TRANSPORT.has(name) && !apart_from.includes(name))
    .map(([name, value]) => `${name}: ${name === 'retry-after' ? secondsOf(value) : value}`)
    .toSorted()
  const text = body.toString('utf8')
  const readable = Buffer.from(text).equals(body) ? text : body.toString('hex')
  return steady([`HTTP ${status}`, ...shown, '', readable].join('\n'))
}

// A delay that runs down is another one a moment later.
const secondsOf = (value: string): string => (Number(value) > 5 ? '<seconds>' : value)

function steady(text: string): string {
  const seen = new Map<string, string>()
  const counts = new Map<string, number>()
  return text.replaceAll(VARYING, (value, ...groups: unknown[]) => {
    const kind = VARIES[groups.slice(0, VARIES.length).findIndex((group) => group !== undefined)]?.[0] ?? ''
    if (kind === 'time' || kind === 'stamp') return `<${kind}>`
    const known = seen.get(value)
    if (known !== undefined) return known
    const number = (counts.get(kind) ?? 0) + 1
    counts.set(kind, number)
    seen.set(value, `<${kind} ${number}>`)
    return `<${kind} ${number}>`
  })
}

/** The status and, where it is a problem, the code of an answer that was written down. */
export function outcomeOf(written: string): { status: number; code: string | null } {
  const [, status] = /^HTTP (\d+)/.exec(written) ?? []
  const [, code] = /"code":"(\w+)"/.exec(written.includes('problem+json') ? written : '') ?? []
  return { status: Number(status), code: code ?? null }
}
