// start_failed -> starting, by the owner: tries again, with the engine version's image of today.
import { problem } from '#shared/errors'
import { answer } from '#shared/http/answer'
import { user } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { illegalTransition, ownedGame, visibleGame } from '#shared/http/games'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { Game, gameAnswer, GameParams } from '#shared/wire/game'
import { lockGame } from '#sql/games'
import { startGame } from '#sql/lifecycle'

export const Params = GameParams
export const Replies = { 200: Game }

export default endpoint().post(
  '/api/v1/user/games/:game_id/retry-start',
  user(),
  valid('param', Params),
  async (c) => {
    const { game_id } = c.req.valid('param')
    const { user_id } = c.get('caller')

    const game = await transaction(async (tx) => {
      await lockGame(tx, game_id)
      const owned = await ownedGame(tx, game_id, user_id)
      if (owned.status !== 'start_failed') throw illegalTransition(owned.status)
      const started = await startGame(tx, owned, { source: 'owner', actor: user_id }, origin())
      if (started === 'illegal_transition') throw illegalTransition(owned.status)
      if (started !== 'starting') throw problem(started)
      return visibleGame(tx, game_id, user_id)
    })
    return answer<typeof Replies, 200>(c, 200, gameAnswer(game))
  },
)
