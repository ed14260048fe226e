import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/resume.post'
import { database } from '#shared/postgres'
import { pauseGame } from '#sql/games/clock'
import { call, expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { armedTurns, clockOf, gameInPlay, HOUR_MS, leaveTime } from '#test/kit/play'
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
const resume = (game_id: string, token: string) => call(app, 'POST', gamePath(game_id, '/resume'), { token })

/** A paused game with so much left of its turn. */
async function pausedGame(every: string | null, left_ms: number) {
  const owner = await player()
  const { game_id } = await gameInPlay(owner, { every })
  if (every !== null) await leaveTime(game_id, left_ms)
  await pauseGame(database(), game_id, { reason: 'paused', actor_kind: 'owner' })
  return { game_id, token: owner.token }
}

describe('200', () => {
  it.each([
    { every: '24h', left_ms: 5 * HOUR_MS, expected_ms: 5 * HOUR_MS, what: 'what was left' },
    { every: '24h', left_ms: 1000, expected_ms: HOUR_MS, what: 'an hour at least' },
    { every: '10m', left_ms: 1000, expected_ms: 600_000, what: 'one cycle at least, where that is shorter' },
  ])('gives $what', async ({ every, left_ms, expected_ms }) => {
    const { game_id, token } = await pausedGame(every, left_ms)
    const answer = await resume(game_id, token)
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'running', remaining_ms: null, status_reason: null },
    })
    const { deadline_at, left_ms: left_now_ms, deadline_version } = await clockOf(game_id)
    expect(answer.body['deadline_at']).toBe(deadline_at?.toISOString())
    expect(left_now_ms).toBeGreaterThan(expected_ms - 10_000)
    expect(left_now_ms).toBeLessThanOrEqual(expected_ms)
    expect(await armedTurns(game_id)).toMatchObject([
      { run_at: deadline_at, payload: { game_id, turn: 1, deadline_version } },
    ])
  })

  it('gives a manual game no deadline', async () => {
    const { game_id, token } = await pausedGame(null, 0)
    const answer = await resume(game_id, token)
    expect(answer).toMatchObject({ status: 200, body: { status: 'running', deadline_at: null } })
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
      expectProblem(await resume(game_id, owner.token), 403, 'forbidden')
      expect(await gameRow(game_id)).toEqual(before)
    },
  )
})

movesOnlyFrom(app, 'resume', ['paused'])
refusesOtherThanOwner(endpoint, '/resume')
hidesGames(endpoint, '/resume')
refusesOthers(endpoint, gamePath('any', '/resume'))
