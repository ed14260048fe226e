// When what failed is tried again. Pure: the caller stores the delay against the database's clock.

const MAIL_LADDER_MS = [10_000, 30_000, 120_000, 600_000, 1_800_000, 7_200_000, 21_600_000]

/** Delays after the first and the second failed generation of a turn. The third failure poisons it. */
export const TURN_RETRY_MS = [30_000, 120_000]

/**
 * Milliseconds until the next attempt of a mail after `attempts` of this cycle, times a random 0.8 to 1.2.
 * Null when the cycle's attempts are used up (R-MAIL-2). `random` is from 0 to 1.
 */
export function mailRetryDelay(
  attempts: number,
  max_attempts: number,
  random = Math.random(),
): number | null {
  if (attempts >= max_attempts) return null
  const step = MAIL_LADDER_MS[Math.min(attempts, MAIL_LADDER_MS.length) - 1] ?? 10_000
  return Math.round(step * (0.8 + 0.4 * random))
}

/** As `mailRetryDelay`, but what the relay itself asked for wins, from one second up to the ladder's longest step. */
export function askedRetryDelay(
  attempts: number,
  max_attempts: number,
  asked_ms: number | null,
): number | null {
  const delay_ms = mailRetryDelay(attempts, max_attempts)
  if (delay_ms === null || asked_ms === null) return delay_ms
  return Math.min(Math.max(asked_ms, 1000), MAIL_LADDER_MS.at(-1) ?? asked_ms)
}

const BACKOFF_MS = [5000, 15_000, 60_000, 300_000]

/** Milliseconds to wait before restart number `restarts` (0 is the first) of a crashed engine, with full jitter. */
export function restartDelay(restarts: number, random = Math.random()): number {
  return Math.round((BACKOFF_MS[Math.min(restarts, BACKOFF_MS.length - 1)] ?? 5000) * random)
}
