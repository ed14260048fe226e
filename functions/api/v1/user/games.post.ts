// Creates a game as a draft of the caller, who takes the first seat unless `owner_plays` is false. Refused (409) for an
// engine version that is not enabled, and for one who owns or plays as many games as one may.
import * as v from 'valibot'
import { config } from '#shared/config'
import { parseDuration } from '#shared/duration'
import { problem } from '#shared/errors'
import { answer } from '#shared/http/answer'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { refuseAtLimit } from '#shared/http/limits'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { newToken } from '#shared/tokens'
import { shortestInterval } from '#shared/turn_schedule'
import { Alias, choices, Game, gameAnswer } from '#shared/wire/game'
import { Version } from '#shared/wire/engine_version'
import { findAccount } from '#sql/accounts'
import type { Json } from '#sql/connection'
import { findEngineVersion } from '#sql/engine_versions'
import { findGame, insertGame } from '#sql/games'
import { insertMember } from '#sql/members'

const isFrequent = (schedule: v.InferOutput<typeof choices.turn_schedule>): boolean =>
  schedule.kind === 'interval' &&
  (parseDuration(schedule.every) ?? Infinity) < shortestInterval(config().NODE_ENV === 'production')

export const Body = v.pipe(
  v.strictObject({
    name: choices.name,
    visibility: v.picklist(['public', 'private']),
    description: v.optional(choices.description, null),
    engine_version: Version,
    settings: v.optional(choices.settings, {}),
    min_players: choices.min_players,
    max_players: choices.max_players,
    enrollment_ends_at: v.optional(choices.enrollment_ends_at, null),
    start_delay: v.optional(choices.start_delay, '10m'),
    turn_schedule: choices.turn_schedule,
    owner_plays: v.optional(v.boolean(), true),
    alias: v.optional(Alias),
  }),
  v.forward(
    v.check((body) => body.max_players >= body.min_players, 'must not be less than min_players'),
    ['max_players'],
  ),
  v.forward(
    v.check((body) => !isFrequent(body.turn_schedule), 'is more frequent than this deployment allows'),
    ['turn_schedule', 'every'],
  ),
)
export const Replies = { 201: Game }

export default endpoint().post('/api/v1/user/games', user(), valid('json', Body), async (c) => {
  const { owner_plays, alias, start_delay, ...body } = c.req.valid('json')
  const { user_id } = c.get('caller')

  const game = await transaction(async (tx) => {
    const version = await findEngineVersion(tx, body.engine_version)
    if (version?.status !== 'enabled') return null
    await refuseAtLimit(tx, user_id, 'owned_games')
    if (owner_plays) await refuseAtLimit(tx, user_id, 'seats')
    const game_id = await insertGame(tx, {
      ...body,
      settings: body.settings as Json,
      owner_user_id: user_id,
      seed: newToken(),
      start_delay_ms: parseDuration(start_delay) ?? 0,
    })
    if (owner_plays) {
      const name = alias ?? (await findAccount(tx, user_id))?.display_name ?? 'Owner'
      await insertMember(tx, { game_id, user_id, alias: name })
    }
    return findGame(tx, game_id)
  })

  if (!game) throw problem('version_unavailable')
  return answer<typeof Replies, 201>(c, 201, gameAnswer(game), {
    Location: `/api/v1/user/games/${game.game_id}`,
  })
})
