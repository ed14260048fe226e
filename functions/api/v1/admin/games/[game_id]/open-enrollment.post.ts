// draft -> enrollment_open, of any game: players may apply, or be invited, from now on.
import { answer } from '#shared/http/answer'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { moveAsAdmin } from '#shared/http/moves'
import { valid } from '#shared/http/valid'
import { Game, gameAnswer, GameParams } from '#shared/wire/game'
import { openEnrollment } from '#sql/games'

export const Params = GameParams
export const Replies = { 200: Game }

const PATH = '/api/v1/admin/games/:game_id/open-enrollment'

export default endpoint().post(PATH, admin(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  const actor = c.get('admin_name')
  const game = await moveAsAdmin({ game_id, actor, action: 'game.open_enrollment' }, async (tx) =>
    (await openEnrollment(tx, game_id)) ? 'done' : 'illegal_transition',
  )
  return answer<typeof Replies, 200>(c, 200, gameAnswer(game))
})
