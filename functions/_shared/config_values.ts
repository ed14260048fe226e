// The forms that the values of environment variables have. Each reads a text and names what it expects,
// and no message echoes a value, because some values are secrets.

import * as v from 'valibot'
import { parseDuration } from '#shared/duration'

/** The bytes of a mebibyte. */
export const MIB = 1024 * 1024

function parsed<T>(read: (text: string) => T | null, expected: string) {
  return v.pipe(
    v.string(),
    v.rawTransform<string, T>(({ dataset, addIssue, NEVER }) => {
      const value = read(dataset.value)
      if (value !== null) return value
      addIssue({ message: `must be ${expected}` })
      return NEVER
    }),
  )
}

/** One of the given words. */
export const choice = <const T extends string>(...options: T[]) =>
  v.picklist(options, `must be one of ${options.join(', ')}`)

/** A duration such as 1m30s, in milliseconds. */
export const duration = (min_ms = 1) =>
  parsed((text) => {
    const ms = parseDuration(text)
    return ms !== null && ms >= min_ms ? ms : null
  }, 'a duration such as 500ms, 2s, 5m, 24h or 1m30s')

/** A whole number within bounds. */
export const integer = (min: number, max: number) =>
  parsed((text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    return value >= min && value <= max ? value : null
  }, `a whole number from ${min} to ${max}`)

/** A number within bounds, with a fraction or without. */
export const number = (min: number, max: number) =>
  parsed((text) => {
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
    return value >= min && value <= max ? value : null
  }, `a number from ${min} to ${max}`)

/** An amount of memory such as 256m, in bytes. */
export const memory = parsed((text) => {
  const [, amount, unit] = /^(\d+)([kmg])$/.exec(text) ?? []
  if (amount === undefined) return null
  const bytes = Number(amount) * (unit === 'g' ? 1024 * MIB : unit === 'm' ? MIB : 1024)
  return bytes >= 16 * MIB ? bytes : null
}, 'an amount of memory such as 256m or 1g, at least 16m')

/** `true` or `false`. */
export const flag = parsed(
  (text) => (text === 'true' ? true : text === 'false' ? false : null),
  'true or false',
)

/** A URL with one of the given protocols. It stays a text. */
export const url = (...protocols: string[]) =>
  parsed(
    (text) => (protocols.includes(URL.parse(text)?.protocol ?? '') ? text : null),
    `a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  )

/** Where a listener binds, as `host:port`. An IPv6 host stands in brackets. */
export const address = parsed((text) => {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? []
  const host = bracketed ?? plain
  return host === undefined || Number(port) > 65_535 ? null : { host, port: Number(port) }
}, 'an address such as 127.0.0.1:8080')

/** How often something may happen in a window of time. `off` is a limit of 0. */
export const rate = parsed((text) => {
  if (text === 'off') return { limit: 0, window_ms: 0 }
  const [, limit, window] = /^(\d{1,9})\/(.+)$/.exec(text) ?? []
  const window_ms = parseDuration(window ?? '')
  return Number(limit) > 0 && window_ms ? { limit: Number(limit), window_ms } : null
}, 'a rate such as 600/1m, or off')

/** Any text. */
export const text = v.string()

/** A text of at least so many characters. */
export const long = (min: number) => v.pipe(text, v.minLength(min, `must be at least ${min} characters long`))
