import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/votes/[vote_id].put'
import { database, transaction } from '#shared/postgres'
import { pauseGame } from '#sql/games/clock'
import { lockGame } from '#sql/games/games'
import { decideApplication } from '#sql/lobby/applications'
import { LIMITS } from '#sql/lobby/limits'
import { insertMember } from '#sql/lobby/members'
import { findVote } from '#sql/lobby/votes'
import { requestRunning } from '#sql/runtime/records'
import { expectProblem } from '#test/kit/call'
import { game as anyGame, player } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { armedTurns, clockOf, deadlineMoves, HOUR_MS } from '#test/kit/play'
import type { GameInPlay } from '#test/kit/play'
import { forceMember, seatsOf } from '#test/kit/seats'
import { gamePath, gameRow, hidesGames, refusesBodies, refusesOthers } from '#test/kit/user_api'
import { castBallot, forceVote, opened, overdue, vacancy, voteRow, voters } from '#test/kit/votes'

const member = ({ members }: GameInPlay, seat: number): Player => members[seat - 1] ?? members[0]
const body = { in_favour: true }
const rest = `/votes/${randomUUID()}`

/** A vote of three, which the second member's ballot decides. */
async function decide(wanted: unknown, every?: string | null) {
  const game = await voters(3, every)
  const vote_id = await opened(game, wanted)
  return {
    game,
    game_id: game.game_id,
    vote_id,
    answer: await castBallot(game.game_id, vote_id, member(game, 2)),
  }
}

describe('200', () => {
  it('keeps a ballot, and the vote stays open while it may still go either way', async () => {
    const game = await voters(4)
    const vote_id = await opened(game)
    const answer = await castBallot(game.game_id, vote_id, member(game, 2), false)
    expect(answer).toMatchObject({
      status: 200,
      body: { vote_id, status: 'open', in_favour: 1, against: 1, needed: 3, my_ballot: false },
    })
    const changed = await castBallot(game.game_id, vote_id, member(game, 2), true)
    expect(changed.body).toMatchObject({ status: 'open', in_favour: 2, against: 0, my_ballot: true })
    const opener = await castBallot(game.game_id, vote_id, member(game, 1), false)
    expect(opener.body).toMatchObject({ status: 'open', in_favour: 1, against: 1 })
    expect(await clockOf(game.game_id)).toMatchObject({ status: 'running' })
  })

  it('fails as soon as more than half cannot be in favour any more', async () => {
    const game = await voters(4)
    const vote_id = await opened(game)
    await castBallot(game.game_id, vote_id, member(game, 2), false)
    const answer = await castBallot(game.game_id, vote_id, member(game, 3), false)
    expect(answer.body).toMatchObject({ status: 'failed', in_favour: 1, against: 2, needed: 3 })
    expect(answer.body['status_reason']).toMatch(/half/)
    expect(await clockOf(game.game_id)).toMatchObject({ status: 'running' })
  })

  it('leaves inactive seats out of the count', async () => {
    const game = await voters(5)
    for (const seat of [4, 5]) await forceMember(game.game_id, member(game, seat).user_id, 'inactive')
    const vote_id = await opened(game)
    expect((await castBallot(game.game_id, vote_id, member(game, 2))).body).toMatchObject({
      status: 'passed',
      needed: 2,
    })
  })
})

