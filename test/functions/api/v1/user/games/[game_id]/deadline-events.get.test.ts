import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/deadline-events.get'
import { database } from '#shared/postgres'
import { call } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import { gamePath, hidesGames, refusesOthers, refusesPages, runningGame, walkList } from '#test/kit/user_api'

const path = (game_id: string) => gamePath(game_id, '/deadline-events')

describe('200', () => {
  it('says why the deadline is when it is', async () => {
    const owner = await player()
    const { game_id } = await runningGame(owner)
    const { body } = await call(app, 'GET', path(game_id), { token: owner.token })
    expect(body).toEqual({
      items: [
        {
          at: expect.any(String),
          turn: 1,
          old_deadline_at: null,
          new_deadline_at: expect.any(String),
          reason: 'turn_opened',
          actor_kind: 'scheduler',
        },
      ],
      page: 1,
      page_size: 50,
      total: 1,
      next_cursor: null,
    })
  })

  it('lists newest first, by pages and by cursors alike', async () => {
    const owner = await player()
    const { game_id } = await runningGame(owner)
    await database()`
      insert into backend.deadline_events (game_id, turn, reason, actor_kind)
      select ${game_id}, t, 'turn_opened', 'scheduler' from generate_series(2, 5) t`
    for (const page_size of [2, 5, 1, 200])
      expect((await walkList(app, path(game_id), owner.token, page_size)).map(({ turn }) => turn)).toEqual([
        5, 4, 3, 2, 1,
      ])
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

hidesGames({ app, method: 'GET' }, '/deadline-events')
refusesOthers({ app, method: 'GET' }, path('any'))
