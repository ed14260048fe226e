// pending -> withdrawn, by the applicant. Refused (409) where it was decided already.

import { problem } from '#shared/errors'
import { illegalTransition, visibleGame } from '#shared/games/access'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { Application, applicationAnswer, ApplicationParams } from '#shared/wire/application'
import { lockGame } from '#sql/games/games'
import { decideApplication, findApplication } from '#sql/lobby/applications'

export const Params = ApplicationParams
export const Replies = { 200: Application }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/applications/:application_id/withdraw'

export default endpoint().post(PATH, user(), valid('param', Params), async (c) => {
  const { game_id, application_id } = c.req.valid('param')
  const { user_id } = c.get('caller')

  const decided = await transaction(async (tx) => {
    await lockGame(tx, game_id)
    await visibleGame(tx, game_id, user_id)
    const application = await findApplication(tx, game_id, application_id)
    if (application?.user_id !== user_id) throw problem('not_found')
    const withdrawn = await decideApplication(tx, application_id, 'withdrawn')
    if (!withdrawn) throw illegalTransition(application.status, 'application')
    return withdrawn
  })
  return reply(c, 200, applicationAnswer(decided))
})
