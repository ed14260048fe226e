// A player leaves one game, or all of them. The seat is freed before the start and vacant in play. The game
// goes to its longest-seated active member, or is cancelled where nobody is left. The machines' own files hold
// the single transitions. The preview answers from the same plan that a departure follows.

import { reevaluateEarlyFinish } from '#shared/games/clock'
import { cancelGame, endEngine } from '#shared/games/lifecycle'
import { notifyLeft } from '#shared/notifications/game_events'
import type { Connection, Origin } from '#sql/connection'
import { findGame, lockGame, phaseOf, reopenEnrollment, transferGame } from '#sql/games/games'
import type { GameRow, GameStatus } from '#sql/games/games'
import { wake } from '#sql/jobs'
import { withdrawApplications } from '#sql/lobby/applications'
import { listGamesToLeave } from '#sql/lobby/departures'
import { declineInvites } from '#sql/lobby/invites'
import { findMember, vacateSeat } from '#sql/lobby/members'
import { findHeir } from '#sql/lobby/seats'

type DepartureEffect = 'seat_freed' | 'seat_vacated' | 'cancelled' | 'transferred'

type Plan = { fact: 'departs'; effect: DepartureEffect; heir: string | null; seated: boolean }
type Departed =
  | { fact: 'departed'; effect: DepartureEffect; new_owner_user_id: string | null }
  /** `none`: no seat, and not the owner. `eliminated`: the seat is out of the game, there is nothing to leave. */
  | { fact: 'none' | 'eliminated' | 'starting' | 'over' }

async function planDeparture(
  sql: Connection,
  game: GameRow,
  user_id: string,
): Promise<Plan | { fact: 'none' | 'eliminated' | 'over' }> {
  const phase = phaseOf(game.status)
  if (phase === 'over') return { fact: 'over' }
  const member = await findMember(sql, game.game_id, user_id)
  const seated = member !== null && member.status !== 'eliminated'
  const owns = game.owner_user_id === user_id
  if (!seated && !owns) return { fact: member ? 'eliminated' : 'none' }

  const heir = await findHeir(sql, game.game_id, user_id)
  // A game that no player made waits for players. A game in play that nobody plays is over.
  const orphaned = heir === null && (owns || phase !== 'before_start')
  const effect = orphaned
    ? 'cancelled'
    : owns
      ? 'transferred'
      : phase === 'before_start'
        ? 'seat_freed'
        : 'seat_vacated'
  return { fact: 'departs', effect, heir: effect === 'transferred' ? heir : null, seated }
}

/**
 * A player leaves a game, or is removed from it. Call it with the game's row locked, and `game` read since. In
 * play the engine keeps the seat, and a substitute can take it. Answers `starting` where the engine is just
 * being told of the seats.
 */
export async function departFromGame(
  sql: Connection,
  game: GameRow,
  user_id: string,
  how: 'left' | 'removed',
  origin: Origin,
): Promise<Departed> {
  const plan = await planDeparture(sql, game, user_id)
  if (plan.fact !== 'departs') return plan
  if (game.status === 'starting') return { fact: 'starting' }

  const member = await findMember(sql, game.game_id, user_id)
  if (plan.seated) await vacateSeat(sql, game.game_id, user_id, how)
  const owns = game.owner_user_id === user_id
  const by = owns
    ? ({ source: 'owner', actor: user_id } as const)
    : ({ source: 'scheduler', actor: null } as const)
  if (plan.effect === 'cancelled') {
    const in_play = phaseOf(game.status) === 'in_play'
    const reason = in_play ? 'No active player is left.' : 'The owner left, and nobody else was there.'
    await cancelGame(sql, game.game_id, reason, by, origin)
  } else if (plan.heir !== null) await transferGame(sql, game.game_id, plan.heir)
  if (plan.effect !== 'cancelled' && plan.seated) {
    if (game.status === 'ready_to_start') await reopenEnrollment(sql, game.game_id)
    // Between what wakes loops before it in the alphabet, and after it: locks must never cross.
    if (member && !owns) await notifyLeft(sql, game, member, how, origin)
    await afterSeatFreed(sql, game, by, origin)
  }
  return { fact: 'departed', effect: plan.effect, new_owner_user_id: plan.heir }
}

async function afterSeatFreed(
  sql: Connection,
  { game_id, status }: GameRow,
  by: Parameters<typeof endEngine>[2],
  origin: Origin,
): Promise<void> {
  // An engine that failed to start may have been told of the seat: the next attempt begins with nothing.
  if (status === 'start_failed') await endEngine(sql, game_id, by, origin)
  // Those who stay may all be waiting for nobody but the one who left.
  if (status === 'running') await reevaluateEarlyFinish(sql, game_id, origin)
}

export type Departure = {
  game_id: string
  name: string
  /** Of the game, before the player leaves it. */
  status: GameStatus
  effect: DepartureEffect
  new_owner_user_id?: string
}

const departureOf = (
  { game_id, name, status }: GameRow,
  effect: DepartureEffect,
  heir: string | null,
): Departure => ({
  game_id,
  name,
  status,
  effect,
  ...(heir !== null && { new_owner_user_id: heir }),
})

/**
 * A player leaves every game and withdraws from every lobby, in the caller's transaction. Answers what became
 * of each game. A game that is just starting is not among them: `jobs/lobby/expire` comes back for it
 * (`listUndeparted`).
 */
export async function departFromAll(sql: Connection, user_id: string, origin: Origin): Promise<Departure[]> {
  const game_ids = await listGamesToLeave(sql, user_id)
  for (const game_id of game_ids) await lockGame(sql, game_id)
  await withdrawApplications(sql, user_id)
  await declineInvites(sql, user_id)
  if (game_ids.length === 0) return []
  // Here rather than last, and in their order: each of the games may wake one of them, and locks must never cross.
  await wake(sql, 'lobby/expire', 'notifications/scan', 'runtime/reconcile')
  const departures: Departure[] = []
  for (const game_id of game_ids) {
    const game = await findGame(sql, game_id)
    if (!game) continue
    const departed = await departFromGame(sql, game, user_id, 'left', origin)
    if (departed.fact === 'departed')
      departures.push(departureOf(game, departed.effect, departed.new_owner_user_id))
  }
  return departures
}

/** Previews `departFromAll`, game by game, and changes nothing. */
export async function previewDepartures(sql: Connection, user_id: string): Promise<Departure[]> {
  const departures: Departure[] = []
  for (const game_id of await listGamesToLeave(sql, user_id)) {
    const game = await findGame(sql, game_id)
    const plan = game && (await planDeparture(sql, game, user_id))
    if (game && plan?.fact === 'departs') departures.push(departureOf(game, plan.effect, plan.heir))
  }
  return departures
}
