// pending -> rejected, in any game. Refused (409) where it was decided already.

import { actAsAdmin } from '#shared/games/transitions'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { applicationOf, rejectApplication } from '#shared/lobby/approval'
import { Application, applicationAnswer, ApplicationParams } from '#shared/wire/application'

export const Params = ApplicationParams
export const Replies = { 200: Application }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/games/:game_id/applications/:application_id/reject'

export default endpoint().post(PATH, admin(), valid('param', Params), async (c) => {
  const { game_id, application_id } = c.req.valid('param')
  const action = 'game.reject_application'
  const audited = {
    game_id,
    actor: c.get('admin_name'),
    action,
    origin: origin(),
    details: { application_id },
  }
  const rejected = await actAsAdmin(audited, async (tx) =>
    rejectApplication(tx, await applicationOf(tx, game_id, application_id), origin()),
  )
  return reply(c, 200, applicationAnswer(rejected))
})
