// pending -> revoked, by the owner of the game. Refused (409) where it was answered already, or is past its end.

import { problem } from '#shared/errors'
import { illegalTransition, ownedGame } from '#shared/games/access'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { GameInviteParams } from '#shared/wire/invite'
import { lockGame } from '#sql/games/games'
import { decideInvite, findInvite } from '#sql/lobby/invites'

export const Params = GameInviteParams
export const Replies = { 204: null }

const PATH = '/api/v1/user/games/:game_id/invites/:invite_id'

export default endpoint().delete(PATH, user(), valid('param', Params), async (c) => {
  const { game_id, invite_id } = c.req.valid('param')

  await transaction(async (tx) => {
    await lockGame(tx, game_id)
    await ownedGame(tx, game_id, c.get('caller').user_id)
    const invite = await findInvite(tx, game_id, invite_id)
    if (!invite) throw problem('not_found')
    if (!(await decideInvite(tx, invite_id, 'revoked'))) throw illegalTransition(invite.status, 'invite')
  })
  return c.body(null, 204)
})
