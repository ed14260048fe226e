// The invites of a private game for its owner, newest first.

import * as v from 'valibot'
import { ownedGame } from '#shared/games/access'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { pageOf, pageSchema, paging, windowOf } from '#shared/http/page'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { GameParams } from '#shared/wire/game'
import { Invite, inviteAnswer, InviteStatus } from '#shared/wire/invite'
import { listInvites } from '#sql/lobby/invites'

export const Params = GameParams
export const Query = v.strictObject({ ...paging, status: v.optional(InviteStatus) })
export const Replies = { 200: pageSchema(Invite) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/invites'

export default endpoint().get(PATH, user(), valid('param', Params), valid('query', Query), async (c) => {
  const { game_id } = c.req.valid('param')
  const query = c.req.valid('query')
  await ownedGame(database(), game_id, c.get('caller').user_id)
  const filter = { game_id, status: query.status ?? null }
  const listed = await listInvites(database(), filter, windowOf(query))
  return reply(c, 200, pageOf(query, { ...listed, items: listed.items.map(inviteAnswer) }))
})
