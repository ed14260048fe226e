import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/invites.get'
import { call, expectProblem } from '#test/kit/call'
import { forceInvite, invited, outlive } from '#test/kit/invites'
import { player } from '#test/kit/people'
import { table } from '#test/kit/seats'
import {
  gamePath,
  hidesGames,
  refusesOthers,
  refusesOtherThanOwner,
  refusesPages,
  walkList,
} from '#test/kit/user_api'

const path = (game_id: string, query = '') => gamePath(game_id, `/invites${query}`)
const idsOf = (items: Record<string, unknown>[]) => items.map(({ invite_id }) => invite_id)

describe('200', () => {
  it('lists all invites of the game, newest first, by pages and by cursors alike', async () => {
    const { owner, game_id } = await table(0, { visibility: 'private' })
    const other = await table(0, { visibility: 'private' })
    await invited(other.game_id, other.owner, 'elsewhere@mail.test')
    const made: string[] = []
    for (let index = 0; index < 5; index += 1)
      made.unshift(await invited(game_id, owner, index % 2 === 0 ? await player() : `a${index}@mail.test`))
    for (const page_size of [2, 5, 1, 200])
      expect(idsOf(await walkList(app, path(game_id), owner.token, page_size))).toEqual(made)
    const [newest] = (await call(app, 'GET', path(game_id), { token: owner.token })).body['items']
    expect(newest).toMatchObject({ invite_id: made[0], game_id, game_name: 'A game', status: 'pending' })
  })

  it('filters by the status as it is now', async () => {
    const { owner, game_id } = await table(0, { visibility: 'private' })
    const [pending, revoked, late] = [
      await invited(game_id, owner, 'one@mail.test'),
      await invited(game_id, owner, 'two@mail.test'),
      await invited(game_id, owner, 'three@mail.test'),
    ]
    await forceInvite(revoked, 'revoked')
    await outlive(late)
    for (const [status, ids] of [
      ['pending', [pending]],
      ['revoked', [revoked]],
      ['expired', [late]],
      ['accepted', []],
    ] as const)
      expect(idsOf(await walkList(app, path(game_id, `?status=${status}`), owner.token, 1))).toEqual(ids)
  })
})

describe('400', () => {
  it('names the wrong member of the query', async () => {
    const { owner, game_id } = await table(0, { visibility: 'private' })
    await refusesPages(app, path(game_id), owner.token)
    const answer = await call(app, 'GET', path(game_id, '?status=lost'), { token: owner.token })
    expectProblem(answer, 400, 'invalid_request', ['status'])
  })
})

refusesOtherThanOwner({ app, method: 'GET' }, '/invites')
hidesGames({ app, method: 'GET' }, '/invites')
refusesOthers({ app, method: 'GET' }, path('any'))
