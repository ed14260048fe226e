// Ends the engine of a game in play and starts it anew, out of a crash loop too; a game that was halted for its engine
// goes on when that is ready. Supersedes what is unfinished. Refused (409) where the game is not in play.

import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { operateAsAdmin } from '#shared/runtime/operate'
import { GameParams } from '#shared/wire/game'
import { Accepted } from '#shared/wire/operation'

export const Params = GameParams
export const Replies = { 202: Accepted }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/runtimes/:game_id/restart'

export default endpoint().post(PATH, admin(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  const operation_id = await operateAsAdmin(game_id, c.get('admin_name'), 'restart')
  return reply(c, 202, { operation_id })
})
