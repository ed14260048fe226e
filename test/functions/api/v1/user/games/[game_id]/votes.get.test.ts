import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/votes.get'
import { database } from '#shared/postgres'
import { call } from '#test/kit/call'
import { player } from '#test/kit/people'
import { gamePath, hidesGames, refusesOthers, refusesPages, walkList } from '#test/kit/user_api'
import { forceVote, opened, voters } from '#test/kit/votes'

const path = (game_id: string) => gamePath(game_id, '/votes')

describe('200', () => {
  it('tells everybody who sees the game what is voted on, and each their own ballot', async () => {
    const game = await voters(3)
    const vote_id = await opened(game, { kind: 'extend', by: '30m' })
    const [first, second] = game.members
    const mine = await call(app, 'GET', path(game.game_id), { token: first.token })
    const vote = {
      vote_id,
      game_id: game.game_id,
      kind: 'extend',
      seat: null,
      application_id: null,
      by: '30m',
      opened_by: first.user_id,
      status: 'open',
      status_reason: null,
      in_favour: 1,
      against: 0,
      needed: 2,
      my_ballot: true,
      created_at: expect.any(String),
      expires_at: expect.any(String),
      decided_at: null,
    }
    expect(mine).toMatchObject({ status: 200, body: { total: 1, next_cursor: null } })
    expect(mine.body['items']).toEqual([vote])
    const { created_at, expires_at } = mine.body['items'][0]
    expect(Date.parse(expires_at) - Date.parse(created_at)).toBe(48 * 3_600_000)
    for (const token of [second?.token ?? '', (await player()).token]) {
      const others = await call(app, 'GET', path(game.game_id), { token })
      expect(others.body['items']).toEqual([{ ...vote, my_ballot: null }])
    }
  })

  it('lists newest first, by pages and by cursors alike', async () => {
    const game = await voters(3)
    const ids: string[] = []
    for (let index = 0; index < 5; index += 1) {
      const vote_id = await opened(game)
      await forceVote(vote_id, 'expired')
      ids.unshift(vote_id)
    }
    await database()`update backend.game_votes set created_at = now() where game_id = ${game.game_id}`
    for (const page_size of [2, 5, 200]) {
      const walked = await walkList(app, path(game.game_id), game.members[0].token, page_size)
      expect(walked.map(({ vote_id }) => vote_id)).toEqual(ids)
    }
  })
})

describe('400', () => {
  it('refuses unfit pages', async () => {
    expect.hasAssertions()
    const game = await voters(2)
    await refusesPages(app, path(game.game_id), game.members[0].token)
  })
})

hidesGames({ app, method: 'GET' }, '/votes')
refusesOthers({ app, method: 'GET' }, path('any'))
