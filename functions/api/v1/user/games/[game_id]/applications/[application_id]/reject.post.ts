// pending -> rejected, by the owner. In play the application waits for the members' vote. Refused (409) where
// it was decided already.

import { ownedGame } from '#shared/games/access'
import { refuseOwnerInPublicPlay } from '#shared/games/transitions'
import { user } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { applicationOf, rejectApplication } from '#shared/lobby/approval'
import { transaction } from '#shared/postgres'
import { Application, applicationAnswer, ApplicationParams } from '#shared/wire/application'
import { lockGame } from '#sql/games/games'

export const Params = ApplicationParams
export const Replies = { 200: Application }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/applications/:application_id/reject'

export default endpoint().post(PATH, user(), valid('param', Params), async (c) => {
  const { game_id, application_id } = c.req.valid('param')
  const { user_id } = c.get('caller')

  const decided = await transaction(async (tx) => {
    await lockGame(tx, game_id)
    refuseOwnerInPublicPlay(await ownedGame(tx, game_id, user_id))
    return rejectApplication(tx, await applicationOf(tx, game_id, application_id), origin())
  })
  return reply(c, 200, applicationAnswer(decided))
})
