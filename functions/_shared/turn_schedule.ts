// When turns end: every so often, by a calendar in a time zone (daylight saving as people expect), or by hand.

import * as v from 'valibot'
import { isCron, nextRun } from '#shared/cron'
import { parseDuration } from '#shared/duration'

const isTimeZone = (name: string): boolean => {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0
  } catch {
    return false
  }
}

/** An IANA time zone, such as `Europe/Berlin`. */
export const TimeZone = v.pipe(
  v.string(),
  v.maxLength(64),
  v.check(isTimeZone, 'must be an IANA time zone such as Europe/Berlin'),
)

/** A length of time as it is written on the wire, such as `24h`. */
export const Duration = v.pipe(
  v.string(),
  v.check((text) => (parseDuration(text) ?? 0) > 0, 'must be a duration such as 30s, 24h or 1h30m'),
)

/** A game's turn schedule as it is written on the wire. */
export const TurnSchedule = v.variant('kind', [
  v.strictObject({ kind: v.literal('interval'), every: Duration }),
  v.strictObject({
    kind: v.literal('cron'),
    cron: v.pipe(
      v.string(),
      v.maxLength(128),
      v.check(isCron, 'must be a cron pattern of five fields that has a next time'),
    ),
    time_zone: TimeZone,
  }),
  v.strictObject({ kind: v.literal('manual') }),
])
export type TurnSchedule = v.InferOutput<typeof TurnSchedule>

const SHAPES = {
  interval: v.strictObject({ kind: v.literal('interval'), every: Duration }),
  cron: v.strictObject({ kind: v.literal('cron'), cron: v.string(), time_zone: v.string() }),
  manual: v.strictObject({ kind: v.literal('manual') }),
}
type Scheduled = { game_id: string; turn_schedule: unknown }

const broken = (game_id: string, why: string) =>
  new Error(`the game ${game_id} has a broken schedule: ${why}`)

/**
 * The schedule of a game's row, to be shown: its shape is checked. To check a cron pattern again would cost each row of
 * a list a millisecond, and each endpoint that answers a game croner. Throws an error that names the game.
 */
export function scheduleOf({ game_id, turn_schedule }: Scheduled): TurnSchedule {
  const kind = (turn_schedule as Partial<TurnSchedule> | null)?.kind ?? 'manual'
  const result = v.safeParse(SHAPES[kind], turn_schedule)
  if (result.success) return result.output
  const [issue] = result.issues
  throw broken(game_id, `${v.getDotPath(issue) ?? 'as a whole'}: ${issue.message}`)
}

/** The schedule of a game's row, to reckon with: it has a next time too. Throws as `scheduleOf` does. */
export function usableScheduleOf(game: Scheduled): TurnSchedule {
  const schedule = scheduleOf(game)
  try {
    if (schedule.kind === 'manual' || nextDeadline(schedule, null, new Date())) return schedule
  } catch {
    // Croner says no more than that, and not of which game.
  }
  throw broken(game.game_id, 'it has no next time')
}

/** The shortest interval a schedule may have, in milliseconds: a minute in production, a second in development. */
export const shortestInterval = (production: boolean): number => (production ? 60_000 : 1000)

/**
 * The schedule's first instant after `now`, counted from the previous deadline (from `now` where there is
 * none). Null for a manual game.
 */
export function nextDeadline(schedule: TurnSchedule, previous: Date | null, now: Date): Date | null {
  if (schedule.kind === 'manual') return null
  if (schedule.kind === 'cron') return nextRun(schedule.cron, schedule.time_zone, now)
  const every_ms = parseDuration(schedule.every) ?? Number.NaN
  const from_ms = previous?.getTime() ?? now.getTime()
  const cycles = Math.max(1, Math.floor((now.getTime() - from_ms) / every_ms) + 1)
  return new Date(from_ms + cycles * every_ms)
}

/** The time between a cron schedule's next two instants, or an interval's length. Null for a manual game. */
export function cycleLength(schedule: TurnSchedule, now: Date): number | null {
  const first = nextDeadline(schedule, now, now)
  const second = first && nextDeadline(schedule, first, first)
  return first && second ? second.getTime() - first.getTime() : null
}

const HOUR_MS = 3_600_000

/** The least time of a resumed turn: an hour, or one cycle where that is shorter. Null for a manual game. */
export function leastRemaining(schedule: TurnSchedule, now: Date): number | null {
  if (schedule.kind === 'manual') return null
  return Math.min(HOUR_MS, cycleLength(schedule, now) ?? HOUR_MS)
}
