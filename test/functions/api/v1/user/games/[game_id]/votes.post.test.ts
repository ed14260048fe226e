import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/votes.post'
import { database } from '#shared/postgres'
import { haltGame, pauseGame } from '#sql/games/clock'
import type { VoteKind } from '#sql/lobby/votes'
import { call, expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { clockOf, makeTurn } from '#test/kit/play'
import { forceMember } from '#test/kit/seats'
import {
  applied,
  forceStatus,
  GAME_STATUSES,
  gamePath,
  gameRow,
  hidesGames,
  refusesBodies,
  refusesOthers,
} from '#test/kit/user_api'
import { forceVote, opened, openVote, overdue, vacancy, voteRow, voters } from '#test/kit/votes'

const body = { kind: 'pause' }
const votesOf = async (game_id: string) =>
  (await database()`select from backend.game_votes where game_id = ${game_id}`).length

describe('201', () => {
  it("opens a vote with the opener's ballot in favour, and changes nothing yet", async () => {
    const game = await voters(3)
    const before = await gameRow(game.game_id)
    const answer = await openVote(game.game_id, game.members[2] ?? game.members[0], body)
    expect(answer).toMatchObject({
      status: 201,
      body: { kind: 'pause', status: 'open', in_favour: 1, against: 0, needed: 2, my_ballot: true },
    })
    expect(answer.headers.get('location')).toBe(gamePath(game.game_id, `/votes/${answer.body['vote_id']}`))
    expect(await gameRow(game.game_id)).toEqual(before)
  })

  it('passes at once, with its effect, where the opener is the only active member', async () => {
    const game = await voters(2)
    await forceMember(game.game_id, game.members[1]?.user_id ?? '', 'inactive')
    const answer = await openVote(game.game_id, game.members[0], body)
    expect(answer).toMatchObject({ status: 201, body: { status: 'passed', needed: 1 } })
    expect(answer.body['decided_at']).not.toBeNull()
    expect(await clockOf(game.game_id)).toMatchObject({ status: 'paused' })
  })

  it('opens another once the one before is over, be it only by its time', async () => {
    const game = await voters(3)
    const first = await opened(game)
    await overdue(first)
    await opened(game)
    expect(await voteRow(first)).toMatchObject({ status: 'expired' })
  })

  it('opens votes of several kinds and on several seats beside each other', async () => {
    const game = await voters(4)
    const { seat, application_id } = await vacancy(game)
    await forceMember(game.game_id, game.members[2]?.user_id ?? '', 'replaceable')
    await opened(game)
    await opened(game, { kind: 'end' })
    await opened(game, { kind: 'replace_seat', seat, application_id })
    await opened(game, { kind: 'replace_seat', seat: 3, application_id })
    expect(await votesOf(game.game_id)).toBe(4)
  })
})

describe('400', () => {
  it('names what is wrong with the vote', async () => {
    const game = await voters(3)
    const id = randomUUID()
    await refusesBodies({ app, method: 'POST' }, gamePath(game.game_id, '/votes'), game.members[0].token, [
      [{}, 'kind'],
      [{ kind: 'surrender' }, 'kind'],
      [{ kind: 'pause', by: '1h' }, 'by'],
      [{ kind: 'extend' }, 'by'],
      [{ kind: 'extend', by: 'long' }, 'by'],
      [{ kind: 'replace_seat' }, 'seat', 'application_id'],
      [{ kind: 'replace_seat', seat: 0, application_id: id }, 'seat'],
      [{ kind: 'replace_seat', seat: 1.5, application_id: id }, 'seat'],
      [{ kind: 'replace_seat', seat: 1, application_id: 'x' }, 'application_id'],
    ])
    expect(await votesOf(game.game_id)).toBe(0)
  })
})

describe('403', () => {
  it('refuses whoever is no active member', async () => {
    const game = await voters(3)
    const [, second, third] = game.members
    await forceMember(game.game_id, second?.user_id ?? '', 'inactive')
    await forceMember(game.game_id, third?.user_id ?? '', 'eliminated')
    for (const somebody of [second, third, await player()])
      expectProblem(await openVote(game.game_id, somebody ?? game.members[0], body), 403, 'forbidden')
    expect(await votesOf(game.game_id)).toBe(0)
  })
})

describe('404', () => {
  it('refuses an application that is none of the game', async () => {
    const [game, other] = [await voters(3), await voters(3)]
    const { seat } = await vacancy(game)
    for (const application_id of [randomUUID(), await applied(other.game_id, await player())]) {
      const wanted = { kind: 'replace_seat', seat, application_id }
      expectProblem(await openVote(game.game_id, game.members[0], wanted), 404, 'not_found')
    }
  })
})

const POSSIBLE: Record<Exclude<VoteKind, 'replace_seat'>, string[]> = {
  pause: ['running'],
  resume: ['paused'],
  extend: ['running'],
  cancel: ['running', 'paused', 'halted'],
  end: ['running'],
}

describe('409', () => {
  it.each(Object.keys(POSSIBLE) as (keyof typeof POSSIBLE)[])(
    'refuses a vote to %s in every state of a game where it makes no sense',
    async (kind) => {
      const game = await voters(3)
      for (const status of GAME_STATUSES.filter((each) => !POSSIBLE[kind].includes(each))) {
        await forceStatus(game.game_id, status)
        const wanted = kind === 'extend' ? { kind, by: '1m' } : { kind }
        const answer = await openVote(game.game_id, game.members[0], wanted)
        expectProblem(answer, 409, 'illegal_transition')
        expect(answer.body['current_status']).toBe(status)
      }
      expect(await votesOf(game.game_id)).toBe(0)
    },
  )

  it('refuses a second vote of a kind, or on a seat, while one is open; one of ten at once wins', async () => {
    const game = await voters(3)
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        openVote(game.game_id, game.members[index % 2] ?? game.members[0], body),
      ),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 201))
      expectProblem(answer, 409, 'vote_exists')
    expect(await votesOf(game.game_id)).toBe(1)
  })

  it('refuses an extension without a deadline, and one beyond a cycle', async () => {
    const [manual, timed] = [await voters(3, null), await voters(3)]
    const wanted = { kind: 'extend', by: '2h' }
    expectProblem(await openVote(manual.game_id, manual.members[0], wanted), 409, 'no_deadline')
    expectProblem(await openVote(timed.game_id, timed.members[0], wanted), 409, 'extension_refused')
  })

  it('refuses a seat that needs nobody, and an application that is decided', async () => {
    const game = await voters(3)
    const { seat, application_id } = await vacancy(game)
    for (const held of [1, 2, 9]) {
      const wanted = { kind: 'replace_seat', seat: held, application_id }
      expectProblem(await openVote(game.game_id, game.members[0], wanted), 409, 'seat_not_vacant')
    }
    await database()`
      update backend.game_applications set status = 'withdrawn', decided_at = now()
      where application_id = ${application_id}`
    const wanted = { kind: 'replace_seat', seat, application_id }
    const answer = await openVote(game.game_id, game.members[0], wanted)
    expectProblem(answer, 409, 'illegal_transition')
    expect(answer.body['current_status']).toBe('withdrawn')
  })
})

