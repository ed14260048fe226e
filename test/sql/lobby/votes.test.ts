import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { database } from '#shared/postgres'
import {
  closeVotes,
  decideVote,
  expireVotes,
  findVote,
  saveBallot,
  VOTE_TRANSITIONS,
  verdictOf,
} from '#sql/lobby/votes'
import type { VoteStatus } from '#sql/lobby/votes'
import { forceMember } from '#test/kit/seats'
import { castBallot, forceVote, opened, overdue, voteRow, voters } from '#test/kit/votes'

const STATUSES = Object.keys(VOTE_TRANSITIONS) as VoteStatus[]
const ENDS = ['passed', 'failed', 'expired'] as const
const VERBS: {
  name: string
  to: VoteStatus
  run: (vote: { game_id: string; vote_id: string }) => Promise<unknown>
}[] = [
  ...ENDS.map((to) => ({
    name: `decideVote(${to})`,
    to,
    run: ({ vote_id }: { vote_id: string }) => decideVote(database(), vote_id, to, 'why'),
  })),
  { name: 'closeVotes', to: 'failed', run: ({ game_id }) => closeVotes(database(), game_id) },
  {
    name: 'expireVotes',
    to: 'expired',
    run: async ({ game_id, vote_id }) => {
      await overdue(vote_id)
      await expireVotes(database(), game_id)
    },
  },
]

describe('the states of a vote', () => {
  it('are walked by a verb each', () => {
    expect(new Set(VERBS.map(({ to }) => to))).toEqual(new Set(VOTE_TRANSITIONS.open))
    for (const end of ENDS) expect(VOTE_TRANSITIONS[end]).toEqual([])
  })

  it.each(VERBS.flatMap((verb) => STATUSES.map((status) => ({ ...verb, status }))))(
    '$name of one that is $status',
    async ({ run, status, to }) => {
      const game = await voters(3)
      const vote_id = await opened(game)
      await forceVote(vote_id, status)
      const { expires_at: _, ...before } = await voteRow(vote_id)
      await run({ game_id: game.game_id, vote_id })
      const { expires_at: __, ...after } = await voteRow(vote_id)
      const legal = VOTE_TRANSITIONS[status].includes(to)
      expect(legal ? after['status'] : after).toEqual(legal ? to : before)
    },
  )

  it('takes ballots while it is open, and changes nothing afterwards', async () => {
    const game = await voters(3)
    const vote_id = await opened(game)
    const { user_id } = game.members[0]
    for (const end of ENDS) {
      await forceVote(vote_id, end)
      expect(await saveBallot(database(), { vote_id, user_id, in_favour: false })).toBe(false)
    }
    await forceVote(vote_id, 'open')
    await database()`update backend.game_votes set expires_at = now() where vote_id = ${vote_id}`
    expect(await saveBallot(database(), { vote_id, user_id, in_favour: false })).toBe(false)
    expect(await findVote(database(), { ...game, vote_id }, user_id)).toMatchObject({ my_ballot: true })
  })
})

describe('the count', () => {
  it('is of active members, and stays what it was once the vote is decided', async () => {
    const game = await voters(4)
    const [, second, third] = game.members
    const vote_id = await opened(game)
    const count = () => findVote(database(), { ...game, vote_id }, null)
    expect(await count()).toMatchObject({ in_favour: 1, against: 0, needed: 3, voters: 4 })
    await castBallot(game.game_id, vote_id, second ?? game.members[0], false)
    expect(await count()).toMatchObject({ in_favour: 1, against: 1, needed: 3 })
    await forceMember(game.game_id, second?.user_id ?? '', 'inactive')
    expect(await count()).toMatchObject({ in_favour: 1, against: 0, needed: 2, voters: 3 })
    await castBallot(game.game_id, vote_id, third ?? game.members[0])
    const decided = await count()
    expect(decided).toMatchObject({ status: 'passed', in_favour: 2, against: 0, needed: 2 })
    await forceMember(game.game_id, third?.user_id ?? '', 'left')
    expect(await count()).toMatchObject({ in_favour: 2, against: 0, needed: 2 })
  })
})

describe('the verdict', () => {
  it('is passed by more than half, failed once that is out of reach, and open between; whatever comes', () => {
    const ballots = fc.array(fc.constantFrom(true, false, null), { maxLength: 12 })
    fc.assert(
      fc.property(ballots, (cast) => {
        const in_favour = cast.filter((ballot) => ballot === true).length
        const against = cast.filter((ballot) => ballot === false).length
        const needed = Math.floor(cast.length / 2) + 1
        const verdict = verdictOf({ in_favour, against, needed, voters: cast.length })
        expect(verdict === 'passed').toBe(in_favour > cast.length / 2)
        expect(verdict === 'failed').toBe(cast.length - against <= cast.length / 2)
      }),
    )
  })
})
