// Cron patterns of five fields in a time zone, by croner. They have a file of their own, so that endpoints
// that compute no deadline do without it.

import { Cron } from 'croner'

/** Whether a pattern has five fields and a next time. */
export function isCron(pattern: string): boolean {
  try {
    return pattern.trim().split(/\s+/).length === 5 && nextRun(pattern, 'UTC', new Date()) !== null
  } catch {
    return false
  }
}

/**
 * The pattern's first instant after another one, with daylight saving as people expect. Null where there is
 * none.
 */
export const nextRun = (pattern: string, time_zone: string, after: Date): Date | null =>
  new Cron(pattern, { timezone: time_zone, paused: true }).nextRun(after)
