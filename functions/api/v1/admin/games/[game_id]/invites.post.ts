// Invites a player, or an address, to any private game, as to one without an owner. A mail says so and names
// no inviter. Refused (409) for members, for a second pending invite, and where the game takes nobody.

import { actAsAdmin } from '#shared/games/transitions'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { invite, Invitee } from '#shared/lobby/invitation'
import { GameParams } from '#shared/wire/game'
import { Invite, inviteAnswer } from '#shared/wire/invite'

export const Params = GameParams
export const Body = Invitee
export const Replies = { 201: Invite }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/games/:game_id/invites'

export default endpoint().post(PATH, admin(), valid('param', Params), valid('json', Body), async (c) => {
  const { game_id } = c.req.valid('param')
  const to = c.req.valid('json')
  // An address stays out of the log: the invite has it.
  const details = 'user_id' in to ? { user_id: to.user_id } : {}
  const audited = { game_id, actor: c.get('admin_name'), action: 'game.invite', origin: origin(), details }
  const made = await actAsAdmin(audited, (tx, game) => invite(tx, game, to, null, origin()))
  const location = `/api/v1/admin/games/${game_id}/invites/${made.invite_id}`
  return reply(c, 201, inviteAnswer(made), { Location: location })
})
