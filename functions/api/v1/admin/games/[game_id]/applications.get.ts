// The applications for seats of any game, newest first.

import * as v from 'valibot'
import { anyGame } from '#shared/games/access'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { pageOf, pageSchema, paging, windowOf } from '#shared/http/page'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { Application, applicationAnswer } from '#shared/wire/application'
import { GameParams } from '#shared/wire/game'
import { listApplications } from '#sql/lobby/applications'

export const Params = GameParams
export const Query = v.strictObject(paging)
export const Replies = { 200: pageSchema(Application) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/games/:game_id/applications'

export default endpoint().get(PATH, admin(), valid('param', Params), valid('query', Query), async (c) => {
  const { game_id } = c.req.valid('param')
  const query = c.req.valid('query')
  await anyGame(database(), game_id)
  const listed = await listApplications(database(), { game_id, user_id: null }, windowOf(query))
  const items = listed.items.map(applicationAnswer)
  return reply(c, 200, pageOf(query, { ...listed, items }))
})
