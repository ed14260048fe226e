// enrollment_open -> ready_to_start, of any game: the start delay begins. Refused (409) below the minimum of members.

import { lockEnrollment } from '#shared/games/lifecycle'
import { transitionAsAdmin } from '#shared/games/transitions'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { Game, gameAnswer, GameParams } from '#shared/wire/game'

export const Params = GameParams
export const Replies = { 200: Game }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/games/:game_id/lock'

export default endpoint().post(PATH, admin(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  const actor = c.get('admin_name')
  const game = await transitionAsAdmin(
    { game_id, actor, action: 'game.lock', origin: origin() },
    lockEnrollment,
  )
  return reply(c, 200, gameAnswer(game))
})
