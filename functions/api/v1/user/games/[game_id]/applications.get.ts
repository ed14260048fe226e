// The applications of a game, newest first: all of them for its owner, and in play for its members, who vote on
// substitutes; the caller's own for others.

import * as v from 'valibot'
import { visibleGame } from '#shared/games/access'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { pageOf, pageSchema, paging, windowOf } from '#shared/http/page'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { Application, applicationAnswer } from '#shared/wire/application'
import { GameParams } from '#shared/wire/game'
import { phaseOf } from '#sql/games/games'
import { listApplications } from '#sql/lobby/applications'
import { findMember } from '#sql/lobby/members'

export const Params = GameParams
export const Query = v.strictObject(paging)
export const Replies = { 200: pageSchema(Application) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/applications'

export default endpoint().get(PATH, user(), valid('param', Params), valid('query', Query), async (c) => {
  const { game_id } = c.req.valid('param')
  const query = c.req.valid('query')
  const { user_id } = c.get('caller')
  const game = await visibleGame(database(), game_id, user_id)
  const decides =
    phaseOf(game.status) === 'in_play' && (await findMember(database(), game_id, user_id)) !== null
  const filter = { game_id, user_id: decides || game.owner_user_id === user_id ? null : user_id }
  const listed = await listApplications(database(), filter, windowOf(query))
  return reply(c, 200, pageOf(query, { ...listed, items: listed.items.map(applicationAnswer) }))
})
