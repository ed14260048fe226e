// The choices of owners and admins for a game: all of them for a new one, and again until it starts.

import * as v from 'valibot'
import { config } from '#shared/config'
import { parseDuration } from '#shared/duration'
import { problem } from '#shared/errors'
import { illegalTransition } from '#shared/games/access'
import { newToken } from '#shared/tokens'
import { shortestInterval } from '#shared/turn_schedule'
import type { TurnSchedule } from '#shared/turn_schedule'
import { Version } from '#shared/wire/engine_version'
import { choices } from '#shared/wire/game'
import type { Connection, Json } from '#sql/connection'
import { insertGame } from '#sql/games/games'
import type { GameRow } from '#sql/games/games'
import * as settings_rows from '#sql/games/settings'
import { findEngineVersion } from '#sql/runtime/engine_versions'

const isSeldom = (schedule: TurnSchedule): boolean =>
  schedule.kind !== 'interval' ||
  (parseDuration(schedule.every) ?? Infinity) >= shortestInterval(config().NODE_ENV === 'production')

const turn_schedule = v.pipe(
  choices.turn_schedule,
  v.forward(v.check(isSeldom, 'is more frequent than this deployment allows'), ['every']),
)

/** The members of a new game. Spread them into the endpoint's `Body`, and check it with `hasRoom`. */
export const newGame = {
  name: choices.name,
  visibility: v.picklist(['public', 'private']),
  description: v.optional(choices.description, null),
  engine_version: Version,
  settings: v.optional(choices.settings, {}),
  min_players: choices.min_players,
  max_players: choices.max_players,
  enrollment_ends_at: v.optional(choices.enrollment_ends_at, null),
  start_delay: v.optional(choices.start_delay, '10m'),
  turn_schedule,
}
const NewGame = v.object(newGame)

/** Whether a new game's seats are at least as many as the players it needs. */
export const hasRoom = (game: { min_players: number; max_players: number }): boolean =>
  game.max_players >= game.min_players

/** The members of a change of a game. A member that is left out changes nothing. */
export const GamePatch = v.strictObject({
  name: v.optional(choices.name),
  description: v.optional(choices.description),
  settings: v.optional(choices.settings),
  min_players: v.optional(choices.min_players),
  max_players: v.optional(choices.max_players),
  enrollment_ends_at: v.optional(choices.enrollment_ends_at),
  start_delay: v.optional(choices.start_delay),
  turn_schedule: v.optional(turn_schedule),
})

/** Makes a game as a draft, and answers its id. Refuses (409) an engine version that is not enabled. */
export async function draftGame(
  tx: Connection,
  wanted: v.InferOutput<typeof NewGame>,
  owner_user_id: string | null,
): Promise<string> {
  const { start_delay, settings, ...game } = wanted
  const version = await findEngineVersion(tx, game.engine_version)
  if (version?.status !== 'enabled') throw problem('version_unavailable')
  return insertGame(tx, {
    ...game,
    settings: settings as Json,
    owner_user_id,
    seed: newToken(),
    start_delay_ms: parseDuration(start_delay) ?? 0,
  })
}

/** Changes a game whose row is locked. Refuses (409) one that has started, and (400) less seats than it needs. */
export async function updateGame(
  tx: Connection,
  game: GameRow,
  patch: v.InferOutput<typeof GamePatch>,
): Promise<void> {
  const { start_delay, settings, ...rest } = patch
  const updated = await settings_rows.updateGame(tx, game.game_id, {
    ...rest,
    settings: settings as Json | undefined,
    start_delay_ms: start_delay === undefined ? undefined : (parseDuration(start_delay) ?? 0),
  })
  if (updated === 'too_late') throw illegalTransition(game.status)
  if (updated === 'too_small') {
    const message = 'must not be less than min_players or the members there are'
    throw problem('invalid_request', undefined, { errors: [{ path: 'max_players', message }] })
  }
}
