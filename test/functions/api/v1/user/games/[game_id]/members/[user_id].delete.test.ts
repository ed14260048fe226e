import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/members/[user_id].delete'
import { call, expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { forceMember, seatsOf, table, tableInPlay } from '#test/kit/seats'
import {
  forceStatus,
  gamePath,
  gameRow,
  hidesGames,
  refusesOthers,
  refusesOtherThanOwner,
} from '#test/kit/user_api'

const endpoint = { app, method: 'DELETE' }
const remove = (game_id: string, user_id = '', token = '') =>
  call(app, 'DELETE', gamePath(game_id, `/members/${user_id}`), { token })
const statuses = async (game_id: string) => (await seatsOf(game_id)).map(({ status }) => status)

describe('204', () => {
  it.each(['draft', 'enrollment_open', 'ready_to_start', 'start_failed'] as const)(
    'frees the seat of a game that is %s, public or private',
    async (status) => {
      for (const visibility of ['public', 'private'] as const) {
        const { owner, game_id, members } = await table(1, { visibility })
        await forceStatus(game_id, status)
        expect(await remove(game_id, members[0]?.user_id, owner.token)).toMatchObject({
          status: 204,
          body: {},
        })
        expect(await statuses(game_id)).toEqual(['active', 'removed'])
        const after = status === 'ready_to_start' ? 'enrollment_open' : status
        expect(await gameRow(game_id)).toMatchObject({ status: after })
      }
    },
  )

  it.each(['running', 'paused', 'halted'] as const)(
    'leaves the seat of a private game that is %s to a substitute',
    async (status) => {
      const { owner, game_id, members } = await tableInPlay(1)
      await forceStatus(game_id, status)
      expect((await remove(game_id, members[0]?.user_id, owner.token)).status).toBe(204)
      expect(await statuses(game_id)).toEqual(['active', 'removed'])
      expect(await gameRow(game_id)).toMatchObject({ status })
    },
  )

  it('ends a game in play whose last active member is removed', async () => {
    const { owner, game_id, members } = await tableInPlay(1)
    await forceMember(game_id, owner.user_id, 'inactive')
    expect((await remove(game_id, members[0]?.user_id, owner.token)).status).toBe(204)
    expect(await gameRow(game_id)).toMatchObject({ status: 'cancelled' })
  })
})

describe('400', () => {
  it('names the id that is none', async () => {
    const { owner, game_id } = await table(0)
    expectProblem(await remove(game_id, 'me', owner.token), 400, 'invalid_request', ['user_id'])
  })
})

describe('403', () => {
  it('refuses the owner, who can leave', async () => {
    const { owner, game_id } = await table(1)
    expectProblem(await remove(game_id, owner.user_id, owner.token), 403, 'forbidden')
    expect(await statuses(game_id)).toEqual(['active', 'active'])
  })

  it.each(['running', 'paused', 'halted'] as const)('refuses in a public game that is %s', async (status) => {
    const { owner, game_id, members } = await tableInPlay(1, 'public')
    await forceStatus(game_id, status)
    expectProblem(await remove(game_id, members[0]?.user_id, owner.token), 403, 'forbidden')
    expect(await statuses(game_id)).toEqual(['active', 'active'])
  })
})

describe('404', () => {
  it('answers the same for an unknown player, one without a seat, and one who left', async () => {
    const { owner, game_id, members } = await table(1)
    await forceMember(game_id, members[0]?.user_id ?? '', 'left')
    for (const user_id of [randomUUID(), (await player()).user_id, members[0]?.user_id])
      expectProblem(await remove(game_id, user_id, owner.token), 404, 'not_found')
  })
})

describe('409', () => {
  it.each(['starting', 'finished', 'cancelled'] as const)('refuses in a game that is %s', async (status) => {
    const { owner, game_id, members } = await table(1, { visibility: 'private' })
    await forceStatus(game_id, status)
    const answer = await remove(game_id, members[0]?.user_id, owner.token)
    expectProblem(answer, 409, 'illegal_transition')
    expect(answer.body['current_status']).toBe(status)
    expect(await statuses(game_id)).toEqual(['active', 'active'])
  })

  it('refuses to remove a member who is eliminated, and names that', async () => {
    const { owner, game_id, members } = await tableInPlay(1)
    await forceMember(game_id, members[0]?.user_id ?? '', 'eliminated')
    const answer = await remove(game_id, members[0]?.user_id, owner.token)
    expectProblem(answer, 409, 'illegal_transition')
    expect(answer.body['current_status']).toBe('eliminated')
  })
})

refusesOtherThanOwner(endpoint, `/members/${randomUUID()}`)
hidesGames(endpoint, `/members/${randomUUID()}`)
refusesOthers(endpoint, gamePath('any', '/members/any'))
