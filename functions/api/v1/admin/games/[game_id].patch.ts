// Edits any game before it starts. Refused (409) once it has started.

import { updateGame, GamePatch } from '#shared/games/settings'
import { transitionAsAdmin } from '#shared/games/transitions'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { Game, gameAnswer, GameParams } from '#shared/wire/game'
import type { Json } from '#sql/connection'

export const Params = GameParams
export const Body = GamePatch
export const Replies = { 200: Game }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/games/:game_id'

export default endpoint().patch(PATH, admin(), valid('param', Params), valid('json', Body), async (c) => {
  const { game_id } = c.req.valid('param')
  const patch = c.req.valid('json')
  const audited = {
    game_id,
    actor: c.get('admin_name'),
    action: 'game.update',
    origin: origin(),
    details: { patch: patch as Json },
  }
  const game = await transitionAsAdmin(audited, async (tx, found) => {
    await updateGame(tx, found, patch)
    return 'done'
  })
  return reply(c, 200, gameAnswer(game))
})
