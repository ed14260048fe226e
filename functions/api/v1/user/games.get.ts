// Games: the public ones, or with `scope=mine` those that the caller owns or sits in.

import * as v from 'valibot'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { pageOf, pageSchema, paging, windowOf } from '#shared/http/page'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { Game, gameAnswer, GameStatus } from '#shared/wire/game'
import { listGames } from '#sql/games/list'

export const Query = v.strictObject({
  ...paging,
  scope: v.optional(v.picklist(['public', 'mine']), 'public'),
  status: v.optional(GameStatus),
})
export const Replies = { 200: pageSchema(Game) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games'

export default endpoint().get(PATH, user(), valid('query', Query), async (c) => {
  const query = c.req.valid('query')
  const filter = { scope: query.scope, status: query.status ?? null, user_id: c.get('caller').user_id }
  const games = await listGames(database(), filter, windowOf(query))
  return reply(c, 200, pageOf(query, { ...games, items: games.items.map(gameAnswer) }))
})
