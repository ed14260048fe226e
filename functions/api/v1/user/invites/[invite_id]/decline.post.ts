// pending -> declined, by whom it is for. Refused (409) where it is no longer pending.

import { problem } from '#shared/errors'
import { illegalTransition } from '#shared/games/access'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { Invite, inviteAnswer, InviteParams } from '#shared/wire/invite'
import { lockGame } from '#sql/games/games'
import { decideInvite, findMyInvite } from '#sql/lobby/invites'

export const Params = InviteParams
export const Replies = { 200: Invite }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/invites/:invite_id/decline'

export default endpoint().post(PATH, user(), valid('param', Params), async (c) => {
  const { invite_id } = c.req.valid('param')
  const { user_id } = c.get('caller')

  const declined = await transaction(async (tx) => {
    const found = await findMyInvite(tx, invite_id, user_id)
    if (!found) throw problem('not_found')
    await lockGame(tx, found.game_id)
    const decided = await decideInvite(tx, invite_id, 'declined')
    if (!decided) {
      const now = await findMyInvite(tx, invite_id, user_id)
      throw now ? illegalTransition(now.status, 'invite') : problem('not_found')
    }
    return decided
  })
  return reply(c, 200, inviteAnswer(declined))
})
