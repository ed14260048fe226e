// paused | halted -> running, of any game. The rest of the turn runs on, an hour or one cycle at least. A turn
// that was given up is tried anew.

import { resumeGame } from '#shared/games/clock'
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
const PATH = '/api/v1/admin/games/:game_id/resume'

export default endpoint().post(PATH, admin(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  const actor = c.get('admin_name')
  const game = await transitionAsAdmin(
    { game_id, actor, action: 'game.resume', origin: origin() },
    (tx, found) => resumeGame(tx, found, { from: ['paused', 'halted'], actor_kind: 'admin' }, origin()),
  )
  return reply(c, 200, gameAnswer(game))
})
