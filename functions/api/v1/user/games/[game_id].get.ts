// One game, for those who may see it: everybody a public one, from this process's cache where that knows it
// (R-CACHE-1); its owner and members a private one or a draft, which is always the database's to say.

import { caches } from '#shared/caches'
import { visibleGame } from '#shared/games/access'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { database } from '#shared/postgres'
import { Game, gameAnswer, GameParams } from '#shared/wire/game'

export const Params = GameParams
export const Replies = { 200: Game }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id'

export default endpoint().get(PATH, user(), valid('param', Params), async (c) => {
  const { game_id } = c.req.valid('param')
  const cached = caches().lobby.get(game_id)
  // Neither ever comes back: a public game stays public, and nothing becomes a draft.
  const isOpen = cached?.visibility === 'public' && cached.status !== 'draft'
  const game = isOpen ? cached : await visibleGame(database(), game_id, c.get('caller').user_id)
  return reply(c, 200, gameAnswer(game))
})
