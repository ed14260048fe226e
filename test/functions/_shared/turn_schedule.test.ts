import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { parseDuration } from '#shared/duration'
import {
  cycleLength,
  leastRemaining,
  nextDeadline,
  scheduleOf,
  shortestInterval,
  TurnSchedule,
  usableScheduleOf,
} from '#shared/turn_schedule'

const at = (iso: string) => new Date(iso)
const HOUR_MS = 3_600_000

/** The instants a cron schedule has after `from`, one after the other. */
function instants(cron: string, time_zone: string, from: string, count: number): string[] {
  const found: string[] = []
  let last = at(from)
  for (let index = 0; index < count; index += 1) {
    const next = nextDeadline({ kind: 'cron', cron, time_zone }, last, last)
    if (!next) break
    found.push(next.toISOString())
    last = next
  }
  return found
}

const perDay = (from: string) =>
  Object.groupBy(instants('30 2 * * *', 'Europe/Berlin', from, 3), (iso) => iso.slice(0, 10))

describe('an interval', () => {
  const schedule = { kind: 'interval', every: '24h' } as const

  it('is counted from the previous deadline, not from the commit', () => {
    const next = nextDeadline(schedule, at('2026-03-01T18:00:00Z'), at('2026-03-01T18:07:31Z'))
    expect(next).toEqual(at('2026-03-02T18:00:00Z'))
  })

  it('skips what has passed while nobody was there: the first instant after the commit', () => {
    const next = nextDeadline(schedule, at('2026-03-01T18:00:00Z'), at('2026-03-04T19:00:00Z'))
    expect(next).toEqual(at('2026-03-05T18:00:00Z'))
  })

  it('is after an instant that it hits exactly', () => {
    const next = nextDeadline(schedule, at('2026-03-01T18:00:00Z'), at('2026-03-02T18:00:00Z'))
    expect(next).toEqual(at('2026-03-03T18:00:00Z'))
  })

  it('is counted from now where there was no deadline', () => {
    expect(nextDeadline(schedule, null, at('2026-03-01T12:00:00Z'))).toEqual(at('2026-03-02T12:00:00Z'))
  })

  it('keeps a whole cycle where the turn was generated before its deadline', () => {
    const next = nextDeadline(schedule, at('2026-03-01T18:00:00Z'), at('2026-03-01T10:00:00Z'))
    expect(next).toEqual(at('2026-03-02T18:00:00Z'))
  })

  it('is always after now, in the rhythm of the previous deadline', () => {
    const instant = fc.integer({ min: 0, max: 4e12 })
    fc.assert(
      fc.property(
        instant,
        instant,
        fc.constantFrom('1s', '90s', '1h', '24h', '168h'),
        (previous, now, every) => {
          const next = nextDeadline({ kind: 'interval', every }, new Date(previous), new Date(now))
          const ms = next?.getTime() ?? Number.NaN
          expect(ms).toBeGreaterThan(now)
          expect((ms - previous) % (parseDuration(every) ?? Number.NaN)).toBe(0)
        },
      ),
    )
  })
})

describe('a calendar', () => {
  it('keeps 18:00 in Berlin over the change to summer time', () => {
    expect(instants('0 18 * * *', 'Europe/Berlin', '2026-03-27T18:00:00Z', 3)).toEqual([
      '2026-03-28T17:00:00.000Z',
      '2026-03-29T16:00:00.000Z',
      '2026-03-30T16:00:00.000Z',
    ])
  })

  it('keeps 18:00 in Berlin over the change to winter time', () => {
    expect(instants('0 18 * * *', 'Europe/Berlin', '2026-10-23T18:00:00Z', 3)).toEqual([
      '2026-10-24T16:00:00.000Z',
      '2026-10-25T17:00:00.000Z',
      '2026-10-26T17:00:00.000Z',
    ])
  })

  it('keeps 18:00 in New York over the change to summer time', () => {
    expect(instants('0 18 * * *', 'America/New_York', '2026-03-07T00:00:00Z', 3)).toEqual([
      '2026-03-07T23:00:00.000Z',
      '2026-03-08T22:00:00.000Z',
      '2026-03-09T22:00:00.000Z',
    ])
  })

  it('keeps 18:00 in New York over the change to winter time', () => {
    expect(instants('0 18 * * *', 'America/New_York', '2026-10-31T00:00:00Z', 3)).toEqual([
      '2026-10-31T22:00:00.000Z',
      '2026-11-01T23:00:00.000Z',
      '2026-11-02T23:00:00.000Z',
    ])
  })

  it('has one turn on the day when 02:30 does not exist, and one on the day when it comes twice', () => {
    for (const day of Object.values(perDay('2026-03-28T03:00:00Z'))) expect(day).toHaveLength(1)
    for (const day of Object.values(perDay('2026-10-24T03:00:00Z'))) expect(day).toHaveLength(1)
  })

  it('is always after now', () => {
    const schedule = fc.record({
      kind: fc.constant('cron' as const),
      cron: fc.constantFrom('0 18 * * 1,4', '*/15 * * * *', '30 2 * * *', '0 0 1 * *', '0 * * * *'),
      time_zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'UTC', 'Australia/Lord_Howe'),
    })
    fc.assert(
      fc.property(schedule, fc.integer({ min: 1.7e12, max: 2.2e12 }), (given, now) => {
        expect(nextDeadline(given, null, new Date(now))?.getTime()).toBeGreaterThan(now)
      }),
      { numRuns: 200 },
    )
  })
})

