import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/force-next-turn.post'
import { call, expectProblem } from '#test/kit/call'
import { operationsOf, skipsNextTick } from '#test/kit/operations'
import { player } from '#test/kit/people'
import { armedTurns, clockOf, gameInPlay, readyEngine } from '#test/kit/play'
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
const force = (game_id: string, token: string) =>
  call(app, 'POST', gamePath(game_id, '/force-next-turn'), { token })

describe('202', () => {
  it('R-RUN-1, R-RUN-4: begins the operation, arms the turn now, sets the flag and leaves the deadline', async () => {
    const owner = await player()
    const { game_id } = await gameInPlay(owner)
    await readyEngine(game_id)
    const { deadline_at, deadline_version } = await clockOf(game_id)
    const answer = await force(game_id, owner.token)
    expect(answer).toMatchObject({ status: 202, body: { operation_id: expect.any(String) } })
    expect(await operationsOf(game_id)).toMatchObject([
      {
        operation_id: answer.body['operation_id'],
        operation: 'force_next_turn',
        source: 'owner',
        actor: owner.user_id,
        request_id: answer.headers.get('x-request-id'),
        outcome: 'running',
      },
    ])
    expect(await skipsNextTick(game_id)).toBe(true)
    expect(await clockOf(game_id)).toMatchObject({ deadline_at, deadline_version })
    const [armed] = await armedTurns(game_id)
    expect(armed?.payload).toMatchObject({ game_id, turn: 1, deadline_version })
    expect(armed?.run_at.getTime()).toBeLessThan(Number(deadline_at))
  })

  it('sets no flag for a manual game', async () => {
    const owner = await player()
    const { game_id } = await gameInPlay(owner, { every: null })
    await readyEngine(game_id)
    expect(await force(game_id, owner.token)).toMatchObject({ status: 202 })
    expect(await skipsNextTick(game_id)).toBe(false)
    expect(await armedTurns(game_id)).toHaveLength(1)
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
      expectProblem(await force(game_id, owner.token), 403, 'forbidden')
      expect(await gameRow(game_id)).toEqual(before)
      expect(await operationsOf(game_id)).toEqual([])
    },
  )
})

describe('409', () => {
  it('refuses a second one while one runs, however many come at once', async () => {
    const owner = await player()
    const { game_id } = await gameInPlay(owner)
    const answers = await Promise.all(Array.from({ length: 5 }, () => force(game_id, owner.token)))
    const refused = answers.filter(({ status }) => status !== 202)
    expect(refused).toHaveLength(4)
    for (const answer of refused) expectProblem(answer, 409, 'operation_in_progress')
    expect(await operationsOf(game_id)).toMatchObject([{ outcome: 'running' }])
  })
})

movesOnlyFrom(app, 'force-next-turn', ['running'])
refusesOtherThanOwner(endpoint, '/force-next-turn')
hidesGames(endpoint, '/force-next-turn')
refusesOthers(endpoint, gamePath('any', '/force-next-turn'))