describe('what passes', () => {
  it('pauses the game', async () => {
    const { game_id, answer } = await decide({ kind: 'pause' })
    expect(answer.body).toMatchObject({ status: 'passed', status_reason: null, in_favour: 2 })
    expect(await clockOf(game_id)).toMatchObject({ status: 'paused', deadline_at: null })
    expect(await deadlineMoves(game_id)).toMatchObject([{ reason: 'paused', actor_kind: 'members' }])
  })

  it('resumes the game, with its job', async () => {
    const game = await voters(3)
    await pauseGame(database(), game.game_id, { reason: 'paused', actor_kind: 'admin' })
    const vote_id = await opened(game, { kind: 'resume' })
    await castBallot(game.game_id, vote_id, member(game, 2))
    const clock = await clockOf(game.game_id)
    expect(clock).toMatchObject({ status: 'running' })
    expect(await armedTurns(game.game_id)).toMatchObject([{ run_at: clock.deadline_at }])
    expect((await deadlineMoves(game.game_id)).at(-1)).toMatchObject({ actor_kind: 'members' })
  })

  it('extends the turn', async () => {
    const { game_id, answer } = await decide({ kind: 'extend', by: '1h' })
    expect(answer.body).toMatchObject({ status: 'passed', by: '1h' })
    const { left_ms, extensions } = await clockOf(game_id)
    expect(extensions).toBe(1)
    expect(left_ms).toBeGreaterThan(2 * HOUR_MS - 20_000)
    expect(await deadlineMoves(game_id)).toMatchObject([{ reason: 'extended', actor_kind: 'members' }])
  })

  it('cancels the game, ends its engine, and closes what else is voted on', async () => {
    const game = await voters(3)
    await requestRunning(database(), { ...game, version: '1.0.0', image: 'process:reference' })
    const other = await opened(game, { kind: 'pause' })
    const vote_id = await opened(game, { kind: 'cancel' })
    const answer = await castBallot(game.game_id, vote_id, member(game, 2))
    expect(answer.body).toMatchObject({ status: 'passed' })
    expect(await gameRow(game.game_id)).toMatchObject({
      status: 'cancelled',
      status_reason: 'The members cancelled the game.',
    })
    expect(await voteRow(other)).toMatchObject({ status: 'failed', status_reason: 'The game is over.' })
    const operations = await database()`
      select operation, actor from backend.runtime_operation_log where game_id = ${game.game_id}`
    expect([...operations]).toEqual([{ operation: 'remove', actor: `vote:${vote_id}` }])
  })

  it('ends the game: seats in play share the first rank, its last turn is closed', async () => {
    const game = await voters(4)
    await forceMember(game.game_id, member(game, 4).user_id, 'eliminated')
    const vote_id = await opened(game, { kind: 'end' })
    const answer = await castBallot(game.game_id, vote_id, member(game, 2))
    expect(answer.body).toMatchObject({ status: 'passed' })
    expect(await gameRow(game.game_id)).toMatchObject({
      status: 'finished',
      deadline_at: null,
      ranking: [
        { seat: 1, rank: 1, score: 0 },
        { seat: 2, rank: 1, score: 0 },
        { seat: 3, rank: 1, score: 0 },
        { seat: 4, rank: 4, score: 0 },
      ],
    })
    const [turn] = await database()`
      select status from backend.game_turns where game_id = ${game.game_id}`
    expect(turn).toEqual({ status: 'committed' })
  })

  it('gives a seat to a substitute, whose application is approved', async () => {
    const game = await voters(4)
    const { seat, holder, applicant, application_id } = await vacancy(game)
    const vote_id = await opened(game, { kind: 'replace_seat', seat, application_id })
    const answer = await castBallot(game.game_id, vote_id, member(game, 2))
    expect(answer.body).toMatchObject({ status: 'passed', seat, application_id, needed: 2 })
    const held = (await seatsOf(game.game_id)).filter((each) => each.seat === seat)
    expect(held).toMatchObject([
      { user_id: holder.user_id, status: 'replaced' },
      { user_id: applicant.user_id, status: 'active' },
    ])
    const [application] = await database()`
      select status from backend.game_applications where application_id = ${application_id}`
    expect(application).toEqual({ status: 'approved' })
  })
})

describe('what is not possible by then has failed, and says why', () => {
  it('a pause of a game that is paused meanwhile', async () => {
    const game = await voters(3)
    const vote_id = await opened(game)
    await pauseGame(database(), game.game_id, { reason: 'paused', actor_kind: 'admin' })
    const before = await gameRow(game.game_id)
    const answer = await castBallot(game.game_id, vote_id, member(game, 2))
    expect(answer.body).toMatchObject({ status: 'failed', status_reason: 'The game is paused.' })
    expect(await gameRow(game.game_id)).toEqual(before)
  })

  it('a fourth extension', async () => {
    const game = await voters(3)
    const vote_id = await opened(game, { kind: 'extend', by: '1h' })
    await database()`update backend.game_turns set extensions = 3 where game_id = ${game.game_id}`
    const answer = await castBallot(game.game_id, vote_id, member(game, 2))
    expect(answer.body).toMatchObject({ status: 'failed' })
    expect(answer.body['status_reason']).toMatch(/deadline/)
  })

  it('a substitute who withdrew, and one for a seat whose holder is back', async () => {
    const withdrawn = await voters(4)
    const first = await vacancy(withdrawn)
    const vote = await opened(withdrawn, {
      kind: 'replace_seat',
      ...first,
      holder: undefined,
      applicant: undefined,
    })
    await decideApplication(database(), first.application_id, 'withdrawn')
    const one = await castBallot(withdrawn.game_id, vote, member(withdrawn, 2))
    expect(one.body).toMatchObject({ status: 'failed', status_reason: 'The application is withdrawn.' })

    const back = await voters(4)
    const { seat, application_id, holder } = await vacancy(back)
    const vote_id = await opened(back, { kind: 'replace_seat', seat, application_id })
    await forceMember(back.game_id, holder.user_id, 'active')
    const other = await castBallot(back.game_id, vote_id, member(back, 2))
    expect(other.body).toMatchObject({ status: 'failed', status_reason: 'This seat needs no substitute.' })
    const [application] = await database()`
      select status from backend.game_applications where application_id = ${application_id}`
    expect(application).toEqual({ status: 'pending' })
    expect(await seatsOf(back.game_id)).toHaveLength(4)
  })
})

describe('a substitute with as many seats as one may have', () => {
  it('gets no other one', async () => {
    const table = await voters(4)
    const { seat, application_id, applicant } = await vacancy(table)
    const vote_id = await opened(table, { kind: 'replace_seat', seat, application_id })
    const owner = await player()
    for (let index = 0; index < LIMITS.seats; index += 1) {
      const elsewhere = { game_id: await anyGame(owner), user_id: applicant.user_id, alias: 'Me' }
      await insertMember(database(), elsewhere)
    }
    const answer = await castBallot(table.game_id, vote_id, member(table, 2))
    expect(answer.body).toMatchObject({ status: 'failed' })
    expect(answer.body['status_reason']).toMatch(/seats/)
    expect(await seatsOf(table.game_id)).toHaveLength(4)
  })
})

