// Gives any game to one of its active members, also one that had no owner. Refused (409) for a member who is not
// active, for one who owns as many games as one may, and after the game's end.

import * as v from 'valibot'
import { transitionAsAdmin, transferGame } from '#shared/games/transitions'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { Game, gameAnswer, GameParams } from '#shared/wire/game'

export const Params = GameParams
export const Body = v.strictObject({ user_id: v.pipe(v.string(), v.uuid('must be a UUID')) })
export const Replies = { 200: Game }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/games/:game_id/transfer'

export default endpoint().post(PATH, admin(), valid('param', Params), valid('json', Body), async (c) => {
  const { game_id } = c.req.valid('param')
  const actor = c.get('admin_name')
  const { user_id } = c.req.valid('json')

  const game = await transitionAsAdmin(
    { game_id, actor, action: 'game.transfer', origin: origin() },
    (tx, found) => transferGame(tx, found, user_id),
  )
  return reply(c, 200, gameAnswer(game))
})
