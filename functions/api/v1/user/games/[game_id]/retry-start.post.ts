// start_failed -> starting, by the owner: tries again, with the engine version's image of today.

import { retryStart } from '#shared/games/lifecycle'
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
const PATH = '/api/v1/user/games/:game_id/retry-start'

export default endpoint().post(PATH, user(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  const { user_id } = c.get('caller')

  const game = await transitionAsOwner(game_id, user_id, (tx, owned) =>
    retryStart(tx, owned, { source: 'owner', actor: user_id }, origin()),
  )
  return reply(c, 200, gameAnswer(game))
})
