// All games, newest first, of every status and visibility.

import * as v from 'valibot'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { pageOf, pageSchema, paging, windowOf } from '#shared/http/page'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { Version } from '#shared/wire/engine_version'
import { Game, gameAnswer, GameStatus } from '#shared/wire/game'
import { listAnyGames } from '#sql/games/list'

export const Query = v.strictObject({
  ...paging,
  status: v.optional(GameStatus),
  visibility: v.optional(v.picklist(['public', 'private'])),
  owner_user_id: v.optional(v.pipe(v.string(), v.uuid('must be a UUID'))),
  engine_version: v.optional(Version),
})
export const Replies = { 200: pageSchema(Game) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/games'

export default endpoint().get(PATH, admin(), valid('query', Query), async (c) => {
  const { page, page_size, cursor, ...filter } = c.req.valid('query')
  const games = await listAnyGames(database(), filter, windowOf({ page, page_size, cursor }))
  const items = games.items.map(gameAnswer)
  return reply(c, 200, pageOf({ page, page_size, cursor }, { ...games, items }))
})
