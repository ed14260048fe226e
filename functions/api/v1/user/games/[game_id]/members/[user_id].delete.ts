// Removes a member from a game, by its owner: before the start the seat is free again, in play a private
// game's waits for a substitute. Refused (403) in a public game in play, which belongs to its members,
// and to oneself, who can leave.

import { problem } from '#shared/errors'
import { ownedGame } from '#shared/games/access'
import { refuseOwnerInPublicPlay } from '#shared/games/transitions'
import { user } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { valid } from '#shared/http/valid'
import { removeMember } from '#shared/lobby/approval'
import { transaction } from '#shared/postgres'
import { MemberParams } from '#shared/wire/member'
import { lockGame } from '#sql/games/games'

export const Params = MemberParams
export const Replies = { 204: null }

const PATH = '/api/v1/user/games/:game_id/members/:user_id'

export default endpoint().delete(PATH, user(), valid('param', Params), async (c) => {
  const { game_id, user_id: member } = c.req.valid('param')
  const { user_id } = c.get('caller')

  await transaction(async (tx) => {
    await lockGame(tx, game_id)
    const game = await ownedGame(tx, game_id, user_id)
    if (member === user_id) throw problem('forbidden', 'The owner leaves a game, and is not removed from it.')
    refuseOwnerInPublicPlay(game)
    await removeMember(tx, game, member, origin())
  })
  return c.body(null, 204)
})
