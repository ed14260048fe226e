// Votes of games in play, opened and cast over the endpoints.

import open from '#functions/api/v1/user/games/[game_id]/votes.post'
import cast from '#functions/api/v1/user/games/[game_id]/votes/[vote_id].put'
import { database } from '#shared/postgres'
import type { VoteStatus } from '#sql/lobby/votes'
import { call } from '#test/kit/call'
import type { Answer } from '#test/kit/call'
import { player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { gameInPlay } from '#test/kit/play'
import type { GameInPlay } from '#test/kit/play'
import { forceMember } from '#test/kit/seats'
import { applied, gamePath } from '#test/kit/user_api'

export const openVote = (game_id: string, by: Player, body: unknown): Promise<Answer> =>
  call(open, 'POST', gamePath(game_id, '/votes'), { token: by.token, body })

export const castBallot = (
  game_id: string,
  vote_id: string,
  by: Player,
  in_favour: unknown = true,
): Promise<Answer> =>
  call(cast, 'PUT', gamePath(game_id, `/votes/${vote_id}`), { token: by.token, body: { in_favour } })

/** A public game of so many active members; it is the first who opens votes. */
export const voters = async (seats: number, every?: string | null): Promise<GameInPlay> =>
  gameInPlay(await player(), { visibility: 'public', seats, ...(every !== undefined && { every }) })

/** An open vote of the first member, who alone has voted. */
export async function opened(game: GameInPlay, body: unknown = { kind: 'pause' }): Promise<string> {
  const answer = await openVote(game.game_id, game.members[0], body)
  if (answer.status !== 201) throw new Error(`the vote was not opened: ${JSON.stringify(answer.body)}`)
  return answer.body['vote_id']
}

/** A seat that its holder may be replaced on (the last one), and somebody's application. */
export async function vacancy({ game_id, members }: GameInPlay) {
  const seat = members.length
  const holder = members[seat - 1] as Player
  await forceMember(game_id, holder.user_id, 'replaceable')
  const applicant = await player()
  return { seat, holder, applicant, application_id: await applied(game_id, applicant) }
}

/** Puts a vote into a status, however it is reached. */
export async function forceVote(vote_id: string, status: VoteStatus): Promise<void> {
  const over = status !== 'open'
  await database()`
    update backend.game_votes set status = ${status}, decided_at = case when ${over} then now() end,
      in_favour = case when ${over} then 0 end, against = case when ${over} then 0 end,
      needed = case when ${over} then 1 end
    where vote_id = ${vote_id}`
}

/** Every column of a vote. */
export async function voteRow(vote_id: string): Promise<Record<string, unknown>> {
  const [row] = await database()`
    select to_jsonb(v) as row from backend.game_votes v where vote_id = ${vote_id}`
  return row?.['row'] as Record<string, unknown>
}

/** Lets the time of a vote be over. */
export async function overdue(vote_id: string): Promise<void> {
  await database()`update backend.game_votes set expires_at = now() where vote_id = ${vote_id}`
}