describe('a vote that its opening decides', () => {
  it('has failed where its effect is not possible: while the turn is generated', async () => {
    const game = await voters(2)
    await forceMember(game.game_id, game.members[1]?.user_id ?? '', 'inactive')
    await makeTurn(game.game_id, 'claimed')
    const answer = await openVote(game.game_id, game.members[0], body)
    expect(answer).toMatchObject({
      status: 201,
      body: { status: 'failed', status_reason: 'The turn is being generated.', in_favour: 1 },
    })
    expect(await clockOf(game.game_id)).toMatchObject({ status: 'running' })
  })

  it('is possible in a game that is held: cancel', async () => {
    for (const hold of ['paused', 'halted'] as const) {
      const game = await voters(2)
      await forceMember(game.game_id, game.members[1]?.user_id ?? '', 'left')
      const cause = { reason: 'paused', actor_kind: 'owner' } as const
      if (hold === 'paused') await pauseGame(database(), game.game_id, cause)
      else await haltGame(database(), game.game_id, 'why')
      const vote_id = await opened(game, { kind: 'cancel' })
      expect(await voteRow(vote_id)).toMatchObject({ status: 'passed' })
      expect(await gameRow(game.game_id)).toMatchObject({
        status: 'cancelled',
        status_reason: 'The members cancelled the game.',
      })
    }
  })

  it('is forgotten by nobody: the votes before are listed beside it', async () => {
    const game = await voters(3)
    await forceVote(await opened(game), 'failed')
    await opened(game)
    expect(await votesOf(game.game_id)).toBe(2)
  })
})

hidesGames({ app, method: 'POST', body }, '/votes')
refusesOthers({ app, method: 'POST', body }, gamePath('any', '/votes'))

describe('a private game', () => {
  it('has votes too', async () => {
    const game = await voters(3)
    await database()`update backend.games set visibility = 'private' where game_id = ${game.game_id}`
    expect(
      (
        await call(app, 'POST', gamePath(game.game_id, '/votes'), {
          token: game.members[1]?.token ?? '',
          body,
        })
      ).status,
    ).toBe(201)
  })
})
