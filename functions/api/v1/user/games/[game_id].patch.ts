// The owner edits a game before it starts. Refused (409) once it has started.
import * as v from 'valibot'
import { config } from '#shared/config'
import { parseDuration } from '#shared/duration'
import { problem } from '#shared/errors'
import { answer } from '#shared/http/answer'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { illegalTransition, ownedGame, visibleGame } from '#shared/http/games'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { shortestInterval } from '#shared/turn_schedule'
import { choices, Game, gameAnswer, GameParams } from '#shared/wire/game'
import type { Json } from '#sql/connection'
import { updateGame } from '#sql/game_edit'
import { lockGame } from '#sql/games'

export const Params = GameParams
export const Body = v.strictObject({
  name: v.optional(choices.name),
  description: v.optional(choices.description),
  settings: v.optional(choices.settings),
  min_players: v.optional(choices.min_players),
  max_players: v.optional(choices.max_players),
  enrollment_ends_at: v.optional(choices.enrollment_ends_at),
  start_delay: v.optional(choices.start_delay),
  turn_schedule: v.optional(choices.turn_schedule),
})
export const Replies = { 200: Game }

const PATH = '/api/v1/user/games/:game_id'

export default endpoint().patch(PATH, user(), valid('param', Params), valid('json', Body), async (c) => {
  const { game_id } = c.req.valid('param')
  const { user_id } = c.get('caller')
  const { start_delay, settings, ...patch } = c.req.valid('json')
  const every_ms = patch.turn_schedule?.kind === 'interval' ? parseDuration(patch.turn_schedule.every) : null
  if (every_ms !== null && every_ms < shortestInterval(config().NODE_ENV === 'production')) {
    const errors = [{ path: 'turn_schedule.every', message: 'is more frequent than this deployment allows' }]
    throw problem('invalid_request', undefined, { errors })
  }

  const game = await transaction(async (tx) => {
    await lockGame(tx, game_id)
    const { status } = await ownedGame(tx, game_id, user_id)
    const updated = await updateGame(tx, game_id, {
      ...patch,
      settings: settings as Json | undefined,
      start_delay_ms: start_delay === undefined ? undefined : (parseDuration(start_delay) ?? 0),
    })
    if (updated === 'too_late') throw illegalTransition(status)
    if (updated === 'too_small') {
      const errors = [
        { path: 'max_players', message: 'must not be less than min_players or the members there are' },
      ]
      throw problem('invalid_request', undefined, { errors })
    }
    return visibleGame(tx, game_id, user_id)
  })
  return answer<typeof Replies, 200>(c, 200, gameAnswer(game))
})
