// running -> halted, also while the turn is being generated. The clock stands still, and a resume credits the
// rest of the turn.

import * as v from 'valibot'
import { haltGame } from '#shared/games/clock'
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
const PATH = '/api/v1/admin/games/:game_id/halt'

export default endpoint().post(PATH, admin(), valid('param', Params), valid('json', Body), async (c) => {
  const { game_id } = c.req.valid('param')
  const actor = c.get('admin_name')
  const { reason = 'An admin halted the game.' } = c.req.valid('json')

  const game = await transitionAsAdmin(
    { game_id, actor, action: 'game.halt', origin: origin(), details: { reason } },
    async (tx) => ((await haltGame(tx, game_id, reason, origin(), 'admin')) ? 'done' : 'illegal_transition'),
  )
  return reply(c, 200, gameAnswer(game))
})
