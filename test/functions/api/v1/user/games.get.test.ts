import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games.get'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import { forceStatus, GAME_MEMBERS, joined, refusesOthers, refusesPages, walkList } from '#test/kit/user_api'

const PATH = '/api/v1/user/games'
const idsOf = (items: Record<string, unknown>[]) => items.map(({ game_id }) => game_id)
const list = async (token: string, query = '') => {
  const answer = await call(app, 'GET', `${PATH}?page_size=200&${query}`, { token })
  expect(answer.status).toBe(200)
  return idsOf(answer.body['items'])
}

describe('200', () => {
  it('browses public games that are no drafts, newest first, with the members of a game', async () => {
    const [owner, onlooker] = [await player(), await player()]
    const first = await game(owner, { status: 'enrollment_open' })
    const second = await game(owner, { status: 'enrollment_open' })
    const hidden = [
      await game(owner),
      await game(owner, { visibility: 'private', status: 'enrollment_open' }),
    ]
    const seen = await list(onlooker.token)
    expect(seen.slice(0, 2)).toEqual([second, first])
    for (const game_id of hidden) expect(seen).not.toContain(game_id)
    const { body } = await call(app, 'GET', `${PATH}?page_size=1`, { token: onlooker.token })
    for (const name of GAME_MEMBERS) expect(body['items'][0]).toHaveProperty(name)
    expect(body['items'][0]).not.toHaveProperty('seed')
  })

  it('lists with scope=mine what the caller owns or sits in, whatever its status', async () => {
    const [owner, other] = [await player(), await player()]
    const draft = await game(owner)
    const secret = await game(owner, { visibility: 'private' })
    const theirs = await game(other, { visibility: 'private', status: 'enrollment_open' })
    await game(other, { status: 'enrollment_open' })
    const member = await joined(theirs)
    expect(await list(owner.token, 'scope=mine')).toEqual([secret, draft])
    expect(await list(member.token, 'scope=mine')).toEqual([theirs])
    await database()`update backend.game_memberships set status = 'left' where user_id = ${member.user_id}`
    expect(await list(member.token, 'scope=mine')).toEqual([])
  })

  it('filters by status', async () => {
    const owner = await player()
    const [draft, paused] = [await game(owner), await game(owner)]
    await forceStatus(paused, 'paused')
    expect(await list(owner.token, 'scope=mine&status=paused')).toEqual([paused])
    expect(await list(owner.token, 'scope=mine&status=draft')).toEqual([draft])
    expect(await list(owner.token, 'scope=mine&status=finished')).toEqual([])
  })

  it('is walked by pages and by cursors alike, also where the last page is full', async () => {
    const owner = await player()
    const made: string[] = []
    for (let index = 0; index < 7; index += 1) made.unshift(await game(owner))
    for (const page_size of [3, 7, 1, 200])
      expect(idsOf(await walkList(app, `${PATH}?scope=mine`, owner.token, page_size))).toEqual(made)
  })

  it('counts no further than 10,000, and walks beyond that by cursor', async () => {
    const owner = await player()
    const one = await game(owner)
    await database()`
      insert into backend.games (name, visibility, status, owner_user_id, engine_version, seed, min_players,
        max_players, start_delay_ms, turn_schedule)
      select 'many', 'private', 'draft', owner_user_id, engine_version, seed, 2, 4, 0, turn_schedule
      from backend.games, generate_series(1, 10000) where game_id = ${one}`
    const { token } = owner
    const { body } = await call(app, 'GET', `${PATH}?scope=mine&page=50&page_size=200`, { token })
    expect(body).toMatchObject({ total: null, next_cursor: expect.any(String) })
    expectProblem(
      await call(app, 'GET', `${PATH}?scope=mine&page=51&page_size=200`, { token }),
      400,
      'use_cursor',
    )
    const rest = await call(app, 'GET', `${PATH}?scope=mine&cursor=${body['next_cursor']}`, { token })
    expect(rest.body).toMatchObject({ items: [{ game_id: one }], next_cursor: null })
  })
})

describe('400', () => {
  it('names the wrong member of the query', async () => {
    const { token } = await player()
    await refusesPages(app, PATH, token)
    for (const query of ['scope=all', 'status=gone', 'status='])
      expectProblem(await call(app, 'GET', `${PATH}?${query}`, { token }), 400, 'invalid_request', [
        query.split('=')[0] ?? '',
      ])
  })
})

refusesOthers({ app, method: 'GET' }, PATH)
