import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration } from '#shared/duration'

describe('parseDuration', () => {
  it.each([
    ['500ms', 500],
    ['2s', 2000],
    ['5m', 300_000],
    ['24h', 86_400_000],
    ['1m30s', 90_000],
    ['1h1m1s1ms', 3_661_001],
    ['0s', 0],
  ])('reads %s', (text, duration_ms) => {
    expect(parseDuration(text)).toBe(duration_ms)
  })

  it.each(['', '5', 's', '-1s', '1.5s', '5 m', '1d', '1S', '9999999999h', 'PT1H', '1h\n'])(
    'refuses %j',
    (text) => {
      expect(parseDuration(text)).toBeNull()
    },
  )
})

describe('formatDuration', () => {
  it('spells zero and less as 0s', () => {
    expect([formatDuration(0), formatDuration(-5)]).toEqual(['0s', '0s'])
  })

  it('is read back by parseDuration', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e13 }), (duration_ms) => {
        expect(parseDuration(formatDuration(duration_ms))).toBe(duration_ms)
      }),
    )
  })
})
