// The one spelling of a length of time, in the environment and on the wire: `500ms`, `2s`, `5m`, `24h`, `1m30s`.

const UNIT_MS: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 }
const WHOLE = /^(?:\d+(?:h|ms|m|s))+$/
const PART = /(\d+)(h|ms|m|s)/g

/** Milliseconds of a written duration, or null where the text is none (also beyond a thousand years). */
export function parseDuration(text: string): number | null {
  if (!WHOLE.test(text)) return null
  let total_ms = 0
  for (const [, amount, unit] of text.matchAll(PART))
    total_ms += Number(amount) * (UNIT_MS[unit ?? ''] ?? Number.NaN)
  return total_ms <= 1000 * 365 * 24 * 3_600_000 ? total_ms : null
}

/** The shortest spelling of a number of milliseconds, `1m30s` for 90,000. `parseDuration` reads it back. */
export function formatDuration(duration_ms: number): string {
  if (duration_ms <= 0) return '0s'
  let rest = Math.round(duration_ms)
  let text = ''
  for (const [unit, size] of Object.entries(UNIT_MS)) {
    const amount = Math.floor(rest / size)
    if (amount > 0) text += `${amount}${unit}`
    rest -= amount * size
  }
  return text
}
