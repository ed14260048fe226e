import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/return.post'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { forceMember, membershipRow, tableInPlay } from '#test/kit/seats'
import { forceStatus, GAME_STATUSES, gamePath, hidesGames, refusesOthers } from '#test/kit/user_api'

const back = (game_id: string, token = '') => call(app, 'POST', gamePath(game_id, '/return'), { token })
const IN_PLAY = ['running', 'paused', 'halted']

async function away(status: Parameters<typeof forceMember>[2]) {
  const made = await tableInPlay(1, 'public')
  const [member] = made.members
  await database()`
    update backend.game_memberships set missed_turns = 5 where game_id = ${made.game_id} and seat = 2`
  await forceMember(made.game_id, member?.user_id ?? '', status)
  return { ...made, user_id: member?.user_id ?? '', token: member?.token ?? '' }
}

describe('200', () => {
  it.each(['inactive', 'replaceable'] as const)('makes a member who is %s active again', async (status) => {
    const { game_id, user_id, token } = await away(status)
    const answer = await back(game_id, token)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ user_id, seat: 2, status: 'active', missed_turns: 0 })
    expect(await membershipRow(game_id, user_id)).toMatchObject({ status: 'active', missed_turns: 0 })
  })

  it.each(IN_PLAY)('holds while the game is %s', async (status) => {
    const { game_id, token } = await away('inactive')
    await forceStatus(game_id, status as 'running')
    expect((await back(game_id, token)).status).toBe(200)
  })
})

describe('403', () => {
  it('refuses those without a seat, and whose seat another has', async () => {
    const { game_id } = await away('inactive')
    expectProblem(await back(game_id, (await player()).token), 403, 'forbidden')
    for (const status of ['left', 'removed', 'replaced'] as const) {
      const gone = await away(status)
      expectProblem(await back(gone.game_id, gone.token), 403, 'forbidden')
    }
  })
})

describe('409', () => {
  it.each(['active', 'eliminated'] as const)(
    'refuses a member who is %s, and changes nothing',
    async (status) => {
      const { game_id, user_id, token } = await away(status)
      const before = await membershipRow(game_id, user_id)
      const answer = await back(game_id, token)
      expectProblem(answer, 409, 'illegal_transition')
      expect(answer.body['current_status']).toBe(status)
      expect(await membershipRow(game_id, user_id)).toEqual(before)
    },
  )

  it.each(GAME_STATUSES.filter((status) => !IN_PLAY.includes(status) && status !== 'draft'))(
    'refuses in a game that is %s',
    async (status) => {
      const { game_id, user_id, token } = await away('inactive')
      await forceStatus(game_id, status)
      const answer = await back(game_id, token)
      expectProblem(answer, 409, 'illegal_transition')
      expect(answer.body['current_status']).toBe(status)
      expect(await membershipRow(game_id, user_id)).toMatchObject({ status: 'inactive', missed_turns: 5 })
    },
  )
})

hidesGames({ app, method: 'POST' }, '/return')
refusesOthers({ app, method: 'POST' }, gamePath('any', '/return'))
