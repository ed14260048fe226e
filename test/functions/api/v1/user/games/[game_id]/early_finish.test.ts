// A turn ends early where the orders of all active seats are final, after a grace in which they may be taken back.

import { describe, expect, it } from 'vitest'
import leave from '#functions/api/v1/user/games/[game_id]/leave.post'
import orders from '#functions/api/v1/user/games/[game_id]/orders.put'
import pause from '#functions/api/v1/user/games/[game_id]/pause.post'
import back from '#functions/api/v1/user/games/[game_id]/return.post'
import { database } from '#shared/postgres'
import { EARLY_GRACE_MS } from '#sql/games/clock'
import { claimTurn } from '#sql/games/turns'
import { call } from '#test/kit/call'
import { player } from '#test/kit/people'
import {
  armedTurns,
  clockOf,
  deadlineMoves,
  gameInPlay,
  HOUR_MS,
  leaveTime,
  readyEngine,
} from '#test/kit/play'
import type { GameInPlay } from '#test/kit/play'
import { forceMember } from '#test/kit/seats'
import { gamePath } from '#test/kit/user_api'

/** Saves a member's orders, final or not. */
async function save(game_id: string, token: string, final: boolean, revision = 0): Promise<void> {
  const body = { turn: 1, orders: [], final, revision }
  expect(await call(orders, 'PUT', gamePath(game_id, '/orders'), { token, body })).toMatchObject({
    status: 200,
  })
}
const inPlay = async (seats = 2) => gameInPlay(await player(), { seats })
const tokenOf = ({ members }: GameInPlay, seat: number): string => members[seat - 1]?.token ?? ''

async function isEarly(game_id: string): Promise<boolean> {
  const { deadline_at, left_ms, turn_deadline_at, deadline_version } = await clockOf(game_id)
  const early = (left_ms ?? 0) <= EARLY_GRACE_MS
  expect(turn_deadline_at).toEqual(deadline_at)
  const [armed] = await armedTurns(game_id)
  expect(armed?.payload.deadline_version).toBe(deadline_version)
  expect(armed?.run_at).toEqual(deadline_at)
  return early
}

describe('a turn whose active seats are all final', () => {
  it('ends after the grace, and says why', async () => {
    const game = await inPlay()
    const { deadline_at } = await clockOf(game.game_id)
    await save(game.game_id, tokenOf(game, 1), true)
    expect(await isEarly(game.game_id)).toBe(false)
    await save(game.game_id, tokenOf(game, 2), true)
    expect(await isEarly(game.game_id)).toBe(true)
    expect(await deadlineMoves(game.game_id)).toMatchObject([
      { reason: 'all_final', actor_kind: 'members', old_deadline_at: deadline_at },
    ])
  })

  it('goes back to its deadline where one takes final back, and ends early once that is final again', async () => {
    const game = await inPlay()
    const { deadline_at } = await clockOf(game.game_id)
    await save(game.game_id, tokenOf(game, 1), true)
    await save(game.game_id, tokenOf(game, 2), true)
    await save(game.game_id, tokenOf(game, 1), false, 1)
    expect(await isEarly(game.game_id)).toBe(false)
    expect(await clockOf(game.game_id)).toMatchObject({ deadline_at })
    await save(game.game_id, tokenOf(game, 1), true, 2)
    expect(await isEarly(game.game_id)).toBe(true)
    const reasons = (await deadlineMoves(game.game_id)).map(({ reason }) => reason)
    expect(reasons).toEqual(['all_final', 'not_all_final', 'all_final'])
  })

  it('ends once where the last orders come at once, ten times', async () => {
    for (let round = 0; round < 10; round += 1) {
      const game = await inPlay(3)
      await Promise.all([1, 2, 3].map((seat) => save(game.game_id, tokenOf(game, seat), true)))
      expect(await isEarly(game.game_id)).toBe(true)
      expect(await deadlineMoves(game.game_id)).toHaveLength(1)
    }
  })

  it('stays where its deadline is nearer than the grace', async () => {
    const game = await inPlay()
    await leaveTime(game.game_id, EARLY_GRACE_MS / 2)
    await save(game.game_id, tokenOf(game, 1), true)
    await save(game.game_id, tokenOf(game, 2), true)
    expect(await deadlineMoves(game.game_id)).toEqual([])
  })

  it('never ends by itself in a manual game', async () => {
    const game = await gameInPlay(await player(), { every: null })
    await save(game.game_id, tokenOf(game, 1), true)
    await save(game.game_id, tokenOf(game, 2), true)
    expect(await clockOf(game.game_id)).toMatchObject({ deadline_at: null })
    expect(await armedTurns(game.game_id)).toEqual([])
  })

  it('keeps the time of its schedule where the game is paused', async () => {
    const game = await inPlay()
    await save(game.game_id, tokenOf(game, 1), true)
    await save(game.game_id, tokenOf(game, 2), true)
    await call(pause, 'POST', gamePath(game.game_id, '/pause'), { token: tokenOf(game, 1) })
    expect((await clockOf(game.game_id)).remaining_ms).toBeGreaterThan(HOUR_MS - 60_000)
  })

  it('is claimed at its early end with the deadline of its schedule, and no flag to skip a tick holds it', async () => {
    const game = await inPlay()
    const { deadline_at } = await clockOf(game.game_id)
    await readyEngine(game.game_id)
    await save(game.game_id, tokenOf(game, 1), true)
    await save(game.game_id, tokenOf(game, 2), true)
    await leaveTime(game.game_id, 0)
    await database()`update backend.runtime_records set skip_next_tick = true where game_id = ${game.game_id}`
    const { deadline_version } = await clockOf(game.game_id)
    const claim = { game_id: game.game_id, turn: 1, deadline_version, worker_id: 'w', lease_ms: 60_000 }
    expect(await claimTurn(database(), claim)).toMatchObject({ deadline_at })
  })
})

describe('seats that hold no early end', () => {
  it('are inactive ones, until their players are back', async () => {
    const game = await inPlay(3)
    await forceMember(game.game_id, game.members[2]?.user_id ?? '', 'inactive')
    await save(game.game_id, tokenOf(game, 1), true)
    await save(game.game_id, tokenOf(game, 2), true)
    expect(await isEarly(game.game_id)).toBe(true)
    await call(back, 'POST', gamePath(game.game_id, '/return'), { token: tokenOf(game, 3) })
    expect(await isEarly(game.game_id)).toBe(false)
  })

  it('are those whose players leave', async () => {
    const game = await inPlay(3)
    await save(game.game_id, tokenOf(game, 1), true)
    await save(game.game_id, tokenOf(game, 2), true)
    expect(await isEarly(game.game_id)).toBe(false)
    await call(leave, 'POST', gamePath(game.game_id, '/leave'), { token: tokenOf(game, 3) })
    expect(await isEarly(game.game_id)).toBe(true)
  })
})
