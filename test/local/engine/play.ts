import * as v from 'valibot'
import { botOrders } from '#local/demo/bot'
import { openGame } from '#local/engine/rules/opening'
import { reportFor } from '#local/engine/rules/report'
import { Settings } from '#local/engine/rules/settings'
import { shipsOf, type Ships } from '#local/engine/rules/ships'
import type { GameState } from '#local/engine/rules/state'
import { generateTurn, type TurnInput } from '#local/engine/rules/turn'

/** A game for bots: seats 1 to n. */
export const openingOf = (seed: string, players = 3, settings: v.InferInput<typeof Settings> = {}) => ({
  seed,
  settings: v.parse(Settings, settings),
  seats: Array.from({ length: players }, (_, index) => ({ seat: index + 1, alias: `player ${index + 1}` })),
})

export const open = (seed: string, players?: number, settings?: v.InferInput<typeof Settings>): GameState =>
  openGame(openingOf(seed, players, settings))

export const botInput = (state: GameState): TurnInput => ({
  orders: state.seats.map(({ seat }) => ({ seat, orders: botOrders(reportFor(state, seat), seat) })),
  idle_seats: [],
  statuses: [],
})

/** The turn after this one, with these seats' orders and nobody else's. */
export const next = (state: GameState, orders: Record<number, unknown[]> = {}): GameState =>
  generateTurn(state, {
    orders: Object.entries(orders).map(([seat, list]) => ({ seat: Number(seat), orders: list })),
    idle_seats: [],
    statuses: [],
  })

/** The states of a game of bots, from the opening to at most this turn. */
export function playBots(seed: string, players = 3, turns = Infinity): GameState[] {
  const states = [open(seed, players)]
  for (let last = states.at(-1); last && !last.finished && states.length < turns; last = states.at(-1)) {
    states.push(generateTurn(last, botInput(last)))
  }
  return states
}

/** The last state of a game of bots. */
export function endOf(states: GameState[]): GameState {
  const last = states.at(-1)
  if (!last) throw new Error('no states')
  return last
}

/** A sky of planets in a row, all neutral and empty, without ships: each test sets what it is about. */
export function row(xs: number[], players = 2): GameState {
  const state = open('row', players, { planets_per_seat: 3 })
  return {
    ...state,
    map_size: 2000,
    fleets: [],
    planets: xs.map((x, index) => ({
      planet: index,
      name: `P${index}`,
      x,
      y: 0,
      size: 100,
      resources: 100,
      owner: null,
      population: 0,
      industry: 0,
      produces: 'industry',
      stock: 0,
    })),
  }
}

/** Puts a fleet of a seat in orbit of a planet. */
export function station(
  state: GameState,
  seat: number,
  planet: number,
  ships: Partial<Ships>,
  colonists = 0,
): void {
  const fleet = state.next_fleet
  state.fleets.push({ fleet, seat, ships: shipsOf(ships), colonists, planet, flight: null })
  state.next_fleet += 1
}

/** Gives a planet to a seat. */
export function own(
  state: GameState,
  seat: number | null,
  planet: number,
  population = 50,
  industry = 50,
): void {
  Object.assign(state.planets[planet] ?? {}, { owner: seat, population, industry })
}
