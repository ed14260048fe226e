import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/turns.get'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import { gamePath, hidesGames, refusesOthers, refusesPages, runningGame, walkList } from '#test/kit/user_api'

const path = (game_id: string) => gamePath(game_id, '/turns')

/** Turns 1 to `count`, all but the last of them committed. */
async function turns(game_id: string, count: number): Promise<void> {
  const sql = database()
  await sql`update backend.game_turns set status = 'committed', committed_at = now() where game_id = ${game_id}`
  await sql`
    insert into backend.game_turns (game_id, turn, state_hash, status, committed_at)
    select ${game_id}, t, 'hash-' || t, case when t < ${count} then 'committed' else 'open' end::backend.turn_status,
      case when t < ${count} then now() end
    from generate_series(2, ${count}) t`
  await sql`update backend.games set current_turn = ${count} where game_id = ${game_id}`
}

describe('200', () => {
  it('lists the turns, newest first, by pages and by cursors alike', async () => {
    const owner = await player()
    const { game_id } = await runningGame(owner, 'public')
    await turns(game_id, 6)
    const { token } = await player()
    for (const page_size of [2, 6, 4, 200])
      expect((await walkList(app, path(game_id), token, page_size)).map(({ turn }) => turn)).toEqual([
        6, 5, 4, 3, 2, 1,
      ])
    const { body } = await call(app, 'GET', path(game_id), { token })
    expect(body).toMatchObject({ total: 6, page: 1, page_size: 50, next_cursor: null })
    expect(body['items'][0]).toMatchObject({ turn: 6, status: 'open', committed_at: null })
    expect(body['items'][5]).toEqual({
      turn: 1,
      status: 'committed',
      opened_at: expect.any(String),
      deadline_at: expect.any(String),
      committed_at: expect.any(String),
      state_hash: 'hash-1',
      attempts: 0,
    })
  })

  it('is empty before the start', async () => {
    const owner = await player()
    expect(await walkList(app, path(await game(owner)), owner.token, 10)).toEqual([])
  })

  it('counts no further than 10,000, and walks beyond that by cursor', async () => {
    const owner = await player()
    const { game_id } = await runningGame(owner)
    await turns(game_id, 10_001)
    const { token } = owner
    const last = await call(app, 'GET', `${path(game_id)}?page=50&page_size=200`, { token })
    expect(last.body).toMatchObject({ total: null, next_cursor: '2' })
    const rest = await call(app, 'GET', `${path(game_id)}?cursor=2`, { token })
    expect(rest.body).toMatchObject({ items: [{ turn: 1 }], next_cursor: null })
    const deep = await call(app, 'GET', `${path(game_id)}?page=51&page_size=200`, { token })
    expectProblem(deep, 400, 'use_cursor')
  })
})

describe('400', () => {
  it('names the wrong member of the query', async () => {
    const owner = await player()
    const list = path(await game(owner))
    await refusesPages(app, list, owner.token)
    expect((await call(app, 'GET', `${list}?page=1&page_size=200`, { token: owner.token })).status).toBe(200)
    // No turn can have this number.
    const beyond = await call(app, 'GET', `${list}?cursor=2147483648`, { token: owner.token })
    expectProblem(beyond, 400, 'invalid_request', ['cursor'])
  })
})

hidesGames({ app, method: 'GET' }, '/turns')
refusesOthers({ app, method: 'GET' }, path('any'))
