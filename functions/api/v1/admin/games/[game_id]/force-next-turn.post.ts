// Generates the current turn of a running game now, and skips the next scheduled tick instead (R-RUN-4).
// Refused (409) while another operation of the game is unfinished, where the game does not run, and where no
// turns are generated.

import { forceNextTurnAsAdmin } from '#shared/games/force_turn'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { GameParams } from '#shared/wire/game'
import { Accepted } from '#shared/wire/operation'

export const Params = GameParams
export const Replies = { 202: Accepted }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/games/:game_id/force-next-turn'

export default endpoint().post(PATH, admin(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  const operation_id = await forceNextTurnAsAdmin(game_id, c.get('admin_name'), origin())
  return reply(c, 202, { operation_id })
})
