// The crashes of the engine of one game, newest first, each with the last 64 KiB that it printed.

import * as v from 'valibot'
import { anyGame } from '#shared/games/access'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { pageOf, pageSchema, paging, windowOf } from '#shared/http/page'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { GameParams } from '#shared/wire/game'
import { Crash, crashAnswer } from '#shared/wire/runtime'
import { listCrashes } from '#sql/runtime/list'

export const Params = GameParams
export const Query = v.strictObject({ ...paging })
export const Replies = { 200: pageSchema(Crash) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/runtimes/:game_id/crashes'

export default endpoint().get(PATH, admin(), valid('param', Params), valid('query', Query), async (c) => {
  const { game_id } = c.req.valid('param')
  const query = c.req.valid('query')
  await anyGame(database(), game_id)
  const listed = await listCrashes(database(), game_id, windowOf(query))
  const items = listed.items.map(crashAnswer)
  return reply(c, 200, pageOf(query, { ...listed, items }))
})
