import { describe, expect, it } from 'vitest'
import orders from '#functions/api/v1/user/games/[game_id]/orders.put'
import app from '#functions/api/v1/user/games/[game_id]/pause.post'
import { call, expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { clockOf, deadlineMoves, gameInPlay, leaveTime, makeTurn } from '#test/kit/play'
import {
  forceStatus,
  gamePath,
  gameRow,
  hidesGames,
  movesOnlyFrom,
  refusesOthers,
  refusesOtherThanOwner,
} from '#test/kit/user_api'

const endpoint = { app, method: 'POST' }
const pause = (game_id: string, token: string) => call(app, 'POST', gamePath(game_id, '/pause'), { token })

describe('200', () => {
  it('holds the clock of a private game, and keeps what is left of the turn', async () => {
    const owner = await player()
    const { game_id } = await gameInPlay(owner)
    await leaveTime(game_id, 600_000)
    const answer = await pause(game_id, owner.token)
    expect(answer).toMatchObject({ status: 200, body: { game_id, status: 'paused', deadline_at: null } })
    expect(answer.body['remaining_ms']).toBeGreaterThan(590_000)
    expect(answer.body['remaining_ms']).toBeLessThanOrEqual(600_000)
    expect(await deadlineMoves(game_id)).toMatchObject([{ reason: 'paused', actor_kind: 'owner' }])
  })

  it('still lets players send orders', async () => {
    const owner = await player()
    const { game_id } = await gameInPlay(owner)
    await pause(game_id, owner.token)
    const body = { turn: 1, orders: [], final: false, revision: 0 }
    const answer = await call(orders, 'PUT', gamePath(game_id, '/orders'), { token: owner.token, body })
    expect(answer).toMatchObject({ status: 200, body: { revision: 1 } })
  })

  it('holds a manual game too, which has nothing to keep', async () => {
    const owner = await player()
    const { game_id } = await gameInPlay(owner, { every: null })
    const { status, body } = await pause(game_id, owner.token)
    expect([status, body['status'], body['remaining_ms']]).toEqual([200, 'paused', null])
  })
})

describe('403', () => {
  it.each(['running', 'paused', 'halted'] as const)(
    'refuses the owner of a public game that is %s, and changes nothing',
    async (status) => {
      const owner = await player()
      const { game_id } = await gameInPlay(owner, { visibility: 'public' })
      await forceStatus(game_id, status)
      const before = await gameRow(game_id)
      expectProblem(await pause(game_id, owner.token), 403, 'forbidden')
      expect(await gameRow(game_id)).toEqual(before)
    },
  )
})

describe('409', () => {
  it.each(['claimed', 'attempted'] as const)('refuses while the turn is %s', async (state) => {
    const owner = await player()
    const { game_id } = await gameInPlay(owner)
    await makeTurn(game_id, state)
    const before = await gameRow(game_id)
    expectProblem(await pause(game_id, owner.token), 409, 'turn_generating')
    expect(await gameRow(game_id)).toEqual(before)
  })

  it('lets one of two pauses at once win, ten times', async () => {
    const owner = await player()
    for (let round = 0; round < 10; round += 1) {
      const { game_id } = await gameInPlay(owner)
      const answers = await Promise.all([pause(game_id, owner.token), pause(game_id, owner.token)])
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(1)
      expect(await clockOf(game_id)).toMatchObject({ status: 'paused' })
      expect(await deadlineMoves(game_id)).toHaveLength(1)
    }
  })
})

movesOnlyFrom(app, 'pause', ['running'])
refusesOtherThanOwner(endpoint, '/pause')
hidesGames(endpoint, '/pause')
refusesOthers(endpoint, gamePath('any', '/pause'))
