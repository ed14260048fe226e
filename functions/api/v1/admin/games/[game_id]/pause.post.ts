// running -> paused, of any game. The time that is left of the turn is stored, and orders are still taken.
// Refused (409) while the turn is being generated.

import { pauseGame } from '#shared/games/clock'
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
const PATH = '/api/v1/admin/games/:game_id/pause'

export default endpoint().post(PATH, admin(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  const actor = c.get('admin_name')
  const game = await transitionAsAdmin({ game_id, actor, action: 'game.pause', origin: origin() }, (tx) =>
    pauseGame(tx, game_id, { reason: 'paused', actor_kind: 'admin' }, origin()),
  )
  return reply(c, 200, gameAnswer(game))
})
