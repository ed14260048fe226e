import { planetOf, type Fleet, type GameState } from '#local/engine/rules/state'

/** How far fleets and planets see, in the map's units. */
export const SIGHT = 120

export type Point = { x: number; y: number }

/**
 * The distance between two points, rounded up to whole units (a square root is exact in IEEE 754: the same everywhere).
 */
export const distance = (a: Point, b: Point): number =>
  Math.ceil(Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2))

/** Where a fleet is, in orbit or on its way. */
export function positionOf(state: GameState, fleet: Fleet): Point {
  const to = planetOf(state, fleet.planet)
  if (!fleet.flight) return { x: to.x, y: to.y }

  const from = planetOf(state, fleet.flight.from)
  const along = (a: number, b: number): number =>
    a + Math.round(((b - a) * (fleet.flight?.travelled ?? 0)) / (fleet.flight?.distance ?? 1))
  return { x: along(from.x, to.x), y: along(from.y, to.y) }
}

/** Whether a seat sees a point: it lies within sight of one of its planets or fleets. */
export function sees(state: GameState, seat: number, point: Point): boolean {
  if (state.planets.some((planet) => planet.owner === seat && distance(planet, point) <= SIGHT)) return true
  return state.fleets.some(
    (fleet) => fleet.seat === seat && distance(positionOf(state, fleet), point) <= SIGHT,
  )
}

/** The seats that see a point, in order. */
export const witnesses = (state: GameState, point: Point): number[] =>
  state.seats.filter((seat) => sees(state, seat.seat, point)).map((seat) => seat.seat)
