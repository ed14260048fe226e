// Invites a player, or an address, to a private game, by its owner. A mail says so. The answer and the work
// are the same whether the address has an account or not. Refused (409) for members, for a second pending
// invite, and where the game takes nobody.

import { ownedGame } from '#shared/games/access'
import { user } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { invite, Invitee } from '#shared/lobby/invitation'
import { transaction } from '#shared/postgres'
import { GameParams } from '#shared/wire/game'
import { Invite, inviteAnswer } from '#shared/wire/invite'
import { lockGame } from '#sql/games/games'

export const Params = GameParams
export const Body = Invitee
export const Replies = { 201: Invite }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/invites'

export default endpoint().post(PATH, user(), valid('param', Params), valid('json', Body), async (c) => {
  const { game_id } = c.req.valid('param')
  const { user_id } = c.get('caller')

  const made = await transaction(async (tx) => {
    await lockGame(tx, game_id)
    return invite(tx, await ownedGame(tx, game_id, user_id), c.req.valid('json'), user_id, origin())
  })
  const location = `/api/v1/user/games/${game_id}/invites/${made.invite_id}`
  return reply(c, 201, inviteAnswer(made), { Location: location })
})
