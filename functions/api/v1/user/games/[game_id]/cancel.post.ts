// Any state that is not terminal -> cancelled, by the owner. Refused (403) in a public game in play, which
// belongs to its members. Its engine is removed.

import { cancelGame } from '#shared/games/lifecycle'
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
const PATH = '/api/v1/user/games/:game_id/cancel'

export default endpoint().post(PATH, user(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  const { user_id } = c.get('caller')

  const game = await transitionAsOwner(game_id, user_id, async (tx, owned) => {
    refuseOwnerInPublicPlay(owned)
    const by = { source: 'owner', actor: user_id } as const
    return cancelGame(tx, game_id, 'The owner cancelled the game.', by, origin())
  })
  return reply(c, 200, gameAnswer(game))
})
