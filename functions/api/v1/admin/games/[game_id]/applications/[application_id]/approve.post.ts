// pending -> approved, in any game: before the start the applicant gets the lowest free seat, in play the named one, or
// the first that waits for a substitute. Refused (409) where it was decided already, and where there is no such seat.

import * as v from 'valibot'
import { actAsAdmin } from '#shared/games/transitions'
import { admin } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { applicationOf, approveApplication } from '#shared/lobby/approval'
import { Application, applicationAnswer, ApplicationParams } from '#shared/wire/application'

const Seat = v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(1), v.maxValue(64))

export const Params = ApplicationParams
export const Body = v.optional(v.strictObject({ seat: v.optional(Seat) }), {})
export const Replies = { 200: Application }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/admin/games/:game_id/applications/:application_id/approve'

export default endpoint().post(PATH, admin(), valid('param', Params), valid('json', Body), async (c) => {
  const { game_id, application_id } = c.req.valid('param')
  const { seat } = c.req.valid('json')
  const audited = {
    game_id,
    actor: c.get('admin_name'),
    action: 'game.approve_application',
    origin: origin(),
    details: { application_id, seat: seat ?? null },
  }
  const approved = await actAsAdmin(audited, async (tx, game) =>
    approveApplication(tx, game, await applicationOf(tx, game_id, application_id), seat, origin()),
  )
  return reply(c, 200, applicationAnswer(approved))
})
