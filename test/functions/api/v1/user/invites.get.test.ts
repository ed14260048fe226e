import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/invites.get'
import { call, expectProblem } from '#test/kit/call'
import { forceInvite, invited } from '#test/kit/invites'
import { player } from '#test/kit/people'
import { table } from '#test/kit/seats'
import { refusesOthers, refusesPages, walkList } from '#test/kit/user_api'

const PATH = '/api/v1/user/invites'
const idsOf = (items: Record<string, unknown>[]) => items.map(({ invite_id }) => invite_id)

describe('200', () => {
  it("lists the caller's invites by name and by address, newest first, by pages and by cursors", async () => {
    const [me, other] = [await player(), await player()]
    const made: string[] = []
    for (let index = 0; index < 5; index += 1) {
      const { owner, game_id } = await table(0, { visibility: 'private' })
      await invited(game_id, owner, other)
      made.unshift(await invited(game_id, owner, index % 2 === 0 ? me : me.email))
    }
    for (const page_size of [2, 5, 1, 200])
      expect(idsOf(await walkList(app, PATH, me.token, page_size))).toEqual(made)
    expect((await call(app, 'GET', PATH, { token: (await player()).token })).body['items']).toEqual([])
  })

  it('tells which game it is, by whom and until when; filters by status', async () => {
    const me = await player()
    const { owner, game_id } = await table(0, { visibility: 'private' })
    const invite_id = await invited(game_id, owner, me.email)
    const get = async (query: string) =>
      (await call(app, 'GET', `${PATH}${query}`, { token: me.token })).body['items']
    expect(await get('?status=pending')).toEqual([
      {
        invite_id,
        game_id,
        game_name: 'A game',
        user_id: null,
        email: me.email,
        invited_by: owner.user_id,
        status: 'pending',
        created_at: expect.any(String),
        expires_at: expect.any(String),
        decided_at: null,
      },
    ])
    await forceInvite(invite_id, 'revoked')
    expect(await get('?status=pending')).toEqual([])
    expect(await get('?status=revoked')).toMatchObject([{ invite_id, decided_at: expect.any(String) }])
  })
})

describe('400', () => {
  it('names the wrong member of the query', async () => {
    const { token } = await player()
    await refusesPages(app, PATH, token)
    expectProblem(await call(app, 'GET', `${PATH}?status=lost`, { token }), 400, 'invalid_request', [
      'status',
    ])
  })
})

refusesOthers({ app, method: 'GET' }, PATH)
