// The owner edits a game before it starts. Refused (409) once it has started.

import { anyGame, ownedGame } from '#shared/games/access'
import { updateGame, GamePatch } from '#shared/games/settings'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { Game, gameAnswer, GameParams } from '#shared/wire/game'
import { lockGame } from '#sql/games/games'

export const Params = GameParams
export const Body = GamePatch
export const Replies = { 200: Game }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id'

export default endpoint().patch(PATH, user(), valid('param', Params), valid('json', Body), async (c) => {
  const { game_id } = c.req.valid('param')

  const game = await transaction(async (tx) => {
    await lockGame(tx, game_id)
    await updateGame(tx, await ownedGame(tx, game_id, c.get('caller').user_id), c.req.valid('json'))
    return anyGame(tx, game_id)
  })
  return reply(c, 200, gameAnswer(game))
})
