// One game, for those who may see it: everybody a public one, its owner and members a private one.
import { answer } from '#shared/http/answer'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { visibleGame } from '#shared/http/games'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { Game, gameAnswer, GameParams } from '#shared/wire/game'

export const Params = GameParams
export const Replies = { 200: Game }

export default endpoint().get('/api/v1/user/games/:game_id', user(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  const game = await visibleGame(database(), game_id, c.get('caller').user_id)
  return answer<typeof Replies, 200>(c, 200, gameAnswer(game))
})
