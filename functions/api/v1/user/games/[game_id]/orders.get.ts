// The caller's orders for the current turn: an empty draft with revision 0 where none were sent.

import * as v from 'valibot'
import { illegalTransition, ownSeat, visibleGame } from '#shared/games/access'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { GameParams } from '#shared/wire/game'
import { findOrders } from '#sql/games/orders'

export const Params = GameParams
export const Replies = {
  200: v.object({ turn: v.number(), orders: v.array(v.unknown()), final: v.boolean(), revision: v.number() }),
}

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/orders'

export default endpoint().get(PATH, user(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  const { user_id } = c.get('caller')
  const { seat } = await ownSeat(database(), game_id, user_id)
  const { current_turn: turn, status } = await visibleGame(database(), game_id, user_id)
  if (turn === null) throw illegalTransition(status)
  const orders = await findOrders(database(), game_id, turn, seat)
  return reply(c, 200, orders ?? { turn, orders: [], final: false, revision: 0 })
})
