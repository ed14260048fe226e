// Forgets the crashes of an engine that is not started any more: it is absent, and started again. A game that was
// halted can be resumed. Refused (409) where another operation is unfinished, and where nothing is to be cleared.

import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { operateEngine } from '#shared/runtime/commands'
import { GameParams } from '#shared/wire/game'
import { Accepted } from '#shared/wire/operation'

export const Params = GameParams
export const Replies = { 202: Accepted }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/runtimes/:game_id/clear'

export default endpoint().post(PATH, admin(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  const operation_id = await operateEngine('clear', { game_id, actor: c.get('admin_name'), origin: origin() })
  return reply(c, 202, { operation_id })
})
