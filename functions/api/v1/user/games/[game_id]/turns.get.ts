// The turns of a game, newest first. The newest is the one whose orders are awaited.

import * as v from 'valibot'
import { visibleGame } from '#shared/games/access'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { numberPaging, numberWindowOf, pageOf, pageSchema } from '#shared/http/page'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { GameParams } from '#shared/wire/game'
import { Turn, turnAnswer } from '#shared/wire/turn'
import { listTurns } from '#sql/games/turn_list'

export const Params = GameParams
export const Query = v.strictObject(numberPaging(2 ** 31 - 1))
export const Replies = { 200: pageSchema(Turn) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/turns'

export default endpoint().get(PATH, user(), valid('param', Params), valid('query', Query), async (c) => {
  const { game_id } = c.req.valid('param')
  const query = c.req.valid('query')
  await visibleGame(database(), game_id, c.get('caller').user_id)
  const turns = await listTurns(database(), game_id, numberWindowOf(query))
  return reply(c, 200, pageOf(query, { ...turns, items: turns.items.map(turnAnswer) }))
})
