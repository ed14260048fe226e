import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askedRetryDelay, mailRetryDelay, restartDelay, TURN_RETRY_MS } from '#shared/retry'

const random = fc.double({ min: 0, max: 1, noNaN: true })

describe('mailRetryDelay', () => {
  const LADDER_S = [10, 30, 120, 600, 1800, 7200, 21_600]

  it.each(LADDER_S.map((step_s, index) => [index + 1, step_s]))(
    'after attempt %i is %i s, a fifth more or less',
    (attempts, step_s) => {
      expect(mailRetryDelay(attempts, 8, 0)).toBe(step_s * 800)
      expect(mailRetryDelay(attempts, 8, 0.5)).toBe(step_s * 1000)
      expect(mailRetryDelay(attempts, 8, 1)).toBe(step_s * 1200)
    },
  )

  it('stays on the last step where more attempts are allowed', () => {
    expect(mailRetryDelay(20, 100, 0.5)).toBe(21_600_000)
  })

  it('R-MAIL-2: is null when the attempts are used up', () => {
    expect([mailRetryDelay(8, 8), mailRetryDelay(9, 8), mailRetryDelay(1, 1)]).toEqual([null, null, null])
  })

  it('is within the bounds of its step for every chance', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), random, (attempts, chance) => {
        const step_ms = (LADDER_S[attempts - 1] ?? 0) * 1000
        const delay_ms = mailRetryDelay(attempts, 8, chance) ?? Number.NaN
        expect(delay_ms).toBeGreaterThanOrEqual(step_ms * 0.8)
        expect(delay_ms).toBeLessThanOrEqual(step_ms * 1.2)
      }),
    )
  })
})

describe('askedRetryDelay', () => {
  it.each([
    [60_000, 60_000],
    [1, 1000],
    [86_400_000, 21_600_000],
  ])('of a relay that asks for %i ms is %i ms', (asked_ms, delay_ms) => {
    expect(askedRetryDelay(1, 8, asked_ms)).toBe(delay_ms)
  })

  it('is the ladder where the relay asks for nothing, and null when the attempts are used up', () => {
    const delay_ms = askedRetryDelay(2, 8, null)
    expect(delay_ms).toBeGreaterThanOrEqual(24_000)
    expect(delay_ms).toBeLessThanOrEqual(36_000)
    expect([askedRetryDelay(8, 8, 60_000), askedRetryDelay(8, 8, null)]).toEqual([null, null])
  })
})

describe('restartDelay', () => {
  it.each([
    [0, 5000],
    [1, 15_000],
    [2, 60_000],
    [3, 300_000],
    [9, 300_000],
  ])('of restart %i is at most %i ms, with full jitter', (restarts, most_ms) => {
    expect([restartDelay(restarts, 0), restartDelay(restarts, 1)]).toEqual([0, most_ms])
    expect(restartDelay(restarts)).toBeLessThanOrEqual(most_ms)
  })
})

describe('turns', () => {
  it('are tried again after 30 s and after 2 min', () => {
    expect(TURN_RETRY_MS).toEqual([30_000, 120_000])
  })
})
