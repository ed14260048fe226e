// Who holds the seats of any game, and who has held them, by seat and in their order.

import * as v from 'valibot'
import { anyGame } from '#shared/games/access'
import { admin } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { GameParams } from '#shared/wire/game'
import { Member, memberAnswer } from '#shared/wire/member'
import { listMemberHistory } from '#sql/lobby/members'

export const Params = GameParams
export const Replies = { 200: v.object({ items: v.array(Member) }) }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/games/:game_id/members'

export default endpoint().get(PATH, admin(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  await anyGame(database(), game_id)
  const members = await listMemberHistory(database(), game_id)
  return reply(c, 200, { items: members.map(memberAnswer) })
})
