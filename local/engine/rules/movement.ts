import { countOf, speedOf, transfer } from '#local/engine/rules/ships'
import { orbitOf, seatOf, type GameState } from '#local/engine/rules/state'

/** Moves every fleet that is on its way by one turn, in place; who arrives joins the seat's ships in orbit. */
export function moveFleets(state: GameState): void {
  for (const fleet of state.fleets.filter((each) => each.flight !== null)) {
    if (!fleet.flight) continue

    fleet.flight.travelled += speedOf(fleet.ships, seatOf(state, fleet.seat).technology.drive)
    if (fleet.flight.travelled < fleet.flight.distance) continue

    const orbit = orbitOf(state, fleet.planet, fleet.seat)
    transfer({ ...fleet.ships }, fleet.ships, orbit.ships)
    orbit.colonists += fleet.colonists
    fleet.colonists = 0
  }
  dropEmptyFleets(state)
}

/** Takes fleets without ships out of the state, in place. */
export function dropEmptyFleets(state: GameState): void {
  state.fleets = state.fleets.filter((fleet) => countOf(fleet.ships) > 0)
}
