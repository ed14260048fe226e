// enrollment_open -> ready_to_start, by the owner: the start delay begins. Refused (409) below the minimum of members.
import { problem } from '#shared/errors'
import { answer } from '#shared/http/answer'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { illegalTransition, ownedGame, visibleGame } from '#shared/http/games'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { Game, gameAnswer, GameParams } from '#shared/wire/game'
import { closeEnrollment, lockGame } from '#sql/games'

export const Params = GameParams
export const Replies = { 200: Game }

export default endpoint().post(
  '/api/v1/user/games/:game_id/lock',
  user(),
  valid('param', Params),
  async (c) => {
    const { game_id } = c.req.valid('param')
    const { user_id } = c.get('caller')

    const game = await transaction(async (tx) => {
      await lockGame(tx, game_id)
      const { status, members_count, min_players } = await ownedGame(tx, game_id, user_id)
      if (status !== 'enrollment_open') throw illegalTransition(status)
      if (members_count < min_players) throw problem('too_few_members')
      await closeEnrollment(tx, game_id)
      return visibleGame(tx, game_id, user_id)
    })
    return answer<typeof Replies, 200>(c, 200, gameAnswer(game))
  },
)
