// pending -> revoked, in any game. Refused (409) where it was answered already, or is past its end.

import { problem } from '#shared/errors'
import { illegalTransition } from '#shared/games/access'
import { actAsAdmin } from '#shared/games/transitions'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { valid } from '#shared/http/valid'
import { GameInviteParams } from '#shared/wire/invite'
import { decideInvite, findInvite } from '#sql/lobby/invites'

export const Params = GameInviteParams
export const Replies = { 204: null }

const PATH = '/api/v1/admin/games/:game_id/invites/:invite_id'

export default endpoint().delete(PATH, admin(), valid('param', Params), async (c) => {
  const { game_id, invite_id } = c.req.valid('param')
  const audited = {
    game_id,
    actor: c.get('admin_name'),
    action: 'game.revoke_invite',
    origin: origin(),
    details: { invite_id },
  }
  await actAsAdmin(audited, async (tx) => {
    const found = await findInvite(tx, game_id, invite_id)
    if (!found) throw problem('not_found')
    if (!(await decideInvite(tx, invite_id, 'revoked'))) throw illegalTransition(found.status, 'invite')
  })
  return c.body(null, 204)
})
