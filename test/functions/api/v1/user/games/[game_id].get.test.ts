import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id].get'
import { database } from '#shared/postgres'
import { call, expectProblem } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import { forceStatus, GAME_MEMBERS, gamePath, hidesGames, joined, refusesOthers } from '#test/kit/user_api'

const ask = (game_id: string, token: string) => call(app, 'GET', gamePath(game_id), { token })

describe('200', () => {
  it('answers a public game to everybody, once it is no draft, with the members of a game', async () => {
    const [owner, onlooker] = [await player(), await player()]
    const game_id = await game(owner, { status: 'enrollment_open' })
    const answer = await ask(game_id, onlooker.token)
    expect(answer).toMatchObject({
      status: 200,
      body: {
        game_id,
        status: 'enrollment_open',
        owner_user_id: owner.user_id,
        members_count: 1,
        max_players: 4,
      },
    })
    for (const name of GAME_MEMBERS) expect(answer.body).toHaveProperty(name)
    expect(answer.body).not.toHaveProperty('seed')
  })

  it('answers a private game to its owner and its members, also after it ended', async () => {
    const owner = await player()
    const game_id = await game(owner, { visibility: 'private' })
    const member = await joined(game_id)
    await forceStatus(game_id, 'finished')
    for (const { token } of [owner, member])
      expect(await ask(game_id, token)).toMatchObject({
        status: 200,
        body: { status: 'finished', ranking: [] },
      })
  })
})

describe('404', () => {
  it('is what a private game is to a member who left', async () => {
    const game_id = await game(await player(), { visibility: 'private' })
    const member = await joined(game_id)
    await database()`update backend.game_memberships set status = 'left' where user_id = ${member.user_id}`
    expectProblem(await ask(game_id, member.token), 404, 'not_found')
  })
})

hidesGames({ app, method: 'GET' })
refusesOthers({ app, method: 'GET' }, gamePath('any'))
