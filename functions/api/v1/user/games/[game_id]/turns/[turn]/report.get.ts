// The caller's own report of a turn. The report of the current turn shows the position to play from.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { ownSeat } from '#shared/games/access'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { TurnParams } from '#shared/wire/turn'
import { findReport } from '#sql/games/turn_list'

export const Params = TurnParams
export const Replies = { 200: v.object({ turn: v.number(), seat: v.number(), report: v.unknown() }) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/turns/:turn/report'

export default endpoint().get(PATH, user(), valid('param', Params), async (c) => {
  const { game_id, turn } = c.req.valid('param')
  const { seat } = await ownSeat(database(), game_id, c.get('caller').user_id)
  const report = await findReport(database(), game_id, turn, seat)
  if (report === null) throw problem('not_found')
  return reply(c, 200, { turn, seat, report })
})
