// Casts or changes the caller's ballot in an open vote. The ballot that decides brings the effect with it.
// Refused (403) for callers who are not active or hold the seat in question, and (409) once the vote is over.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { illegalTransition, visibleGame, votingSeat } from '#shared/games/access'
import { decideVoteIfDue } from '#shared/games/votes'
import { user } from '#shared/http/auth'
import { origin } from '#shared/http/client'
import { endpoint } from '#shared/http/endpoint'
import { replies } from '#shared/http/replies'
import { valid } from '#shared/http/valid'
import { transaction } from '#shared/postgres'
import { Vote, voteAnswer } from '#shared/wire/vote'
import { lockGame } from '#sql/games/games'
import { findVote, saveBallot } from '#sql/lobby/votes'

export const Params = v.object({
  game_id: v.pipe(v.string(), v.uuid('must be a UUID')),
  vote_id: v.pipe(v.string(), v.uuid('must be a UUID')),
})
export const Body = v.strictObject({ in_favour: v.boolean() })
export const Replies = { 200: Vote }

const reply = replies<typeof Replies>()
const PATH = '/api/v1/user/games/:game_id/votes/:vote_id'

export default endpoint().put(PATH, user(), valid('param', Params), valid('json', Body), async (c) => {
  const named = c.req.valid('param')
  const { game_id, vote_id } = named
  const { user_id } = c.get('caller')
  const { in_favour } = c.req.valid('json')

  const vote = await transaction(async (tx) => {
    await lockGame(tx, game_id)
    await visibleGame(tx, game_id, user_id)
    const found = await findVote(tx, named, user_id)
    if (!found) throw problem('not_found')
    const { seat } = await votingSeat(tx, game_id, user_id)
    if (seat === found.seat) throw problem('forbidden', 'This vote is about your seat.')
    const status = found.status === 'open' && found.overdue ? 'expired' : found.status
    if (!(await saveBallot(tx, { vote_id, user_id, in_favour }))) throw illegalTransition(status, 'vote')
    await decideVoteIfDue(tx, named, origin())
    return (await findVote(tx, named, user_id)) ?? found
  })
  return reply(c, 200, voteAnswer(vote))
})
