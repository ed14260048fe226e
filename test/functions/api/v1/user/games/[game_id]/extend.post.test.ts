import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/user/games/[game_id]/extend.post'
import { call, expectProblem } from '#test/kit/call'
import { player } from '#test/kit/people'
import { armedTurns, clockOf, deadlineMoves, gameInPlay, HOUR_MS, makeTurn } from '#test/kit/play'
import {
  forceStatus,
  gamePath,
  gameRow,
  hidesGames,
  movesOnlyFrom,
  refusesBodies,
  refusesOthers,
  refusesOtherThanOwner,
} from '#test/kit/user_api'

const body = { by: '30m' }
const endpoint = { app, method: 'POST', body }
const extend = (game_id: string, token: string, sent: unknown = body) =>
  call(app, 'POST', gamePath(game_id, '/extend'), { token, body: sent })

describe('200', () => {
  it('moves the deadline and its job on, and tells players why', async () => {
    const owner = await player()
    const { game_id } = await gameInPlay(owner)
    const before = await clockOf(game_id)
    const answer = await extend(game_id, owner.token, { by: '1h', reason: 'A holiday.' })
    const after = await clockOf(game_id)
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'running', deadline_at: after.deadline_at?.toISOString() },
    })
    expect(Number(after.deadline_at) - Number(before.deadline_at)).toBe(HOUR_MS)
    expect(await armedTurns(game_id)).toMatchObject([{ run_at: after.deadline_at }])
    expect(await deadlineMoves(game_id)).toMatchObject([{ reason: 'A holiday.', actor_kind: 'owner' }])
  })

  it('needs no reason', async () => {
    const owner = await player()
    const { game_id } = await gameInPlay(owner)
    await extend(game_id, owner.token)
    expect(await deadlineMoves(game_id)).toMatchObject([{ reason: 'extended' }])
  })
})

describe('400', () => {
  it('names what is wrong with the extension', async () => {
    const owner = await player()
    const { game_id } = await gameInPlay(owner)
    const before = await gameRow(game_id)
    await refusesBodies({ app, method: 'POST' }, gamePath(game_id, '/extend'), owner.token, [
      [{}, 'by'],
      [{ by: '0s' }, 'by'],
      [{ by: 'an hour' }, 'by'],
      [{ by: '-1h' }, 'by'],
      [{ by: 60 }, 'by'],
      [{ by: '1h', reason: ' ' }, 'reason'],
      [{ by: '1h', reason: 'x'.repeat(201) }, 'reason'],
      [{ by: '1h', surprise: 1 }, 'surprise'],
    ])
    expect(await gameRow(game_id)).toEqual(before)
  })
})

describe('403', () => {
  it('refuses the owner of a public game in play, and changes nothing', async () => {
    const owner = await player()
    const { game_id } = await gameInPlay(owner, { visibility: 'public' })
    for (const status of ['running', 'paused', 'halted'] as const) {
      await forceStatus(game_id, status)
      const before = await gameRow(game_id)
      expectProblem(await extend(game_id, owner.token), 403, 'forbidden')
      expect(await gameRow(game_id)).toEqual(before)
    }
  })
})

describe('409', () => {
  it('refuses more than one cycle, and a fourth time in a turn', async () => {
    const owner = await player()
    const { game_id } = await gameInPlay(owner)
    expectProblem(await extend(game_id, owner.token, { by: '1h1ms' }), 409, 'extension_refused')
    for (let time = 0; time < 3; time += 1) expect((await extend(game_id, owner.token)).status).toBe(200)
    const before = await gameRow(game_id)
    expectProblem(await extend(game_id, owner.token), 409, 'extension_refused')
    expect(await gameRow(game_id)).toEqual(before)
  })

  it('refuses a manual game, which has no deadline', async () => {
    const owner = await player()
    const { game_id } = await gameInPlay(owner, { every: null })
    expectProblem(await extend(game_id, owner.token), 409, 'no_deadline')
  })

  it('refuses while the turn is generated', async () => {
    const owner = await player()
    const { game_id } = await gameInPlay(owner)
    await makeTurn(game_id, 'claimed')
    expectProblem(await extend(game_id, owner.token), 409, 'turn_generating')
  })
})

movesOnlyFrom(app, 'extend', ['running'], body)
refusesOtherThanOwner(endpoint, '/extend')
hidesGames(endpoint, '/extend')
refusesOthers(endpoint, gamePath('any', '/extend'))
