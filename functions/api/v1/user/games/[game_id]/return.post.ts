// "I am back": inactive | replaceable -> active, before somebody else has the seat. Refused (409) where the seat is
// active, and where the game is not in play.

import { illegalTransition, ownSeat, visibleGame } from '#shared/games/access'
import { reevaluateEarlyFinish } from '#shared/games/clock'
import { user } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { GameParams } from '#shared/wire/game'
import { Member, memberAnswer } from '#shared/wire/member'
import { lockGame, phaseOf } from '#sql/games/games'
import { returnToSeat } from '#sql/lobby/members'

export const Params = GameParams
export const Replies = { 200: Member }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/return'

export default endpoint().post(PATH, user(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  const { user_id } = c.get('caller')

  const member = await transaction(async (tx) => {
    await lockGame(tx, game_id)
    const { status } = await ownSeat(tx, game_id, user_id)
    const game = await visibleGame(tx, game_id, user_id)
    if (phaseOf(game.status) !== 'in_play') throw illegalTransition(game.status)
    const returned = await returnToSeat(tx, game_id, user_id)
    if (!returned) throw illegalTransition(status, 'member')
    await reevaluateEarlyFinish(tx, game_id, origin())
    return returned
  })
  return reply(c, 200, memberAnswer(member))
})
