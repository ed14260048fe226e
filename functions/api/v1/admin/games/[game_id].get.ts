// One game, also one that only some players may see.

import { anyGame } from '#shared/games/access'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { Game, gameAnswer, GameParams } from '#shared/wire/game'

export const Params = GameParams
export const Replies = { 200: Game }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/games/:game_id'

export default endpoint().get(PATH, admin(), valid('param', Params), async (c) => {
  const game = await anyGame(database(), c.req.valid('param').game_id)
  return reply(c, 200, gameAnswer(game))
})
