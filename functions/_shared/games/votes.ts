// The effect of a vote of the members, in the transaction of the ballot that decides it and under the game's
// lock. A vote whose effect is not possible by then has failed, and says why.

import { problem } from '#shared/errors'
import type { ErrorCode } from '#shared/errors'
import { extendDeadline, resumeGame } from '#shared/games/clock'
import { pauseGame } from '#shared/games/clock'
import { cancelGame, finishGame } from '#shared/games/lifecycle'
import { notifyDecided } from '#shared/notifications/game_events'
import { cycleLength, usableScheduleOf } from '#shared/turn_schedule'
import type { Connection, Origin } from '#sql/connection'
import { now, only } from '#sql/connection'
import { findGame } from '#sql/games/games'
import type { GameRow, GameStatus } from '#sql/games/games'
import { decideApplication, findApplication } from '#sql/lobby/applications'
import { isAtLimit } from '#sql/lobby/limits'
import { seatSubstitute } from '#sql/lobby/members'
import { findOpenSeat, findEvenRanking } from '#sql/lobby/seats'
import { decideVote, findVote, verdictOf } from '#sql/lobby/votes'
import type { NewVote, VoteKind, VoteRow } from '#sql/lobby/votes'

const POSSIBLE: Record<VoteKind, readonly GameStatus[]> = {
  pause: ['running'],
  resume: ['paused'],
  extend: ['running'],
  cancel: ['running', 'paused', 'halted'],
  end: ['running'],
  replace_seat: ['running', 'paused', 'halted'],
}

/** Why a vote on this makes no sense now, as a code, or null. The effect may still be impossible in the end. */
export async function refusalOfVote(
  tx: Connection,
  game: GameRow,
  vote: Pick<NewVote, 'kind' | 'seat' | 'by_ms'>,
): Promise<ErrorCode | null> {
  if (!POSSIBLE[vote.kind].includes(game.status)) return 'illegal_transition'
  if (vote.kind === 'extend') {
    if (game.deadline_at === null) return 'no_deadline'
    const most_ms = cycleLength(usableScheduleOf(game), await now(tx)) ?? 0
    return (vote.by_ms ?? 0) > most_ms ? 'extension_refused' : null
  }
  if (vote.kind === 'replace_seat' && !(await findOpenSeat(tx, game.game_id, vote.seat ?? 0)))
    return 'seat_not_vacant'
  return null
}

/**
 * Decides a vote if its ballots do, or if its time is over. Else the vote stays open. Call it with the game's
 * row locked, after each ballot, and from time to time for votes that a change of the members decides.
 */
export async function decideVoteIfDue(
  tx: Connection,
  vote: { game_id: string; vote_id: string },
  origin: Origin,
): Promise<void> {
  const [found, game] = [await findVote(tx, vote, null), await findGame(tx, vote.game_id)]
  if (!found || !game || found.status !== 'open') return
  if (found.overdue) return void (await decideVote(tx, vote.vote_id, 'expired'))
  const verdict = verdictOf(found)
  if (verdict === 'failed')
    await decideVote(tx, vote.vote_id, 'failed', 'More than half cannot be in favour any more.')
  if (verdict !== 'passed') return
  const refusal = await takeEffect(tx, game, found, origin)
  await decideVote(tx, vote.vote_id, refusal === null ? 'passed' : 'failed', refusal)
}

/** Does what the vote asks for. Answers the reason in a sentence where it is not possible. */
async function takeEffect(
  tx: Connection,
  game: GameRow,
  vote: VoteRow,
  origin: Origin,
): Promise<string | null> {
  const { game_id, status } = game
  if (!POSSIBLE[vote.kind].includes(status)) return `The game is ${status}.`
  const by = { source: 'scheduler', actor: `vote:${vote.vote_id}` } as const
  switch (vote.kind) {
    case 'pause':
      return reasonOf(await pauseGame(tx, game_id, { reason: 'paused', actor_kind: 'members' }, origin))
    case 'resume':
      return reasonOf(await resumeGame(tx, game, { from: ['paused'], actor_kind: 'members' }, origin))
    case 'extend':
      return reasonOf(
        await extendDeadline(tx, game, { by_ms: Number(vote.by_ms), actor_kind: 'members' }, origin),
      )
    // The end of a game closes its votes: the one that brings it has passed before.
    case 'cancel':
      await decideVote(tx, vote.vote_id, 'passed')
      return reasonOf(await cancelGame(tx, game_id, 'The members cancelled the game.', by, origin))
    case 'end':
      await decideVote(tx, vote.vote_id, 'passed')
      return reasonOf(await finishGame(tx, game_id, await findEvenRanking(tx, game_id), by, origin))
    case 'replace_seat':
      return replaceSeat(tx, vote, origin)
  }
}

const reasonOf = (fact: 'done' | ErrorCode): string | null => (fact === 'done' ? null : problem(fact).message)

async function replaceSeat(
  tx: Connection,
  { game_id, application_id, seat }: VoteRow,
  origin: Origin,
): Promise<string | null> {
  const application = await findApplication(tx, game_id, only(application_id))
  if (application?.status !== 'pending') return `The application is ${application?.status ?? 'gone'}.`
  const { user_id, alias } = application
  if (await isAtLimit(tx, user_id, 'seats')) return 'The player has as many seats as one may have.'
  const seated = await seatSubstitute(tx, { game_id, seat: only(seat), user_id, alias })
  if (seated !== 'seated') return problem(seated).message
  const approved = await decideApplication(tx, application.application_id, 'approved')
  if (!approved) throw new Error('an application was decided without the lock of its game')
  await notifyDecided(tx, [approved], origin)
  return null
}
