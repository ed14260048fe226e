// pending -> approved, by the owner: the applicant gets the lowest free seat, and the last seat closes the enrollment.
// Refused (409) where it was decided already, or the game is full.

import { illegalTransition, ownedGame } from '#shared/games/access'
import { user } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { applicationOf, approveApplication } from '#shared/lobby/approval'
import { transaction } from '#shared/postgres'
import { Application, applicationAnswer, ApplicationParams } from '#shared/wire/application'
import { lockGame } from '#sql/games/games'

export const Params = ApplicationParams
export const Replies = { 200: Application }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/applications/:application_id/approve'

export default endpoint().post(PATH, user(), valid('param', Params), async (c) => {
  const { game_id, application_id } = c.req.valid('param')

  const approved = await transaction(async (tx) => {
    await lockGame(tx, game_id)
    const game = await ownedGame(tx, game_id, c.get('caller').user_id)
    const application = await applicationOf(tx, game_id, application_id)
    if (game.status !== 'enrollment_open') throw illegalTransition(game.status)
    return approveApplication(tx, game, application, undefined, origin())
  })
  return reply(c, 200, applicationAnswer(approved))
})
