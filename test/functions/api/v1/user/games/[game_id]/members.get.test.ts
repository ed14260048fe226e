import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/members.get'
import { database } from '#shared/postgres'
import { vacateSeat } from '#sql/lobby/members'
import { call, expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { table } from '#test/kit/seats'
import { gamePath, hidesGames, joined, refusesOthers } from '#test/kit/user_api'

const get = async (game_id: string, query = '') =>
  call(app, 'GET', gamePath(game_id, `/members${query}`), { token: (await player()).token })

describe('200', () => {
  it('lists who sits in the game, by seat, and on demand those who left, in their order', async () => {
    const { owner, game_id, members } = await table(2)
    const [gone, stays] = members
    await vacateSeat(database(), game_id, gone?.user_id ?? '', 'left')
    const shape = { status: 'active', missed_turns: 0, joined_at: expect.any(String), ended_at: null }
    const first = { user_id: owner.user_id, seat: 1, alias: owner.display_name, ...shape }
    const third = { user_id: stays?.user_id, seat: 3, alias: stays?.display_name, ...shape }
    for (const query of ['', '?history=false']) {
      const answer = await get(game_id, query)
      expect(answer).toMatchObject({ status: 200 })
      expect(answer.body).toEqual({ items: [first, third] })
    }

    const next = await joined(game_id)
    expect((await get(game_id, '?history=true')).body).toEqual({
      items: [
        first,
        {
          ...shape,
          user_id: gone?.user_id,
          seat: 2,
          alias: gone?.display_name,
          status: 'left',
          ended_at: expect.any(String),
        },
        { ...shape, user_id: next.user_id, seat: 2, alias: next.display_name },
        third,
      ],
    })
  })
})

describe('400', () => {
  it('names what is not of the query', async () => {
    const { game_id } = await table(0)
    expectProblem(await get(game_id, '?history=maybe'), 400, 'invalid_request', ['history'])
    expectProblem(await get(game_id, '?surprise=1'), 400, 'invalid_request', ['surprise'])
  })
})

hidesGames({ app, method: 'GET' }, '/members')
refusesOthers({ app, method: 'GET' }, gamePath('any', '/members'))
