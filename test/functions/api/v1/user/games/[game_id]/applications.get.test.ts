import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/applications.get'
import { call } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import { forceMember, tableInPlay } from '#test/kit/seats'
import { applied, gamePath, hidesGames, refusesOthers, refusesPages, walkList } from '#test/kit/user_api'

const path = (game_id: string) => gamePath(game_id, '/applications')
const idsOf = (items: Record<string, unknown>[]) => items.map(({ application_id }) => application_id)

describe('200', () => {
  it('lists all of them for the owner, newest first, by pages and by cursors alike', async () => {
    const owner = await player()
    const game_id = await game(owner, { status: 'enrollment_open' })
    const made: string[] = []
    for (let index = 0; index < 5; index += 1) made.unshift(await applied(game_id, await player()))
    for (const page_size of [2, 5, 1, 200])
      expect(idsOf(await walkList(app, path(game_id), owner.token, page_size))).toEqual(made)
  })

  it("lists to others their own only: an applicant's words are not for everybody", async () => {
    const game_id = await game(await player(), { status: 'enrollment_open' })
    const [me, other, onlooker] = [await player(), await player(), await player()]
    const mine = await applied(game_id, me)
    await applied(game_id, other)
    const answer = await call(app, 'GET', path(game_id), { token: me.token })
    expect(answer).toMatchObject({
      status: 200,
      body: { total: 1, page: 1, page_size: 50, next_cursor: null },
    })
    expect(answer.body['items']).toEqual([
      {
        application_id: mine,
        user_id: me.user_id,
        alias: me.display_name,
        message: null,
        status: 'pending',
        created_at: expect.any(String),
        decided_at: null,
      },
    ])
    expect(await walkList(app, path(game_id), onlooker.token, 5)).toEqual([])
  })
})

describe('a game in play', () => {
  it('shows its applications to its members, who vote on substitutes, and to nobody else', async () => {
    const { game_id, members } = await tableInPlay(2, 'public')
    const [one, gone] = members
    const [me, other] = [await player(), await player()]
    const ids = [await applied(game_id, me), await applied(game_id, other)].toReversed()
    await forceMember(game_id, gone?.user_id ?? '', 'left')
    expect(idsOf(await walkList(app, path(game_id), one?.token ?? '', 5))).toEqual(ids)
    expect(idsOf(await walkList(app, path(game_id), me.token, 5))).toEqual(ids.slice(1))
    expect(await walkList(app, path(game_id), gone?.token ?? '', 5)).toEqual([])
  })
})

describe('400', () => {
  it('names the wrong member of the query', async () => {
    const owner = await player()
    const list = path(await game(owner))
    await refusesPages(app, list, owner.token)
    expect((await call(app, 'GET', `${list}?page=1&page_size=200`, { token: owner.token })).status).toBe(200)
  })
})

hidesGames({ app, method: 'GET' }, '/applications')
refusesOthers({ app, method: 'GET' }, path('any'))
