// Applies for a seat of a public game whose enrollment is open. Refused (409) for members, for a second pending
// application and outside of enrollment.
import * as v from 'valibot'
import { problem } from '#shared/errors'
import { answer } from '#shared/http/answer'
import { user } from '#shared/http/auth'
import { endpoint } from '#shared/http/endpoint'
import { illegalTransition, visibleGame } from '#shared/http/games'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { Application, applicationAnswer } from '#shared/wire/application'
import { Alias, GameParams } from '#shared/wire/game'
import { lockGame } from '#sql/games'
import { insertApplication } from '#sql/applications'
import { findMember } from '#sql/members'

export const Params = GameParams
export const Body = v.strictObject({
  alias: Alias,
  message: v.optional(
    v.nullable(v.pipe(v.string(), v.maxLength(500, 'must be at most 500 characters'))),
    null,
  ),
})
export const Replies = { 201: Application }

const PATH = '/api/v1/user/games/:game_id/applications'

export default endpoint().post(PATH, user(), valid('param', Params), valid('json', Body), async (c) => {
  const { game_id } = c.req.valid('param')
  const { user_id } = c.get('caller')

  const application = await transaction(async (tx) => {
    await lockGame(tx, game_id)
    const game = await visibleGame(tx, game_id, user_id)
    if (game.visibility !== 'public') throw problem('forbidden', 'A private game is joined by invitation.')
    if (await findMember(tx, game_id, user_id)) throw problem('already_member')
    if (game.status !== 'enrollment_open') throw illegalTransition(game.status)
    return insertApplication(tx, { game_id, user_id, ...c.req.valid('json') })
  })

  if (application === 'already_applied') throw problem('already_applied')
  const location = `/api/v1/user/games/${game_id}/applications/${application.application_id}`
  return answer<typeof Replies, 201>(c, 201, applicationAnswer(application), { Location: location })
})
