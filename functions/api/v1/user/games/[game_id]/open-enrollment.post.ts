// draft -> enrollment_open, by the owner: players may apply from now on.
import { answer } from '#shared/http/answer'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { illegalTransition, ownedGame, visibleGame } from '#shared/http/games'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { Game, gameAnswer, GameParams } from '#shared/wire/game'
import { lockGame, openEnrollment } from '#sql/games'

export const Params = GameParams
export const Replies = { 200: Game }

export default endpoint().post(
  '/api/v1/user/games/:game_id/open-enrollment',
  user(),
  valid('param', Params),
  async (c) => {
    const { game_id } = c.req.valid('param')
    const { user_id } = c.get('caller')

    const game = await transaction(async (tx) => {
      await lockGame(tx, game_id)
      const { status } = await ownedGame(tx, game_id, user_id)
      if (!(await openEnrollment(tx, game_id))) throw illegalTransition(status)
      return visibleGame(tx, game_id, user_id)
    })
    return answer<typeof Replies, 200>(c, 200, gameAnswer(game))
  },
)
