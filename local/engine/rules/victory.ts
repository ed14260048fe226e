import { dropEmptyFleets } from '#local/engine/rules/movement'
import { costOf, powerOf } from '#local/engine/rules/ships'
import type { GameState, Ranking, Seat } from '#local/engine/rules/state'

/** A seat's public score: its people, its industry, and a fifth of what its ships cost. */
export function scoreOf(state: GameState, seat: number): number {
  const planets = state.planets.filter((planet) => planet.owner === seat)
  const fleets = state.fleets.filter((fleet) => fleet.seat === seat)
  return (
    planets.reduce((total, planet) => total + planet.population + planet.industry, 0) +
    Math.floor(fleets.reduce((total, fleet) => total + costOf(fleet.ships), 0) / 5)
  )
}

/** Makes the planets of banished seats neutral and disbands their ships, in place. */
export function clearBanished(state: GameState): void {
  for (const seat of state.seats) {
    if (seat.status !== 'banished' || seat.eliminated_in !== null) continue
    for (const planet of state.planets) {
      if (planet.owner === seat.seat) planet.owner = null
    }
    eliminate(state, seat, 'banished')
  }
}

/** Takes out, in place, the seats that have neither a planet nor the means to win one; their last ships are lost. */
export function eliminateLosers(state: GameState): void {
  for (const seat of state.seats) {
    if (seat.eliminated_in !== null) continue
    if (state.planets.some((planet) => planet.owner === seat.seat)) continue
    const fleets = state.fleets.filter((fleet) => fleet.seat === seat.seat)
    if (fleets.some((fleet) => fleet.colonists > 0 || powerOf(fleet.ships, 100) > 0)) continue
    eliminate(state, seat, 'eliminated')
  }
}

function eliminate(state: GameState, seat: Seat, kind: 'banished' | 'eliminated'): void {
  seat.eliminated_in = state.turn
  for (const fleet of state.fleets) {
    if (fleet.seat === seat.seat) fleet.ships = { scout: 0, transport: 0, frigate: 0, cruiser: 0 }
  }
  dropEmptyFleets(state)
  state.events.push({ kind, seen_by: state.seats.map((other) => other.seat), seat: seat.seat })
}

/**
 * Decides, in place, whether the game ends with the turn just generated: one seat is left, or was dominant for
 * `dominance_turns` turns in a row, or `max_turns` turns were played.
 */
export function decideVictory(state: GameState): void {
  const population = state.planets.reduce((total, planet) => total + planet.population, 0)
  for (const seat of state.seats) {
    const held = state.planets
      .filter((planet) => planet.owner === seat.seat)
      .reduce((total, planet) => total + planet.population, 0)
    const dominant = held > 0 && held * 100 >= population * state.settings.dominance_percent
    seat.dominant_turns = dominant ? seat.dominant_turns + 1 : 0
  }
  const reason = endOf(state)
  if (reason) state.finished = { reason, ranking: rankingOf(state) }
}

function endOf(state: GameState): 'last_standing' | 'dominance' | 'max_turns' | null {
  if (state.seats.filter((seat) => seat.eliminated_in === null).length < 2) return 'last_standing'
  if (state.seats.some((seat) => seat.dominant_turns >= state.settings.dominance_turns)) return 'dominance'
  return state.turn >= state.settings.max_turns ? 'max_turns' : null
}

/** Who stands comes before who fell, later before earlier, the higher score before the lower; equals share a rank. */
function rankingOf(state: GameState): Ranking {
  const keyed = state.seats
    .map((seat) => ({
      seat: seat.seat,
      score: scoreOf(state, seat.seat),
      fell: seat.eliminated_in ?? Infinity,
    }))
    .toSorted((a, b) => (a.fell === b.fell ? b.score - a.score || a.seat - b.seat : b.fell - a.fell))
  return keyed.map(({ seat, score, fell }) => ({
    seat,
    rank:
      1 + keyed.filter((other) => other.fell > fell || (other.fell === fell && other.score > score)).length,
    score,
  }))
}
