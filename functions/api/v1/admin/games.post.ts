// Creates a game without an owner, as a draft whose transitions admins hold. Refused (409) for an
// engine version that is not enabled.

import * as v from 'valibot'
import { anyGame } from '#shared/games/access'
import { draftGame, hasRoom, newGame } from '#shared/games/settings'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { Game, gameAnswer } from '#shared/wire/game'
import { insertAudit } from '#sql/admins/audit'
import type { Json } from '#sql/connection'

export const Body = v.pipe(
  v.strictObject(newGame),
  v.forward(
    v.check((body) => hasRoom(body), 'must not be less than min_players'),
    ['max_players'],
  ),
)
export const Replies = { 201: Game }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/games'

export default endpoint().post(PATH, admin(), valid('json', Body), async (c) => {
  const wanted = c.req.valid('json')
  const game = await transaction(async (tx) => {
    const game_id = await draftGame(tx, wanted, null)
    const entry = { actor: c.get('admin_name'), action: 'game.create', target: game_id }
    await insertAudit(tx, { ...entry, after: wanted as Json }, origin())
    return anyGame(tx, game_id)
  })
  return reply(c, 201, gameAnswer(game), {
    Location: `/api/v1/admin/games/${game.game_id}`,
  })
})
