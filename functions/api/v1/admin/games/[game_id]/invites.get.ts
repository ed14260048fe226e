// The invites of any private game, newest first.

import * as v from 'valibot'
import { anyGame } from '#shared/games/access'
import { admin } from '#shared/http/auth'
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
const PATH = '/api/v1/admin/games/:game_id/invites'

export default endpoint().get(PATH, admin(), valid('param', Params), valid('query', Query), async (c) => {
  const { game_id } = c.req.valid('param')
  const query = c.req.valid('query')
  await anyGame(database(), game_id)
  const listed = await listInvites(database(), { game_id, status: query.status ?? null }, windowOf(query))
  const items = listed.items.map(inviteAnswer)
  return reply(c, 200, pageOf(query, { ...listed, items }))
})