describe('400', () => {
  it('names what is wrong', async () => {
    const game = await voters(3)
    const vote_id = await opened(game)
    const path = gamePath(game.game_id, `/votes/${vote_id}`)
    await refusesBodies({ app, method: 'PUT' }, path, game.members[0].token, [
      [{}, 'in_favour'],
      [{ in_favour: 'yes' }, 'in_favour'],
      [{ in_favour: true, surprise: 1 }, 'surprise'],
    ])
    expectProblem(await castBallot(game.game_id, 'x', game.members[0]), 400, 'invalid_request', ['vote_id'])
  })
})

describe('403', () => {
  it('refuses whoever is no active member', async () => {
    const game = await voters(4)
    const vote_id = await opened(game)
    await forceMember(game.game_id, member(game, 2).user_id, 'inactive')
    await forceMember(game.game_id, member(game, 3).user_id, 'left')
    for (const somebody of [member(game, 2), member(game, 3), await player()])
      expectProblem(await castBallot(game.game_id, vote_id, somebody), 403, 'forbidden')
    expect(await findVote(database(), { ...game, vote_id }, null)).toMatchObject({ in_favour: 1 })
  })

  it('refuses the holder of the seat in question', async () => {
    const game = await voters(4)
    const { seat, application_id, holder } = await vacancy(game)
    const vote_id = await opened(game, { kind: 'replace_seat', seat, application_id })
    await forceMember(game.game_id, holder.user_id, 'active')
    expectProblem(await castBallot(game.game_id, vote_id, holder, false), 403, 'forbidden')
    expect(await findVote(database(), { ...game, vote_id }, null)).toMatchObject({ voters: 3, against: 0 })
  })
})

describe('404', () => {
  it('refuses an unknown vote, and one of another game', async () => {
    const [game, other] = [await voters(3), await voters(3)]
    for (const vote_id of [randomUUID(), await opened(other)])
      expectProblem(await castBallot(game.game_id, vote_id, game.members[0]), 404, 'not_found')
  })
})

describe('409', () => {
  it.each(['passed', 'failed', 'expired'] as const)(
    'refuses a vote that is %s, and changes nothing',
    async (status) => {
      const game = await voters(3)
      const vote_id = await opened(game)
      await forceVote(vote_id, status)
      const before = [await voteRow(vote_id), await gameRow(game.game_id)]
      const answer = await castBallot(game.game_id, vote_id, member(game, 2))
      expectProblem(answer, 409, 'illegal_transition')
      expect(answer.body['current_status']).toBe(status)
      expect([await voteRow(vote_id), await gameRow(game.game_id)]).toEqual(before)
    },
  )

  it('refuses a vote whose time is over, before anybody has marked it', async () => {
    const game = await voters(3)
    const vote_id = await opened(game)
    await overdue(vote_id)
    const answer = await castBallot(game.game_id, vote_id, member(game, 2))
    expectProblem(answer, 409, 'illegal_transition')
    expect(answer.body['current_status']).toBe('expired')
    expect(await clockOf(game.game_id)).toMatchObject({ status: 'running' })
  })
})

describe('races', () => {
  it('takes effect once, however many deciding ballots come at once; ten times', async () => {
    for (let round = 0; round < 10; round += 1) {
      const game = await voters(5)
      const vote_id = await opened(game, { kind: 'extend', by: '10m' })
      await Promise.all([2, 3, 4, 5].map((seat) => castBallot(game.game_id, vote_id, member(game, seat))))
      expect(await voteRow(vote_id)).toMatchObject({ status: 'passed', in_favour: 3 })
      expect(await clockOf(game.game_id)).toMatchObject({ extensions: 1 })
      expect(await deadlineMoves(game.game_id)).toHaveLength(1)
    }
  })

  it('and a withdrawal exclude each other: the substitute is seated or the vote has failed; ten times', async () => {
    for (let round = 0; round < 10; round += 1) {
      const game = await voters(4)
      const { seat, application_id, applicant } = await vacancy(game)
      const vote_id = await opened(game, { kind: 'replace_seat', seat, application_id })
      const withdraw = transaction(async (tx) => {
        await lockGame(tx, game.game_id)
        return decideApplication(tx, application_id, 'withdrawn')
      })
      const [, withdrawn] = await Promise.all([castBallot(game.game_id, vote_id, member(game, 2)), withdraw])
      const seated = (await seatsOf(game.game_id)).some(({ user_id }) => user_id === applicant.user_id)
      expect(seated).toBe(withdrawn === null)
      expect(await voteRow(vote_id)).toMatchObject({ status: seated ? 'passed' : 'failed' })
    }
  })
})

hidesGames({ app, method: 'PUT', body }, rest)
refusesOthers({ app, method: 'PUT', body }, gamePath('any', rest))
