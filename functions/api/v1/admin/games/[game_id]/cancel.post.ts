// Any state that is not terminal -> cancelled, of any game. Its engine is removed.

import * as v from 'valibot'
import { cancelGame } from '#shared/games/lifecycle'
import { transitionAsAdmin } from '#shared/games/transitions'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { Game, gameAnswer, GameParams, Reason } from '#shared/wire/game'

export const Params = GameParams
export const Body = v.optional(v.strictObject({ reason: v.optional(Reason) }), {})
export const Replies = { 200: Game }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/games/:game_id/cancel'

export default endpoint().post(PATH, admin(), valid('param', Params), valid('json', Body), async (c) => {
  const { game_id } = c.req.valid('param')
  const actor = c.get('admin_name')
  const { reason = 'An admin cancelled the game.' } = c.req.valid('json')

  const game = await transitionAsAdmin(
    { game_id, actor, action: 'game.cancel', origin: origin(), details: { reason } },
    (tx) => cancelGame(tx, game_id, reason, { source: 'admin', actor }, origin()),
  )
  return reply(c, 200, gameAnswer(game))
})
