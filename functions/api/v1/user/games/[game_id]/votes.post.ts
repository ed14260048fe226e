// Opens a vote of a game in play, by one of its active members, whose ballot is in favour. Where that decides,
// its effect happens at once. Refused (409) where one of its kind is open, or where the vote makes no sense
// now.

import * as v from 'valibot'
import { parseDuration } from '#shared/duration'
import { problem } from '#shared/errors'
import { illegalTransition, votingSeat, visibleGame } from '#shared/games/access'
import { refuseUnlessDone } from '#shared/games/transitions'
import { refusalOfVote, decideVoteIfDue } from '#shared/games/votes'
import { user } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { Duration } from '#shared/turn_schedule'
import { GameParams } from '#shared/wire/game'
import { Vote, voteAnswer } from '#shared/wire/vote'
import { only } from '#sql/connection'
import type { Connection } from '#sql/connection'
import { lockGame } from '#sql/games/games'
import { findApplication } from '#sql/lobby/applications'
import { expireVotes, findVote, insertVote, saveBallot } from '#sql/lobby/votes'

const Seat = v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(1), v.maxValue(64))

export const Params = GameParams
export const Body = v.variant('kind', [
  v.strictObject({ kind: v.picklist(['pause', 'resume', 'cancel', 'end']) }),
  v.strictObject({ kind: v.literal('extend'), by: Duration }),
  v.strictObject({
    kind: v.literal('replace_seat'),
    seat: Seat,
    application_id: v.pipe(v.string(), v.uuid('must be a UUID')),
  }),
])
export const Replies = { 201: Vote }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/votes'

export default endpoint().post(PATH, user(), valid('param', Params), valid('json', Body), async (c) => {
  const { game_id } = c.req.valid('param')
  const { user_id } = c.get('caller')
  const { kind, ...about } = c.req.valid('json')
  const wanted = {
    kind,
    seat: 'seat' in about ? about.seat : null,
    application_id: 'application_id' in about ? about.application_id : null,
    by_ms: 'by' in about ? parseDuration(about.by) : null,
  }

  const vote = await transaction(async (tx) => {
    await lockGame(tx, game_id)
    const game = await visibleGame(tx, game_id, user_id)
    await votingSeat(tx, game_id, user_id)
    refuseUnlessDone((await refusalOfVote(tx, game, wanted)) ?? 'done', game)
    if (wanted.application_id !== null) await refuseUnlessPending(tx, game_id, wanted.application_id)
    await expireVotes(tx, game_id)
    const opened = await insertVote(tx, { ...wanted, game_id, opened_by: user_id })
    if (opened === 'vote_exists') throw problem(opened)
    await saveBallot(tx, { ...opened, user_id, in_favour: true })
    await decideVoteIfDue(tx, { ...opened, game_id }, origin())
    return only(await findVote(tx, { ...opened, game_id }, user_id))
  })
  return reply(c, 201, voteAnswer(vote), {
    Location: `/api/v1/user/games/${game_id}/votes/${vote.vote_id}`,
  })
})

async function refuseUnlessPending(tx: Connection, game_id: string, application_id: string): Promise<void> {
  const application = await findApplication(tx, game_id, application_id)
  if (!application) throw problem('not_found')
  if (application.status !== 'pending') throw illegalTransition(application.status, 'application')
}
