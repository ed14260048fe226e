// Games on the wire.

import * as v from 'valibot'
import { formatDuration } from '#shared/duration'
import { Duration, scheduleOf, TurnSchedule } from '#shared/turn_schedule'
import { FutureTime } from '#shared/wire/time'
import type { GameRow } from '#sql/games/games'

export const GameStatus = v.picklist([
  'draft',
  'enrollment_open',
  'ready_to_start',
  'starting',
  'start_failed',
  'running',
  'paused',
  'halted',
  'finished',
  'cancelled',
])

const Time = v.nullable(v.string())

/** A game as callers see it. */
export const Game = v.object({
  game_id: v.string(),
  name: v.string(),
  description: v.nullable(v.string()),
  visibility: v.picklist(['public', 'private']),
  status: GameStatus,
  status_reason: v.nullable(v.string()),
  owner_user_id: v.nullable(v.string()),
  engine_version: v.string(),
  settings: v.record(v.string(), v.unknown()),
  min_players: v.number(),
  max_players: v.number(),
  members_count: v.number(),
  enrollment_ends_at: Time,
  start_delay: v.string(),
  starts_at: Time,
  turn_schedule: TurnSchedule,
  current_turn: v.nullable(v.number()),
  deadline_at: Time,
  deadline_version: v.number(),
  remaining_ms: v.nullable(v.number()),
  created_at: v.string(),
  started_at: Time,
  finished_at: Time,
  ranking: v.nullable(v.array(v.object({ seat: v.number(), rank: v.number(), score: v.number() }))),
})

const Count = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1, 'must be at least 1'),
  v.maxValue(64, 'must be at most 64'),
)

/** The members of a game that its owner chooses, all optional. Spread and tighten them. */
export const choices = {
  name: v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1, 'must not be empty'),
    v.maxLength(64, 'must be at most 64 characters'),
  ),
  description: v.nullable(v.pipe(v.string(), v.maxLength(2000, 'must be at most 2000 characters'))),
  settings: v.record(v.string(), v.unknown()),
  min_players: Count,
  max_players: Count,
  enrollment_ends_at: v.nullable(FutureTime),
  start_delay: v.union([Duration, v.literal('0s')], 'must be a duration such as 0s, 10m or 1h'),
  turn_schedule: TurnSchedule,
}

/** The name that a player's seat goes by. */
export const Alias = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^[\p{L}\p{N}][\p{L}\p{N} ._'-]{0,31}$/u, "must be 1 to 32 letters, digits, spaces or . _ ' -"),
)

/** Why something is done to a game, as its players will read it. */
export const Reason = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, 'must not be empty'),
  v.maxLength(200, 'must be at most 200 characters'),
)

/** How far a deadline is moved on, and why. */
export const Extension = v.strictObject({ by: Duration, reason: v.optional(Reason) })

/** The path of one game. */
export const GameParams = v.object({ game_id: v.pipe(v.string(), v.uuid('must be a UUID')) })

const iso = (time: Date | null): string | null => time?.toISOString() ?? null

/** A row of `games` as it is answered. The seed stays ours. */
export function gameAnswer(row: GameRow): v.InferInput<typeof Game> {
  const { seed: _seed, start_delay_ms, remaining_ms, ...rest } = row
  return {
    ...rest,
    start_delay: formatDuration(Number(start_delay_ms)),
    turn_schedule: scheduleOf(row),
    remaining_ms: remaining_ms === null ? null : Number(remaining_ms),
    enrollment_ends_at: iso(row.enrollment_ends_at),
    starts_at: iso(row.starts_at),
    deadline_at: iso(row.deadline_at),
    created_at: row.created_at.toISOString(),
    started_at: iso(row.started_at),
    finished_at: iso(row.finished_at),
  }
}
