import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/[game_id]/resume.post'
import { database } from '#shared/postgres'
import { haltGame, pauseGame } from '#sql/games/clock'
import { adminPath, asAdmin, guardsAnyGame } from '#test/kit/admin_games'
import { player } from '#test/kit/people'
import { armedTurns, clockOf, deadlineMoves, gameInPlay, HOUR_MS, leaveTime, makeTurn } from '#test/kit/play'
import { turnOf } from '#test/kit/runtime'

const move = (game_id: string, body?: unknown) => asAdmin(app, 'POST', adminPath(game_id, '/resume'), body)

describe('200', () => {
  it('lets a paused game run on, public ones too', async () => {
    const { game_id } = await gameInPlay(await player(), { visibility: 'public' })
    await pauseGame(database(), game_id, { reason: 'paused', actor_kind: 'members' })
    expect(await move(game_id)).toMatchObject({
      status: 200,
      body: { status: 'running', remaining_ms: null },
    })
    expect((await deadlineMoves(game_id)).at(-1)).toMatchObject({ reason: 'resumed', actor_kind: 'admin' })
  })

  it('credits a halted game its time, and its poisoned turn is tried anew by its job', async () => {
    const { game_id } = await gameInPlay(await player(), { every: '24h' })
    await leaveTime(game_id, 5 * HOUR_MS)
    await makeTurn(game_id, 'poisoned')
    await haltGame(database(), game_id, 'Turn 1 could not be generated.')
    expect(await move(game_id)).toMatchObject({
      status: 200,
      body: { status: 'running', status_reason: null },
    })
    const { left_ms, deadline_at, deadline_version } = await clockOf(game_id)
    expect(left_ms).toBeGreaterThan(5 * HOUR_MS - 20_000)
    expect(await turnOf(game_id, 1)).toMatchObject({ status: 'open', failures: 0 })
    expect(await armedTurns(game_id)).toMatchObject([{ run_at: deadline_at, payload: { deadline_version } }])
  })
})

guardsAnyGame(app, 'POST', '/resume')
