// The games that run an engine version, or would once they start, newest first: whom it
// concerns that the version is blocked.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { pageOf, pageSchema, paging, windowOf } from '#shared/http/page'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { Version } from '#shared/wire/engine_version'
import { Game, gameAnswer } from '#shared/wire/game'
import { listGamesOfVersion } from '#sql/games/list'
import { findEngineVersion } from '#sql/runtime/engine_versions'

export const Params = v.object({ version: Version })
export const Query = v.strictObject({ ...paging })
export const Replies = { 200: pageSchema(Game) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/engine-versions/:version/games'

export default endpoint().get(PATH, admin(), valid('param', Params), valid('query', Query), async (c) => {
  const { version } = c.req.valid('param')
  const query = c.req.valid('query')
  if (!(await findEngineVersion(database(), version))) throw problem('not_found')
  const games = await listGamesOfVersion(database(), version, windowOf(query))
  const items = games.items.map(gameAnswer)
  return reply(c, 200, pageOf(query, { ...games, items }))
})
