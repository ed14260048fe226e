import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id]/invites.get'
import { adminPath, asAdmin, guardsAnyGame } from '#test/kit/admin_games'
import { expectProblem } from '#test/kit/call'
import { forceInvite, invited } from '#test/kit/invites'
import { player } from '#test/kit/people'
import { table } from '#test/kit/seats'

const list = (game_id: string, query = '') => asAdmin(app, 'GET', adminPath(game_id, `/invites${query}`))

describe('200', () => {
  it('lists the invites of any game, newest first, and those of one status', async () => {
    const { game_id, owner } = await table(0, { visibility: 'private', status: 'enrollment_open' })
    const first = await invited(game_id, owner, await player())
    const second = await invited(game_id, owner, 'somebody@mail.test')
    await forceInvite(first, 'declined')
    expect((await list(game_id)).body['items']).toMatchObject([
      { invite_id: second, email: 'somebody@mail.test', status: 'pending' },
      { invite_id: first, status: 'declined' },
    ])
    expect((await list(game_id, '?status=declined')).body['items']).toMatchObject([{ invite_id: first }])
  })
})

describe('400', () => {
  it('names what is wrong with the query', async () => {
    const { game_id } = await table(0)
    expectProblem(await list(game_id, '?status=lost'), 400, 'invalid_request', ['status'])
    expectProblem(await list(game_id, '?cursor=x'), 400, 'invalid_request', ['cursor'])
  })
})

guardsAnyGame(app, 'GET', '/invites')
