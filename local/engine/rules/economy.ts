import { DESIGNS, type ShipClass } from '#local/engine/rules/ships'
import { orbitOf, seatOf, type GameState, type Planet, type Seat } from '#local/engine/rules/state'

/** Points that build one unit of industry. */
const INDUSTRY_COST = 4
/** What one step of research adds to a technology level; the step costs as many points as the level has. */
const RESEARCH_STEP = 10
/** Percent by which people multiply in a turn, up to the planet's size. */
const GROWTH = 15

/** What a planet yields in one turn: three quarters from industry, one from people, as good as its resources. */
export const yieldOf = (planet: Pick<Planet, 'population' | 'industry' | 'resources'>): number =>
  Math.floor(((3 * planet.industry + planet.population) * planet.resources) / 400)

/** Lets every owned planet produce and grow by one turn, and every seat study what was learned, in place. */
export function runEconomy(state: GameState): void {
  for (const planet of state.planets) {
    if (planet.owner === null) continue
    produce(state, planet, seatOf(state, planet.owner))
    planet.population = Math.min(
      planet.size,
      planet.population + Math.ceil((planet.population * GROWTH) / 100),
    )
  }
  for (const seat of state.seats) study(state, seat)
}

function produce(state: GameState, planet: Planet, owner: Seat): void {
  const points = yieldOf(planet)
  if (planet.produces === 'research') {
    owner.research_points += points
    return
  }
  if (planet.produces === 'industry') {
    growIndustry(planet, owner, points)
    return
  }
  build(state, planet, owner, planet.produces, points)
}

/** Industry needs hands: beyond one unit a head the points go into research. */
function growIndustry(planet: Planet, owner: Seat, points: number): void {
  planet.stock += points
  const units = Math.min(
    Math.floor(planet.stock / INDUSTRY_COST),
    Math.max(0, planet.population - planet.industry),
  )
  planet.industry += units
  planet.stock -= units * INDUSTRY_COST
  if (planet.industry < planet.population) return

  owner.research_points += planet.stock
  planet.stock = 0
}

function build(state: GameState, planet: Planet, owner: Seat, ship: ShipClass, points: number): void {
  planet.stock += points
  const count = Math.floor(planet.stock / DESIGNS[ship].cost)
  if (count === 0) return

  planet.stock -= count * DESIGNS[ship].cost
  orbitOf(state, planet.planet, owner.seat).ships[ship] += count
  state.events.push({ kind: 'built', seen_by: [owner.seat], planet: planet.planet, ship, count })
}

function study(state: GameState, seat: Seat): void {
  const before = seat.technology[seat.research]
  while (seat.research_points >= seat.technology[seat.research]) {
    seat.research_points -= seat.technology[seat.research]
    seat.technology[seat.research] += RESEARCH_STEP
  }
  const level = seat.technology[seat.research]
  if (level === before) return
  state.events.push({ kind: 'advanced', seen_by: [seat.seat], field: seat.research, level })
}
