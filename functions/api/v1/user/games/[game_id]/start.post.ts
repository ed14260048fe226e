// ready_to_start -> starting, by the owner, without waiting for the start delay. The game
// runs once its engine is ready.

import { startGame } from '#shared/games/lifecycle'
import { transitionAsOwner } from '#shared/games/transitions'
import { user } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { Game, gameAnswer, GameParams } from '#shared/wire/game'

export const Params = GameParams
export const Replies = { 200: Game }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/start'

export default endpoint().post(PATH, user(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  const { user_id } = c.get('caller')

  const game = await transitionAsOwner(game_id, user_id, (tx, owned) =>
    startGame(tx, owned, { source: 'owner', actor: user_id }, origin()),
  )
  return reply(c, 200, gameAnswer(game))
})
