// Who sits in a game, by seat.
import * as v from 'valibot'
import { answer } from '#shared/http/answer'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { visibleGame } from '#shared/http/games'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { GameParams } from '#shared/wire/game'
import { listMembers } from '#sql/members'

const Member = v.object({
  user_id: v.string(),
  seat: v.number(),
  alias: v.string(),
  status: v.picklist(['active', 'inactive', 'replaceable', 'replaced', 'left', 'removed', 'eliminated']),
  missed_turns: v.number(),
  joined_at: v.string(),
})
export const Params = GameParams
export const Replies = { 200: v.object({ items: v.array(Member) }) }

export default endpoint().get(
  '/api/v1/user/games/:game_id/members',
  user(),
  valid('param', Params),
  async (c) => {
    const { game_id } = c.req.valid('param')
    await visibleGame(database(), game_id, c.get('caller').user_id)
    const members = await listMembers(database(), game_id)
    return answer<typeof Replies, 200>(c, 200, {
      items: members.map((row) => ({ ...row, joined_at: row.joined_at.toISOString() })),
    })
  },
)
