// Games in play without an engine, as tests of clocks, votes and admins need them: their turns, events and jobs.

import { beginFirstTurn } from '#shared/games/lifecycle'
import { database, transaction } from '#shared/postgres'
import type { Json } from '#sql/connection'
import { only } from '#sql/connection'
import { game } from '#test/kit/people'
import type { Player } from '#test/kit/people'
import { forceStatus, joined, ORIGIN } from '#test/kit/user_api'

export const HOUR_MS = 3_600_000

export type GameInPlay = { game_id: string; members: [Player, ...Player[]] }

/**
 * A game in its first turn, whose deadline is a whole cycle of an hour ahead; its members by seat, the owner first.
 * With `every: null` it is a manual game.
 */
export async function gameInPlay(
  owner: Player,
  options: { visibility?: 'public' | 'private'; seats?: number; every?: string | null } = {},
): Promise<GameInPlay> {
  const seats = options.seats ?? 2
  const game_id = await game(owner, {
    visibility: options.visibility ?? 'private',
    status: 'ready_to_start',
    seats,
  })
  const members: [Player, ...Player[]] = [owner]
  while (members.length < seats) members.push(await joined(game_id))
  await setSchedule(game_id, options.every === undefined ? '1h' : options.every)
  await forceStatus(game_id, 'starting')
  const reports = members.map((_, index) => ({ seat: index + 1, report: { for_seat: index + 1 } as Json }))
  const deadline_at = options.every === null ? null : new Date(Date.now() + HOUR_MS)
  await transaction((tx) =>
    beginFirstTurn(tx, game_id, { state_hash: 'hash-1', deadline_at, reports }, ORIGIN),
  )
  return { game_id, members }
}

/** Gives a game another schedule, which nobody can once it has started; null is a manual one. */
export async function setSchedule(game_id: string, every: string | null): Promise<void> {
  const schedule = every === null ? { kind: 'manual' } : { kind: 'interval', every }
  await database()`
    update backend.games set turn_schedule = ${database().json(schedule)} where game_id = ${game_id}`
}

/** The clock of a game: what is left of its deadline, in the game and in its current turn, and what is on the shelf. */
export async function clockOf(game_id: string) {
  const [row] = await database()<
    {
      status: string
      deadline_at: Date | null
      left_ms: number | null
      remaining_ms: number | null
      deadline_version: number
      turn_deadline_at: Date | null
      extensions: number
    }[]
  >`
    select g.status, g.deadline_at, g.remaining_ms::float8 as remaining_ms, g.deadline_version, t.extensions,
      (extract(epoch from g.deadline_at - now()) * 1000)::float8 as left_ms, t.deadline_at as turn_deadline_at
    from backend.games g join backend.game_turns t on t.game_id = g.game_id and t.turn = g.current_turn
    where g.game_id = ${game_id}`
  return only(row)
}

/** Moves the deadline of a game, as if time had passed. */
export async function leaveTime(game_id: string, left_ms: number): Promise<void> {
  await database()`
    with moved as (
      update backend.games set deadline_at = date_trunc('milliseconds', now()) + ${left_ms} * interval '1 millisecond'
      where game_id = ${game_id} returning game_id, current_turn, deadline_at
    )
    update backend.game_turns t set deadline_at = moved.deadline_at from moved
    where t.game_id = moved.game_id and t.turn = moved.current_turn`
}

/**
 * Makes the current turn one that is being generated (`claimed`), was tried (`attempted`) or is given up (`poisoned`).
 */
export async function makeTurn(game_id: string, state: 'claimed' | 'attempted' | 'poisoned'): Promise<void> {
  const claimed = state === 'claimed'
  await database()`
    update backend.game_turns set
      status = ${state === 'attempted' ? 'open' : state}, attempts = 1,
      failures = ${state === 'poisoned' ? 3 : 0},
      claim_token = case when ${claimed} then gen_random_uuid() end,
      lease_until = case when ${claimed} then now() + interval '1 minute' end
    where game_id = ${game_id} and status <> 'committed'`
}

/** Why the deadline of a game has moved, oldest first, without the opening of its turns. */
export const deadlineMoves = (game_id: string) =>
  database()<
    {
      turn: number
      reason: string
      actor_kind: string
      old_deadline_at: Date | null
      new_deadline_at: Date | null
    }[]
  >`
    select turn, reason, actor_kind, old_deadline_at, new_deadline_at from backend.deadline_events
    where game_id = ${game_id} and reason <> 'turn_opened' order by event_id`.then((rows) => [...rows])

/** The turns that are armed for a game: when and with which payload. */
export const armedTurns = (game_id: string) =>
  database()<{ run_at: Date; payload: { game_id: string; turn: number; deadline_version: number } }[]>`
    select j.run_at, p.payload from graphile_worker.jobs j
    join graphile_worker._private_jobs p on p.id = j.id
    where j.key = ${`runtime/turn:${game_id}`}`.then((rows) => [...rows])

/** Says that a game's engine is ready, so that its turn can be claimed. */
export async function readyEngine(game_id: string): Promise<void> {
  await database()`
    insert into backend.runtime_records (game_id, desired_status, desired_version, desired_image, status)
    values (${game_id}, 'running', '1.0.0', 'process:reference', 'ready')`
}
