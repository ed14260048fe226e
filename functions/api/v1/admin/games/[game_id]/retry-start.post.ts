// start_failed -> starting, of any game: tries again, with the engine version's image of today.

import { retryStart } from '#shared/games/lifecycle'
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
const PATH = '/api/v1/admin/games/:game_id/retry-start'

export default endpoint().post(PATH, admin(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  const actor = c.get('admin_name')
  const game = await transitionAsAdmin(
    { game_id, actor, action: 'game.retry_start', origin: origin() },
    (tx, found) => retryStart(tx, found, { source: 'admin', actor }, origin()),
  )
  return reply(c, 200, gameAnswer(game))
})
