import { fightBattles } from '#local/engine/rules/battle'
import { conquerPlanets, landColonists } from '#local/engine/rules/conquest'
import { runEconomy } from '#local/engine/rules/economy'
import { dropEmptyFleets, moveFleets } from '#local/engine/rules/movement'
import { applyOrders, MAX_LISTED } from '#local/engine/rules/orders'
import { seatOf, type GameState, type SeatStatus } from '#local/engine/rules/state'
import { clearBanished, decideVictory, eliminateLosers } from '#local/engine/rules/victory'

export type TurnInput = {
  orders: readonly { seat: number; orders: readonly unknown[] }[]
  /** Seats that play without orders this turn: theirs, if any, are not carried out. */
  idle_seats: readonly number[]
  statuses: readonly { seat: number; status: SeatStatus }[]
}

/**
 * The next turn. Pure and deterministic: the same state and input give the same turn, in whatever sequence the seats
 * stand in the input. Orders that are refused are listed in their seat's report; they stop nothing.
 */
export function generateTurn(before: GameState, input: TurnInput): GameState {
  const state = structuredClone(before)
  state.events = []
  for (const seat of state.seats) seat.refused = []
  for (const { seat, status } of input.statuses) seatOf(state, seat).status = status

  clearBanished(state)
  for (const { seat, orders } of input.orders.toSorted((a, b) => a.seat - b.seat)) {
    const player = seatOf(state, seat)
    if (player.eliminated_in !== null || input.idle_seats.includes(seat)) continue
    player.refused = applyOrders(state, seat, orders).slice(0, MAX_LISTED)
  }
  dropEmptyFleets(state)

  moveFleets(state)
  fightBattles(state)
  conquerPlanets(state)
  landColonists(state)
  runEconomy(state)
  eliminateLosers(state)
  decideVictory(state)

  state.turn += 1
  return state
}
