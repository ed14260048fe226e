import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/turns/[turn]/report.get'
import { call, expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { gamePath, hidesGames, refusesOthers, runningGame } from '#test/kit/user_api'

const ask = (game_id: string, turn: string, token: string) =>
  call(app, 'GET', gamePath(game_id, `/turns/${turn}/report`), { token })

describe('200', () => {
  it("answers each member's own report, and never that of another seat", async () => {
    const owner = await player()
    const { game_id, member } = await runningGame(owner)
    const answer = await ask(game_id, '1', owner.token)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({ turn: 1, seat: 1, report: { for_seat: 1 } })
    expect((await ask(game_id, '1', member.token)).body).toEqual({
      turn: 1,
      seat: 2,
      report: { for_seat: 2 },
    })
  })
})

describe('400', () => {
  it('names the turn that is no number', async () => {
    const owner = await player()
    const { game_id } = await runningGame(owner)
    expectProblem(await ask(game_id, '0', owner.token), 400, 'invalid_request', ['turn'])
  })
})

describe('403', () => {
  it('refuses those who have no seat', async () => {
    const { game_id } = await runningGame(await player(), 'public')
    expectProblem(await ask(game_id, '1', (await player()).token), 403, 'forbidden')
  })
})

describe('404', () => {
  it('is what the report of a turn to come is', async () => {
    const owner = await player()
    const { game_id } = await runningGame(owner)
    expectProblem(await ask(game_id, '2', owner.token), 404, 'not_found')
  })
})

hidesGames({ app, method: 'GET' }, '/turns/1/report')
refusesOthers({ app, method: 'GET' }, gamePath('any', '/turns/any/report'))
