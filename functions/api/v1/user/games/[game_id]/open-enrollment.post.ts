// draft -> enrollment_open, by the owner: players may apply from now on. Also ready_to_start ->
// enrollment_open, which undoes the lock within the start delay. Refused (409) where the end of the enrollment
// has passed.

import { transitionAsOwner } from '#shared/games/transitions'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { openEnrollment } from '#shared/lobby/seating'
import { Game, gameAnswer, GameParams } from '#shared/wire/game'

export const Params = GameParams
export const Replies = { 200: Game }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/open-enrollment'

export default endpoint().post(PATH, user(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  const { user_id } = c.get('caller')

  const game = await transitionAsOwner(game_id, user_id, openEnrollment)
  return reply(c, 200, gameAnswer(game))
})
