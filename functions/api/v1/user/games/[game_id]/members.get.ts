// The members of a game, by seat. With `history=true` also those who left, were removed or replaced, in their
// order.

import * as v from 'valibot'
import { visibleGame } from '#shared/games/access'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { GameParams } from '#shared/wire/game'
import { Member, memberAnswer } from '#shared/wire/member'
import { listMemberHistory, listMembers } from '#sql/lobby/members'

export const Params = GameParams
export const Query = v.strictObject({ history: v.optional(v.picklist(['true', 'false']), 'false') })
export const Replies = { 200: v.object({ items: v.array(Member) }) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/members'

export default endpoint().get(PATH, user(), valid('param', Params), valid('query', Query), async (c) => {
  const { game_id } = c.req.valid('param')
  const { history } = c.req.valid('query')
  await visibleGame(database(), game_id, c.get('caller').user_id)
  const list = history === 'true' ? listMemberHistory : listMembers
  const members = await list(database(), game_id)
  return reply(c, 200, { items: members.map(memberAnswer) })
})
