// Moves the deadline of the current turn of any game on. Refused (409) beyond one cycle, a fourth time in a turn, where
// there is no deadline, and while the turn is being generated.

import { parseDuration } from '#shared/duration'
import { extendDeadline } from '#shared/games/clock'
import { transitionAsAdmin } from '#shared/games/transitions'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { Extension, Game, gameAnswer, GameParams } from '#shared/wire/game'

export const Params = GameParams
export const Body = Extension
export const Replies = { 200: Game }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/games/:game_id/extend'

export default endpoint().post(PATH, admin(), valid('param', Params), valid('json', Body), async (c) => {
  const { game_id } = c.req.valid('param')
  const actor = c.get('admin_name')
  const { by, reason } = c.req.valid('json')
  const by_ms = parseDuration(by) ?? 0

  const game = await transitionAsAdmin(
    { game_id, actor, action: 'game.extend', origin: origin(), details: { by, reason: reason ?? null } },
    (tx, found) => extendDeadline(tx, found, { by_ms, reason, actor_kind: 'admin' }, origin()),
  )
  return reply(c, 200, gameAnswer(game))
})
