import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/transfer.post'
import { database } from '#shared/postgres'
import { LIMITS } from '#sql/lobby/limits'
import { call, expectProblem } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import { forceMember, table, tableInPlay } from '#test/kit/seats'
import {
  forceStatus,
  GAME_MEMBERS,
  GAME_STATUSES,
  gamePath,
  gameRow,
  hidesGames,
  refusesBodies,
  refusesOthers,
  refusesOtherThanOwner,
} from '#test/kit/user_api'

const endpoint = { app, method: 'POST', body: { user_id: randomUUID() } }
const transfer = (game_id: string, user_id = '', token = '') =>
  call(app, 'POST', gamePath(game_id, '/transfer'), { token, body: { user_id } })

describe('200', () => {
  it.each(GAME_STATUSES.filter((status) => status !== 'finished' && status !== 'cancelled'))(
    'gives a game that is %s to a member, and the right to do so with it',
    async (status) => {
      const { owner, game_id, members } = await table(1)
      await forceStatus(game_id, status)
      const answer = await transfer(game_id, members[0]?.user_id, owner.token)
      expect(answer).toMatchObject({
        status: 200,
        body: { game_id, owner_user_id: members[0]?.user_id, status },
      })
      for (const name of GAME_MEMBERS) expect(answer.body).toHaveProperty(name)
      const again = await transfer(game_id, owner.user_id, owner.token)
      expectProblem(again, 403, 'forbidden')
      expect((await transfer(game_id, owner.user_id, members[0]?.token)).status).toBe(200)
    },
  )

  it('answers an owner who does not see the game any more', async () => {
    const { owner, game_id, members } = await table(1, { visibility: 'private' })
    await database()`delete from backend.game_memberships where game_id = ${game_id} and seat = 1`
    expect(await transfer(game_id, members[0]?.user_id, owner.token)).toMatchObject({
      status: 200,
      body: { game_id },
    })
    expectProblem(await transfer(game_id, members[0]?.user_id, owner.token), 404, 'not_found')
  })

  it('changes nothing where the owner takes the game', async () => {
    const { owner, game_id } = await table(0)
    const before = await gameRow(game_id)
    expect((await transfer(game_id, owner.user_id, owner.token)).status).toBe(200)
    expect(await gameRow(game_id)).toEqual(before)
  })
})

describe('400', () => {
  it('names what is wrong', async () => {
    const { owner, game_id } = await table(0)
    await refusesBodies({ app, method: 'POST' }, gamePath(game_id, '/transfer'), owner.token, [
      [{}, 'user_id'],
      [{ user_id: 'me' }, 'user_id'],
      [{ ...endpoint.body, surprise: 1 }, 'surprise'],
    ])
    expect(await gameRow(game_id)).toMatchObject({ owner_user_id: owner.user_id })
  })
})

describe('404', () => {
  it('answers the same for an unknown player, one without a seat, and one who left', async () => {
    const { owner, game_id, members } = await table(1)
    await forceMember(game_id, members[0]?.user_id ?? '', 'left')
    for (const user_id of [randomUUID(), (await player()).user_id, members[0]?.user_id])
      expectProblem(await transfer(game_id, user_id, owner.token), 404, 'not_found')
  })
})

describe('409', () => {
  it.each(['finished', 'cancelled'] as const)('refuses a game that is %s', async (status) => {
    const { owner, game_id, members } = await table(1)
    await forceStatus(game_id, status)
    const answer = await transfer(game_id, members[0]?.user_id, owner.token)
    expectProblem(answer, 409, 'illegal_transition')
    expect(answer.body['current_status']).toBe(status)
    expect(await gameRow(game_id)).toMatchObject({ owner_user_id: owner.user_id })
  })

  it.each(['inactive', 'replaceable', 'eliminated'] as const)(
    'refuses a member who is %s',
    async (status) => {
      const { owner, game_id, members } = await tableInPlay(1)
      await forceMember(game_id, members[0]?.user_id ?? '', status)
      const answer = await transfer(game_id, members[0]?.user_id, owner.token)
      expectProblem(answer, 409, 'illegal_transition')
      expect(answer.body['current_status']).toBe(status)
    },
  )

  it('refuses a member who owns as many games as one may', async () => {
    const { owner, game_id, members } = await table(1)
    const [member] = members
    for (let owned = 0; owned < LIMITS.owned_games; owned += 1) await game(member ?? owner)
    expectProblem(await transfer(game_id, member?.user_id, owner.token), 409, 'limit_reached')
    const [over] = await database()`
      select game_id from backend.games where owner_user_id = ${member?.user_id ?? ''} limit 1`
    await forceStatus(String(over?.['game_id']), 'cancelled')
    expect((await transfer(game_id, member?.user_id, owner.token)).status).toBe(200)
  })
})

refusesOtherThanOwner(endpoint, '/transfer')
hidesGames(endpoint, '/transfer')
refusesOthers(endpoint, gamePath('any', '/transfer'))
