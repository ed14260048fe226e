import type { Ships, Technology } from '#local/engine/rules/ships'
import { positionOf, sees } from '#local/engine/rules/space'
import {
  planetOf,
  seatOf,
  type Fleet,
  type Field,
  type GameEvent,
  type GameState,
  type Planet,
  type Ranking,
  type Refusal,
  type SeatStatus,
} from '#local/engine/rules/state'
import { scoreOf } from '#local/engine/rules/victory'

/** What everybody knows of a planet: that it is there. */
export type Star = Pick<Planet, 'planet' | 'name' | 'x' | 'y'>
/** A foreign or neutral planet within sight. */
export type SeenPlanet = Pick<Planet, 'planet' | 'owner' | 'size' | 'resources' | 'population' | 'industry'>
/** A foreign fleet within sight; `planet` is null while it is on its way, for its goal is not visible. */
type SeenFleet = { seat: number; ships: Ships; planet: number | null; x: number; y: number }
type Score = { seat: number; alias: string; status: SeatStatus; eliminated: boolean; score: number }

/** One seat's view of one turn: its own in full, the others only within its sight, and the public scores. */
export type Report = {
  turn: number
  max_turns: number
  map_size: number
  seat: number
  alias: string
  technology: Technology
  research: Field
  research_points: number
  stars: Star[]
  planets: Planet[]
  fleets: Fleet[]
  seen_planets: SeenPlanet[]
  seen_fleets: SeenFleet[]
  events: Event[]
  refused_orders: Refusal[]
  scores: Score[]
  finished: { reason: string; ranking: Ranking } | null
}

type WithoutWitnesses<T> = T extends unknown ? Omit<T, 'seen_by'> : never
/** Something that this seat did or saw on the way to the turn. */
type Event = WithoutWitnesses<GameEvent>

/** The report of a seat on a state. Fog of war is here: nothing foreign leaves that `sees` does not allow. */
export function reportFor(state: GameState, number: number): Report {
  const seat = seatOf(state, number)
  return {
    turn: state.turn,
    max_turns: state.settings.max_turns,
    map_size: state.map_size,
    seat: number,
    alias: seat.alias,
    technology: seat.technology,
    research: seat.research,
    research_points: seat.research_points,
    stars: state.planets.map(({ planet, name, x, y }) => ({ planet, name, x, y })),
    planets: state.planets.filter((planet) => planet.owner === number),
    fleets: state.fleets.filter((fleet) => fleet.seat === number),
    seen_planets: state.planets
      .filter((planet) => planet.owner !== number && sees(state, number, planet))
      .map(({ planet, owner, size, resources, population, industry }) => ({
        planet,
        owner,
        size,
        resources,
        population,
        industry,
      })),
    seen_fleets: state.fleets
      .filter((fleet) => fleet.seat !== number && sees(state, number, positionOf(state, fleet)))
      .map((fleet) => seenFleet(state, fleet)),
    events: state.events
      .filter((event) => event.seen_by.includes(number))
      .map(({ seen_by: _seen_by, ...event }) => event),
    refused_orders: seat.refused,
    scores: state.seats.map((other) => ({
      seat: other.seat,
      alias: other.alias,
      status: other.status,
      eliminated: other.eliminated_in !== null,
      score: scoreOf(state, other.seat),
    })),
    finished: state.finished,
  }
}

function seenFleet(state: GameState, fleet: Fleet): SeenFleet {
  const { x, y } = positionOf(state, fleet)
  const planet = fleet.flight ? null : planetOf(state, fleet.planet).planet
  return { seat: fleet.seat, ships: fleet.ships, planet, x, y }
}
