// Gives the game to one of its active members, by the owner. Refused (409) for a member who is not active, for one who owns as
// many games as one may, and after the game's end.
import * as v from 'valibot'
import { problem } from '#shared/errors'
import { answer } from '#shared/http/answer'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { illegalTransition, ownedGame } from '#shared/http/games'
import { refuseAtLimit } from '#shared/http/limits'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { Game, gameAnswer, GameParams } from '#shared/wire/game'
import { only } from '#sql/connection'
import { findGame, lockGame, phaseOf, transferGame } from '#sql/games'
import { findMember } from '#sql/members'

export const Params = GameParams
export const Body = v.strictObject({ user_id: v.pipe(v.string(), v.uuid('must be a UUID')) })
export const Replies = { 200: Game }

const PATH = '/api/v1/user/games/:game_id/transfer'

export default endpoint().post(PATH, user(), valid('param', Params), valid('json', Body), async (c) => {
  const { game_id } = c.req.valid('param')
  const { user_id } = c.get('caller')
  const { user_id: heir } = c.req.valid('json')

  const game = await transaction(async (tx) => {
    await lockGame(tx, game_id)
    const { status } = await ownedGame(tx, game_id, user_id)
    const member = await findMember(tx, game_id, heir)
    if (!member) throw problem('not_found', 'There is no such member of the game.')
    if (member.status !== 'active') throw illegalTransition(member.status, 'member')
    if (phaseOf(status) !== 'over' && heir !== user_id) await refuseAtLimit(tx, heir, 'owned_games')
    if (!(await transferGame(tx, game_id, heir))) throw illegalTransition(status)
    // Not as the caller may see it from now on: that may be not at all.
    return only((await findGame(tx, game_id)) ?? undefined)
  })
  return answer<typeof Replies, 200>(c, 200, gameAnswer(game))
})
