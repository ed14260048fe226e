import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/orders.get'
import { transaction } from '#shared/postgres'
import { saveOrders } from '#sql/games/orders'
import { call, expectProblem } from '#test/kit/call'
import { game, player } from '#test/kit/people'
import { gamePath, hidesGames, refusesOthers, runningGame } from '#test/kit/user_api'

const ask = (game_id: string, token: string) => call(app, 'GET', gamePath(game_id, '/orders'), { token })

describe('200', () => {
  it("answers the caller's orders, an empty draft of revision 0 before there are any", async () => {
    const owner = await player()
    const { game_id, member } = await runningGame(owner)
    const none = { turn: 1, orders: [], final: false, revision: 0 }
    expect(await ask(game_id, owner.token)).toMatchObject({ status: 200, body: none })
    const orders = [{ type: 'research', field: 'drive' }]
    const sent = { turn: 1, orders, final: true, revision: 0 }
    await transaction((tx) => saveOrders(tx, { game_id, seat: 1 }, sent))
    expect((await ask(game_id, owner.token)).body).toEqual({ ...sent, revision: 1 })
    expect((await ask(game_id, member.token)).body).toEqual(none)
  })
})

describe('403', () => {
  it('refuses those who have no seat', async () => {
    const { game_id } = await runningGame(await player(), 'public')
    expectProblem(await ask(game_id, (await player()).token), 403, 'forbidden')
  })
})

describe('409', () => {
  it('refuses before the first turn', async () => {
    const owner = await player()
    const answer = await ask(await game(owner), owner.token)
    expectProblem(answer, 409, 'illegal_transition')
    expect(answer.body['current_status']).toBe('draft')
  })
})

hidesGames({ app, method: 'GET' }, '/orders')
refusesOthers({ app, method: 'GET' }, gamePath('any', '/orders'))
