// Removes a member from any game: before the start the seat is free again, in play it waits for a substitute. The game
// of an owner who is removed goes to another member. Refused (409) while the game starts, and after its end.

import { actAsAdmin } from '#shared/games/transitions'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { valid } from '#shared/http/valid'
import { removeMember } from '#shared/lobby/approval'
import { MemberParams } from '#shared/wire/member'

export const Params = MemberParams
export const Replies = { 204: null }

const PATH = '/api/v1/admin/games/:game_id/members/:user_id'

export default endpoint().delete(PATH, admin(), valid('param', Params), async (c) => {
  const { game_id, user_id } = c.req.valid('param')
  const audited = {
    game_id,
    actor: c.get('admin_name'),
    action: 'game.remove_member',
    origin: origin(),
    details: { user_id },
  }
  await actAsAdmin(audited, (tx, game) => removeMember(tx, game, user_id, origin()))
  return c.body(null, 204)
})
