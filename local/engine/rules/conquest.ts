import { powerOf } from '#local/engine/rules/ships'
import { witnesses } from '#local/engine/rules/space'
import { inOrbit, seatOf, type GameState, type Planet } from '#local/engine/rules/state'

/** A planet surrenders to guns whose power reaches its population divided by this. */
export const PEOPLE_PER_GUN = 10

/**
 * Hands over, in place, each inhabited planet under the guns of exactly one other seat strong enough to subdue it. Half
 * of the people and of the industry are lost.
 */
export function conquerPlanets(state: GameState): void {
  for (const planet of state.planets) {
    const armed = inOrbit(state, planet.planet).filter((fleet) => powerOf(fleet.ships, 100) > 0)
    const [conqueror] = armed
    if (!conqueror || armed.length > 1) continue
    if (planet.population === 0 || planet.owner === conqueror.seat) continue
    const power = powerOf(conqueror.ships, seatOf(state, conqueror.seat).technology.weapons)
    if (power * PEOPLE_PER_GUN < planet.population) continue

    const seen_by = witnesses(state, planet)
    state.events.push({
      kind: 'conquered',
      seen_by,
      planet: planet.planet,
      seat: conqueror.seat,
      from: planet.owner,
    })
    settle(planet, conqueror.seat, Math.ceil(planet.population / 2))
    planet.industry = Math.floor(planet.industry / 2)
  }
}

/**
 * Lands colonists, in place, on own planets and on uninhabited ones; who finds no room stays aboard. Of several parties
 * the largest takes an uninhabited planet; where two are equally large, none lands.
 */
export function landColonists(state: GameState): void {
  for (const planet of state.planets) {
    const parties = inOrbit(state, planet.planet)
      .filter((fleet) => fleet.colonists > 0)
      .toSorted((a, b) => b.colonists - a.colonists)
    const own = parties.find((fleet) => fleet.seat === planet.owner)
    const [largest, second] = parties
    const contested = largest?.colonists === second?.colonists
    const landing = own ?? (planet.population === 0 && !contested ? largest : undefined)
    if (!landing) continue

    const colonists = Math.min(landing.colonists, planet.size - planet.population)
    if (colonists === 0) continue
    landing.colonists -= colonists
    if (planet.owner === landing.seat) {
      planet.population += colonists
      continue
    }
    settle(planet, landing.seat, colonists)
    const seen_by = witnesses(state, planet)
    state.events.push({ kind: 'colonised', seen_by, planet: planet.planet, seat: landing.seat, colonists })
  }
}

function settle(planet: Planet, seat: number, population: number): void {
  planet.owner = seat
  planet.population = population
  planet.produces = 'industry'
  planet.stock = 0
}
