import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/turns/[turn].get'
import { call, expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { gamePath, hidesGames, refusesOthers, runningGame } from '#test/kit/user_api'

const ask = (game_id: string, turn: string, token: string) =>
  call(app, 'GET', gamePath(game_id, `/turns/${turn}`), { token })

describe('200', () => {
  it('answers one turn to everybody who may see the game', async () => {
    const { game_id } = await runningGame(await player(), 'public')
    const answer = await ask(game_id, '1', (await player()).token)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      turn: 1,
      status: 'open',
      opened_at: expect.any(String),
      deadline_at: expect.any(String),
      committed_at: null,
      state_hash: 'hash-1',
      attempts: 0,
    })
  })
})

describe('400', () => {
  it('names the turn that is no number', async () => {
    const owner = await player()
    const { game_id } = await runningGame(owner)
    for (const turn of ['0', '01', '-1', 'last', '99999999'])
      expectProblem(await ask(game_id, turn, owner.token), 400, 'invalid_request', ['turn'])
  })
})

describe('404', () => {
  it('is what a turn to come is', async () => {
    const owner = await player()
    const { game_id } = await runningGame(owner)
    expectProblem(await ask(game_id, '2', owner.token), 404, 'not_found')
  })
})

hidesGames({ app, method: 'GET' }, '/turns/1')
refusesOthers({ app, method: 'GET' }, gamePath('any', '/turns/any'))
