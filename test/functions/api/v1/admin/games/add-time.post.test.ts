import { describe, expect, it } from 'vitest'
import app from '#functions/api/v1/admin/games/add-time.post'
import { database } from '#shared/postgres'
import { pauseGame } from '#sql/games/clock'
import { asAdmin, auditOf } from '#test/kit/admin_games'
import { call, expectProblem } from '#test/kit/call'
import { toldTo } from '#test/kit/notifications'
import { player } from '#test/kit/people'
import { armedTurns, clockOf, deadlineMoves, gameInPlay, HOUR_MS } from '#test/kit/play'
import { anyAdmin, refusesAllButAdmins, refusesUnfitBodies, refusesUnrotated } from '#test/kit/refusals'
import { gameRow } from '#test/kit/user_api'

const PATH = '/api/v1/admin/games/add-time'
const body = { by: '3h', reason: 'The data centre was dark.' }
const addTime = (sent: unknown) => asAdmin(app, 'POST', PATH, sent)

const told = async (user_id: string) =>
  (await toldTo(user_id, 'game.deadline_moved')).map(({ payload }) => payload)

describe('200', () => {
  it('moves every running deadline with its job, adds to what is left of held games, and is audited once', async () => {
    const [first, second, paused] = [
      await gameInPlay(await player()),
      await gameInPlay(await player(), { visibility: 'public' }),
      await gameInPlay(await player()),
    ]
    const manual = await gameInPlay(await player(), { every: null })
    await pauseGame(database(), paused.game_id, { reason: 'paused', actor_kind: 'owner' })
    const untouched = await gameRow(manual.game_id)
    const before = await Promise.all([first, second, paused].map(({ game_id }) => clockOf(game_id)))
    expect(await addTime(body)).toMatchObject({ status: 200, body: { games: 3 } })
    const after = await Promise.all([first, second, paused].map(({ game_id }) => clockOf(game_id)))
    for (const index of [0, 1])
      expect(Number(after[index]?.deadline_at) - Number(before[index]?.deadline_at)).toBe(3 * HOUR_MS)
    expect(Number(after[2]?.remaining_ms) - Number(before[2]?.remaining_ms)).toBe(3 * HOUR_MS)
    expect(await armedTurns(second.game_id)).toMatchObject([{ run_at: after[1]?.deadline_at }])
    expect(await deadlineMoves(first.game_id)).toMatchObject([{ reason: body.reason, actor_kind: 'admin' }])
    expect(await gameRow(manual.game_id)).toEqual(untouched)
    expect(await auditOf('games')).toMatchObject([{ action: 'game.add_time', after: { ...body, games: 3 } }])
  })

  it('tells who plays the new deadline, once in each game, and nobody in games that stand still', async () => {
    const owner = await player()
    const [first, second, paused] = [
      await gameInPlay(owner),
      await gameInPlay(owner),
      await gameInPlay(owner),
    ]
    await pauseGame(database(), paused.game_id, { reason: 'paused', actor_kind: 'owner' })
    const [, gone] = second.members
    await database()`
      update backend.game_memberships set status = 'eliminated', eliminated_at = now()
      where game_id = ${second.game_id} and user_id = ${gone?.user_id ?? ''}`
    await addTime(body)
    const payloads = []
    for (const { game_id } of [first, second]) {
      const { deadline_at } = await clockOf(game_id)
      const moved = { deadline_at: deadline_at?.toISOString(), reason: body.reason }
      payloads.push({ game_id, game_name: 'A game', turn: 1, ...moved })
    }
    expect(await told(owner.user_id)).toEqual(payloads)
    expect(await told(first.members[1]?.user_id ?? '')).toEqual(payloads.slice(0, 1))
    expect(await told(gone?.user_id ?? '')).toEqual([])
    await addTime(body)
    expect(await told(owner.user_id)).toHaveLength(4)
  })

  it('is no extension: a turn may still be extended three times', async () => {
    const { game_id } = await gameInPlay(await player())
    await addTime({ ...body, by: '1m' })
    expect(await clockOf(game_id)).toMatchObject({ extensions: 0 })
  })
})

describe('400', () => {
  it('names what is wrong', async () => {
    const wrong: [sent: unknown, ...paths: string[]][] = [
      [{}, 'by', 'reason'],
      [{ ...body, by: '0s' }, 'by'],
      [{ ...body, by: '721h' }, 'by'],
      [{ ...body, reason: ' ' }, 'reason'],
    ]
    for (const [sent, ...paths] of wrong) expectProblem(await addTime(sent), 400, 'invalid_request', paths)
  })
})

refusesUnfitBodies(async (options) => call(app, 'POST', PATH, { ...options, basic: await anyAdmin() }), body)
refusesAllButAdmins(app, 'POST', PATH)
refusesUnrotated(app, 'POST', PATH)
