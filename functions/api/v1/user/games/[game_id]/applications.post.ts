// Applies for a seat of a public game: while its enrollment is open, or in play where a seat waits for a
// substitute. A game without an owner seats its applicants at once. Refused (409) for members, for a second
// pending application and otherwise.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { illegalTransition, visibleGame } from '#shared/games/access'
import { refuseAtLimit } from '#shared/games/limits'
import { user } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { approveApplication } from '#shared/lobby/approval'
import { notifyApplied } from '#shared/notifications/game_events'
import { transaction } from '#shared/postgres'
import { Application, applicationAnswer } from '#shared/wire/application'
import { Alias, GameParams } from '#shared/wire/game'
import type { Connection } from '#sql/connection'
import { lockGame, phaseOf } from '#sql/games/games'
import type { GameRow } from '#sql/games/games'
import { insertApplication } from '#sql/lobby/applications'
import { findMember } from '#sql/lobby/members'
import { listOpenSeats } from '#sql/lobby/seats'

export const Params = GameParams
export const Body = v.strictObject({
  alias: Alias,
  message: v.optional(
    v.nullable(v.pipe(v.string(), v.maxLength(500, 'must be at most 500 characters'))),
    null,
  ),
})
export const Replies = { 201: Application }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/applications'

export default endpoint().post(PATH, user(), valid('param', Params), valid('json', Body), async (c) => {
  const { game_id } = c.req.valid('param')
  const { user_id } = c.get('caller')

  const application = await transaction(async (tx) => {
    await lockGame(tx, game_id)
    const game = await visibleGame(tx, game_id, user_id)
    if (game.visibility !== 'public') throw problem('forbidden', 'A private game is joined by invitation.')
    if (await findMember(tx, game_id, user_id)) throw problem('already_member')
    if (!(await takesApplications(tx, game))) throw illegalTransition(game.status)
    await refuseAtLimit(tx, user_id, 'seats')
    await refuseAtLimit(tx, user_id, 'applications')
    const made = await insertApplication(tx, { game_id, user_id, ...c.req.valid('json') })
    if (made === 'already_applied') throw problem('already_applied')
    const unattended = game.owner_user_id === null && game.status === 'enrollment_open'
    if (unattended) return approveApplication(tx, game, made, undefined, origin())
    await notifyApplied(tx, game, made, origin())
    return made
  })

  const location = `/api/v1/user/games/${game_id}/applications/${application.application_id}`
  return reply(c, 201, applicationAnswer(application), { Location: location })
})

const takesApplications = async (tx: Connection, game: GameRow): Promise<boolean> =>
  game.status === 'enrollment_open' ||
  (phaseOf(game.status) === 'in_play' && (await listOpenSeats(tx, game.game_id)).length > 0)