describe('a manual game', () => {
  it('has no deadline and no cycle', () => {
    expect(nextDeadline({ kind: 'manual' }, null, new Date())).toBeNull()
    expect(cycleLength({ kind: 'manual' }, new Date())).toBeNull()
  })
})

describe('cycleLength', () => {
  it('is the interval, or the time between the next two instants', () => {
    const monday = at('2026-01-05T12:00:00Z')
    expect(cycleLength({ kind: 'interval', every: '1h30m' }, monday)).toBe(1.5 * HOUR_MS)
    const weekly = { kind: 'cron', cron: '0 18 * * 1,4', time_zone: 'Europe/Berlin' } as const
    expect(cycleLength(weekly, monday)).toBe(72 * HOUR_MS)
  })
})

describe('what a resumed turn has left at least', () => {
  it.each([
    [{ kind: 'interval', every: '24h' }, HOUR_MS],
    [{ kind: 'interval', every: '10m' }, HOUR_MS / 6],
    [{ kind: 'cron', cron: '*/15 * * * *', time_zone: 'Europe/Berlin' }, HOUR_MS / 4],
    [{ kind: 'cron', cron: '0 18 * * 1,4', time_zone: 'Europe/Berlin' }, HOUR_MS],
    [{ kind: 'manual' }, null],
  ] as const)('of %j is %s ms', (schedule, least_ms) => {
    expect(leastRemaining(schedule, at('2026-03-02T00:00:00Z'))).toBe(least_ms)
  })
})

describe('what is a schedule', () => {
  it.each([
    { kind: 'manual' },
    { kind: 'interval', every: '24h' },
    { kind: 'cron', cron: '0 18 * * 1,4', time_zone: 'Europe/Berlin' },
  ])('%j is', (given) => {
    expect(v.is(TurnSchedule, given)).toBe(true)
  })

  it.each([
    { kind: 'hourly' },
    { kind: 'manual', every: '24h' },
    { kind: 'interval', every: '0s' },
    { kind: 'interval', every: 'daily' },
    { kind: 'cron', cron: '0 18 * * 1,4' },
    { kind: 'cron', cron: '0 0 18 * * 1', time_zone: 'Europe/Berlin' },
    { kind: 'cron', cron: '0 0 30 2 *', time_zone: 'Europe/Berlin' },
    { kind: 'cron', cron: '61 * * * *', time_zone: 'Europe/Berlin' },
    { kind: 'cron', cron: '0 18 * * *', time_zone: 'Mars/Olympus' },
  ])('%j is none', (given) => {
    expect(v.is(TurnSchedule, given)).toBe(false)
  })

  it('may be a second short in development, a minute in production', () => {
    expect([shortestInterval(false), shortestInterval(true)]).toEqual([1000, 60_000])
  })
})

describe('the schedule of a row', () => {
  const GAME = '018f0000-0000-7000-8000-000000000000'
  it.each([
    [null, 'as a whole: '],
    [{}, 'kind: '],
    [{ kind: 'interval' }, 'every: '],
    [{ kind: 'interval', every: '0s' }, 'every: must be a duration such as 30s, 24h or 1h30m'],
    [{ kind: 'manual', every: '24h' }, 'every: '],
    [{ kind: 'cron', cron: '0 18 * * *', time_zone: 1 }, 'time_zone: '],
  ])('is an error that names the game where it is %j', (turn_schedule, why) => {
    const message = `the game ${GAME} has a broken schedule: ${why}`
    expect(() => scheduleOf({ game_id: GAME, turn_schedule })).toThrow(message)
    expect(() => usableScheduleOf({ game_id: GAME, turn_schedule })).toThrow(message)
  })

  it.each([
    { kind: 'interval', every: '24h' },
    { kind: 'cron', cron: '0 18 * * 1-5', time_zone: 'Europe/Berlin' },
    { kind: 'manual' },
  ])('is what was written: %j', (turn_schedule) => {
    expect(scheduleOf({ game_id: GAME, turn_schedule })).toEqual(turn_schedule)
    expect(usableScheduleOf({ game_id: GAME, turn_schedule })).toEqual(turn_schedule)
  })
})
