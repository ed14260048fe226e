// draft -> enrollment_open, by the owner: players may apply from now on.
import { answer } from '#shared/http/answer'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { moveAsOwner } from '#shared/http/moves'
import { valid } from '#shared/http/valid'
import { Game, gameAnswer, GameParams } from '#shared/wire/game'
import { openEnrollment } from '#sql/games'

export const Params = GameParams
export const Replies = { 200: Game }

export default endpoint().post(
  '/api/v1/user/games/:game_id/open-enrollment',
  user(),
  valid('param', Params),
  async (c) => {
    const { game_id } = c.req.valid('param')
    const { user_id } = c.get('caller')

    const game = await moveAsOwner(game_id, user_id, async (tx) =>
      (await openEnrollment(tx, game_id)) ? 'done' : 'illegal_transition',
    )
    return answer<typeof Replies, 200>(c, 200, gameAnswer(game))
  },
)
