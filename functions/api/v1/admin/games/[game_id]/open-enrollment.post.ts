// draft -> enrollment_open, of any game: players may apply, or accept invites, from now on. Also
// ready_to_start -> enrollment_open, which undoes the lock within the start delay. Refused (409) where the end
// of the enrollment has passed.

import { transitionAsAdmin } from '#shared/games/transitions'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { openEnrollment } from '#shared/lobby/seating'
import { Game, gameAnswer, GameParams } from '#shared/wire/game'

export const Params = GameParams
export const Replies = { 200: Game }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/games/:game_id/open-enrollment'

export default endpoint().post(PATH, admin(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  const actor = c.get('admin_name')
  const game = await transitionAsAdmin(
    { game_id, actor, action: 'game.open_enrollment', origin: origin() },
    openEnrollment,
  )
  return reply(c, 200, gameAnswer(game))
})
