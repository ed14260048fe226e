// The operations on the engine of one game, newest first (R-RUN-1).

import * as v from 'valibot'
import { anyGame } from '#shared/games/access'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { pageOf, pageSchema, paging, windowOf } from '#shared/http/page'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { GameParams } from '#shared/wire/game'
import { Operation, operationAnswer } from '#shared/wire/runtime'
import { listOperations } from '#sql/runtime/list'

export const Params = GameParams
export const Query = v.strictObject({ ...paging })
export const Replies = { 200: pageSchema(Operation) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/runtimes/:game_id/operations'

export default endpoint().get(PATH, admin(), valid('param', Params), valid('query', Query), async (c) => {
  const { game_id } = c.req.valid('param')
  const query = c.req.valid('query')
  await anyGame(database(), game_id)
  const listed = await listOperations(database(), game_id, windowOf(query))
  const items = listed.items.map(operationAnswer)
  return reply(c, 200, pageOf(query, { ...listed, items }))
})
