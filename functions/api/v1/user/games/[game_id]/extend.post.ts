// Moves the deadline of the current turn on, by the owner of a private game. Refused (403) in a public game,
// whose members may vote, and (409) beyond one cycle, a fourth time in a turn, where there is no deadline,
// and while the turn is generated.

import { parseDuration } from '#shared/duration'
import { extendDeadline } from '#shared/games/clock'
import { transitionAsOwner, refuseOwnerInPublicPlay } from '#shared/games/transitions'
import { user } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { Extension, Game, gameAnswer, GameParams } from '#shared/wire/game'

export const Params = GameParams
export const Body = Extension
export const Replies = { 200: Game }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/extend'

export default endpoint().post(PATH, user(), valid('param', Params), valid('json', Body), async (c) => {
  const { game_id } = c.req.valid('param')
  const { by, reason } = c.req.valid('json')
  const by_ms = parseDuration(by) ?? 0

  const game = await transitionAsOwner(game_id, c.get('caller').user_id, (tx, owned) => {
    refuseOwnerInPublicPlay(owned)
    return extendDeadline(tx, owned, { by_ms, reason, actor_kind: 'owner' }, origin())
  })
  return reply(c, 200, gameAnswer(game))
})
