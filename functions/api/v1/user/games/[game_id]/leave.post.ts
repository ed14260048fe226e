// Gives up the caller's seat, and the game where the caller owns it. The game goes to the longest-seated
// active member, or is cancelled where nobody is left. Before the start the seat is free again, in play it
// waits for a substitute. Refused (403) for those who have neither, and (409) while the game starts and after
// its end.

import { problem } from '#shared/errors'
import { illegalTransition, visibleGame } from '#shared/games/access'
import { user } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { valid } from '#shared/http/valid'
import { departFromGame } from '#shared/lobby/departures'
import { transaction } from '#shared/postgres'
import { GameParams } from '#shared/wire/game'
import { lockGame } from '#sql/games/games'

export const Params = GameParams
export const Replies = { 204: null }

const PATH = '/api/v1/user/games/:game_id/leave'

export default endpoint().post(PATH, user(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  const { user_id } = c.get('caller')

  await transaction(async (tx) => {
    await lockGame(tx, game_id)
    const game = await visibleGame(tx, game_id, user_id)
    const departed = await departFromGame(tx, game, user_id, 'left', origin())
    switch (departed.fact) {
      case 'departed':
        return
      case 'none':
        throw problem('forbidden', 'Only members of the game may do this.')
      case 'eliminated':
        throw illegalTransition('eliminated', 'member')
      case 'starting':
      case 'over':
        throw illegalTransition(game.status)
    }
  })
  return c.body(null, 204)
})
