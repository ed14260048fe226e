// Gives the caller's seat up, before the game starts; in the start delay that opens the enrollment again. Refused (403) for
// the owner, who can cancel, and (409) once the game has started.
import { problem } from '#shared/errors'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { illegalTransition, ownSeat, visibleGame } from '#shared/http/games'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { GameParams } from '#shared/wire/game'
import { lockGame, reopenEnrollment } from '#sql/games'
import { leaveGame } from '#sql/members'

export const Params = GameParams
export const Replies = { 204: null }

const BEFORE_START = new Set(['draft', 'enrollment_open', 'ready_to_start'])

export default endpoint().post(
  '/api/v1/user/games/:game_id/leave',
  user(),
  valid('param', Params),
  async (c) => {
    const { game_id } = c.req.valid('param')
    const { user_id } = c.get('caller')

    await transaction(async (tx) => {
      await lockGame(tx, game_id)
      const game = await visibleGame(tx, game_id, user_id)
      await ownSeat(tx, game_id, user_id)
      if (game.owner_user_id === user_id)
        throw problem('forbidden', 'The owner cannot leave; cancel the game instead.')
      if (!BEFORE_START.has(game.status)) throw illegalTransition(game.status)
      await leaveGame(tx, game_id, user_id)
      if (game.status === 'ready_to_start') await reopenEnrollment(tx, game_id)
    })
    return c.body(null, 204)
  },
)
