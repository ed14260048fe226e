// Generates the current turn of the caller's private game now, and skips the next scheduled tick instead
// (R-RUN-4). Refused (403) in a public game, and (409) while another operation of the game is unfinished,
// where the game does not run, and where no turns are generated.

import { ownedGame } from '#shared/games/access'
import { forceNextTurn } from '#shared/games/force_turn'
import { refuseOwnerInPublicPlay } from '#shared/games/transitions'
import { user } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { GameParams } from '#shared/wire/game'
import { Accepted } from '#shared/wire/operation'
import { lockGame } from '#sql/games/games'

export const Params = GameParams
export const Replies = { 202: Accepted }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/force-next-turn'

export default endpoint().post(PATH, user(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  const { user_id } = c.get('caller')

  const operation_id = await transaction(async (tx) => {
    await lockGame(tx, game_id)
    const game = await ownedGame(tx, game_id, user_id)
    refuseOwnerInPublicPlay(game)
    return forceNextTurn(tx, game, { source: 'owner', actor: user_id }, origin())
  })
  return reply(c, 202, { operation_id })
})
