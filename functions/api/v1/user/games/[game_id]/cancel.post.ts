// Any state that is not terminal -> cancelled, by the owner; but a running public game is its members' affair. Its engine
// is removed.
import { problem } from '#shared/errors'
import { answer } from '#shared/http/answer'
import { user } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { illegalTransition, ownedGame, visibleGame } from '#shared/http/games'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { Game, gameAnswer, GameParams } from '#shared/wire/game'
import { cancelGame, lockGame } from '#sql/games'
import { endEngine } from '#sql/lifecycle'

const IN_PLAY = new Set(['running', 'paused', 'halted'])

export const Params = GameParams
export const Replies = { 200: Game }

export default endpoint().post(
  '/api/v1/user/games/:game_id/cancel',
  user(),
  valid('param', Params),
  async (c) => {
    const { game_id } = c.req.valid('param')
    const { user_id } = c.get('caller')

    const game = await transaction(async (tx) => {
      await lockGame(tx, game_id)
      const { status, visibility } = await ownedGame(tx, game_id, user_id)
      if (visibility === 'public' && IN_PLAY.has(status))
        throw problem('forbidden', 'A public game in play belongs to its members.')
      if (!(await cancelGame(tx, game_id, 'The owner cancelled the game.'))) throw illegalTransition(status)
      await endEngine(tx, game_id, { source: 'owner', actor: user_id }, origin())
      return visibleGame(tx, game_id, user_id)
    })
    return answer<typeof Replies, 200>(c, 200, gameAnswer(game))
  },
)
