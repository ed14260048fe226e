// paused -> running, by the owner of a private game. The rest of the turn runs on, an hour or one cycle at
// least. Refused (403) in a public game, whose members may vote.

import { resumeGame } from '#shared/games/clock'
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
const PATH = '/api/v1/user/games/:game_id/resume'

export default endpoint().post(PATH, user(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  const { user_id } = c.get('caller')

  const game = await transitionAsOwner(game_id, user_id, async (tx, owned) => {
    refuseOwnerInPublicPlay(owned)
    return resumeGame(tx, owned, { from: ['paused'], actor_kind: 'owner' }, origin())
  })
  return reply(c, 200, gameAnswer(game))
})
