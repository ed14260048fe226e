// running -> paused, by the owner of a private game. The time that is left of the turn is stored, and orders
// are still taken. Refused (403) in a public game, whose members may vote, and (409) while the turn is being
// generated.

import { pauseGame } from '#shared/games/clock'
import { transitionAsOwner, refuseOwnerInPublicPlay } from '#shared/games/transitions'
import { user } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { Game, gameAnswer, GameParams } from '#shared/wire/game'

export const Params = GameParams
export const Replies = { 200: Game }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/pause'

export default endpoint().post(PATH, user(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  const { user_id } = c.get('caller')

  const game = await transitionAsOwner(game_id, user_id, async (tx, owned) => {
    refuseOwnerInPublicPlay(owned)
    return pauseGame(tx, game_id, { reason: 'paused', actor_kind: 'owner' }, origin())
  })
  return reply(c, 200, gameAnswer(game))
})
