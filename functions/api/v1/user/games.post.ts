// Creates a game as a draft of the caller, who takes the first seat unless `owner_plays` is false. Refused (409) for an
// engine version that is not enabled, and for one who owns or plays as many games as one may.

import * as v from 'valibot'
import { anyGame } from '#shared/games/access'
import { refuseAtLimit } from '#shared/games/limits'
import { draftGame, hasRoom, newGame } from '#shared/games/settings'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { Alias, Game, gameAnswer } from '#shared/wire/game'
import { findAccount } from '#sql/accounts/accounts'
import { insertMember } from '#sql/lobby/members'

export const Body = v.pipe(
  v.strictObject({ ...newGame, owner_plays: v.optional(v.boolean(), true), alias: v.optional(Alias) }),
  v.forward(
    v.check((body) => hasRoom(body), 'must not be less than min_players'),
    ['max_players'],
  ),
)
export const Replies = { 201: Game }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games'

export default endpoint().post(PATH, user(), valid('json', Body), async (c) => {
  const { owner_plays, alias, ...wanted } = c.req.valid('json')
  const { user_id } = c.get('caller')

  const game = await transaction(async (tx) => {
    await refuseAtLimit(tx, user_id, 'owned_games')
    if (owner_plays) await refuseAtLimit(tx, user_id, 'seats')
    const game_id = await draftGame(tx, wanted, user_id)
    if (owner_plays) {
      const name = alias ?? (await findAccount(tx, user_id))?.display_name ?? 'Owner'
      await insertMember(tx, { game_id, user_id, alias: name })
    }
    return anyGame(tx, game_id)
  })

  return reply(c, 201, gameAnswer(game), {
    Location: `/api/v1/user/games/${game.game_id}`,
  })
})
