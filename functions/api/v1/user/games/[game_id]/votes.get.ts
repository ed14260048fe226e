// The votes of a game, newest first, with the caller's own ballot in each.

import * as v from 'valibot'
import { visibleGame } from '#shared/games/access'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { pageOf, pageSchema, paging, windowOf } from '#shared/http/page'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { GameParams } from '#shared/wire/game'
import { Vote, voteAnswer } from '#shared/wire/vote'
import { listVotes } from '#sql/lobby/votes'

export const Params = GameParams
export const Query = v.strictObject(paging)
export const Replies = { 200: pageSchema(Vote) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/votes'

export default endpoint().get(PATH, user(), valid('param', Params), valid('query', Query), async (c) => {
  const { game_id } = c.req.valid('param')
  const query = c.req.valid('query')
  const { user_id } = c.get('caller')
  await visibleGame(database(), game_id, user_id)
  const listed = await listVotes(database(), { game_id, user_id }, windowOf(query))
  return reply(c, 200, pageOf(query, { ...listed, items: listed.items.map(voteAnswer) }))
})
