// Gives the game to one of its active members, by the owner. Refused (409) for a member who is not active, for one who
// owns as many games as one may, and after the game's end.

import * as v from 'valibot'
import { transitionAsOwner, transferGame } from '#shared/games/transitions'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { Game, gameAnswer, GameParams } from '#shared/wire/game'

export const Params = GameParams
export const Body = v.strictObject({ user_id: v.pipe(v.string(), v.uuid('must be a UUID')) })
export const Replies = { 200: Game }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/transfer'

export default endpoint().post(PATH, user(), valid('param', Params), valid('json', Body), async (c) => {
  const { game_id } = c.req.valid('param')
  const { user_id } = c.get('caller')
  const { user_id: heir } = c.req.valid('json')

  const game = await transitionAsOwner(game_id, user_id, (tx, owned) => transferGame(tx, owned, heir))
  return reply(c, 200, gameAnswer(game))
})
