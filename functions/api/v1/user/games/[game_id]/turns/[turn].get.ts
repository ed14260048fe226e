// One turn of a game.

import { problem } from '#shared/errors'
import { visibleGame } from '#shared/games/access'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { Turn, turnAnswer, TurnParams } from '#shared/wire/turn'
import { findTurn } from '#sql/games/turn_list'

export const Params = TurnParams
export const Replies = { 200: Turn }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/turns/:turn'

export default endpoint().get(PATH, user(), valid('param', Params), async (c) => {
  const { game_id, turn } = c.req.valid('param')
  await visibleGame(database(), game_id, c.get('caller').user_id)
  const row = await findTurn(database(), game_id, turn)
  if (!row) throw problem('not_found')
  return reply(c, 200, turnAnswer(row))
})
