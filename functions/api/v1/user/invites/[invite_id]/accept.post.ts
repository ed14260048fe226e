// pending -> accepted, by the invited player. While the enrollment is open the player gets a free seat, and
// the last one closes the enrollment. In play it is the seat of a player who left, or may be replaced. Refused
// (409) where the invite is no longer pending, or no seat is to be had.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { illegalTransition } from '#shared/games/access'
import { refuseAtLimit } from '#shared/games/limits'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { takeSeat } from '#shared/lobby/seating'
import { transaction } from '#shared/postgres'
import { Alias } from '#shared/wire/game'
import { Invite, inviteAnswer, InviteParams } from '#shared/wire/invite'
import { only } from '#sql/connection'
import { findGame, lockGame } from '#sql/games/games'
import { decideInvite, findMyInvite } from '#sql/lobby/invites'

export const Params = InviteParams
export const Body = v.strictObject({ alias: Alias })
export const Replies = { 200: Invite }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/invites/:invite_id/accept'

export default endpoint().post(PATH, user(), valid('param', Params), valid('json', Body), async (c) => {
  const { invite_id } = c.req.valid('param')
  const { alias } = c.req.valid('json')
  const { user_id } = c.get('caller')

  const accepted = await transaction(async (tx) => {
    const found = await findMyInvite(tx, invite_id, user_id)
    if (!found) throw problem('not_found')
    await lockGame(tx, found.game_id)
    const game = only(await findGame(tx, found.game_id))
    const decided = await decideInvite(tx, invite_id, 'accepted')
    if (!decided) {
      const now = await findMyInvite(tx, invite_id, user_id)
      throw now ? illegalTransition(now.status, 'invite') : problem('not_found')
    }
    await refuseAtLimit(tx, user_id, 'seats')
    const seated = await takeSeat(tx, game, { user_id, alias })
    if (seated === 'illegal_transition') throw illegalTransition(game.status)
    if (seated !== 'seated') throw problem(seated)
    return decided
  })
  return reply(c, 200, inviteAnswer(accepted))
})
