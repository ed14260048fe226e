// running -> finished, of any game, with the given ranking of its seats. Without a ranking, those still in
// play share the first rank. Its last turn is closed and its engine removed.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { finishGame } from '#shared/games/lifecycle'
import { transitionAsAdmin } from '#shared/games/transitions'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { Game, gameAnswer, GameParams } from '#shared/wire/game'
import type { Connection } from '#sql/connection'
import { findEvenRanking } from '#sql/lobby/seats'
import type { Ranking } from '#sql/lobby/seats'

const Place = v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(1), v.maxValue(64))
const Score = v.pipe(v.number(), v.finite('must be a number'))

export const Params = GameParams
export const Body = v.optional(
  v.strictObject({
    ranking: v.optional(
      v.pipe(
        v.array(v.strictObject({ seat: Place, rank: Place, score: v.optional(Score, 0) })),
        v.maxLength(64, 'must be at most 64 seats'),
      ),
    ),
  }),
  {},
)
export const Replies = { 200: Game }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/games/:game_id/finish'

export default endpoint().post(PATH, admin(), valid('param', Params), valid('json', Body), async (c) => {
  const { game_id } = c.req.valid('param')
  const { ranking } = c.req.valid('json')
  const actor = c.get('admin_name')

  const game = await transitionAsAdmin(
    { game_id, actor, action: 'game.finish', origin: origin() },
    async (tx, found) => {
      if (found.status !== 'running') return 'illegal_transition'
      const ranked = await rankingOf(tx, game_id, ranking)
      return finishGame(tx, game_id, ranked, { source: 'admin', actor }, origin())
    },
  )
  return reply(c, 200, gameAnswer(game))
})

const seatsIn = (ranking: Ranking): string =>
  JSON.stringify(ranking.map(({ seat }) => seat).toSorted((a, b) => a - b))

/** The given ranking, if it has each seat of the game once. */
async function rankingOf(tx: Connection, game_id: string, given: Ranking | undefined): Promise<Ranking> {
  const even = await findEvenRanking(tx, game_id)
  if (given === undefined || seatsIn(given) === seatsIn(even)) return given ?? even
  const errors = [{ path: 'ranking', message: 'must have each seat of the game once' }]
  throw problem('invalid_request', undefined, { errors })
}
