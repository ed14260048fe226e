import * as v from 'valibot'
import { Settings } from '#local/engine/rules/settings'
import { SHIP_CLASSES } from '#local/engine/rules/ships'

// A game's whole position, as plain JSON with integers only: what is hashed, stored, and moved between engines.

const STATUSES = ['active', 'idle', 'banished'] as const
export const FIELDS = ['drive', 'weapons', 'shields'] as const
export const PRODUCTS = ['industry', 'research', ...SHIP_CLASSES] as const

/** A number of things: never negative, and small enough that sums of products stay exact. */
export const Count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000))
export const SeatNumber = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255))
export const SeatStatus = v.picklist(STATUSES)
export const Field = v.picklist(FIELDS)
export const Product = v.picklist(PRODUCTS)
export const Refusal = v.strictObject({ path: v.string(), code: v.string(), text: v.string() })

const ShipsSchema = v.strictObject({ scout: Count, transport: Count, frigate: Count, cruiser: Count })

const Seat = v.strictObject({
  seat: SeatNumber,
  alias: v.string(),
  status: SeatStatus,
  /** The turn whose generation eliminated this seat; null while it plays. */
  eliminated_in: v.nullable(Count),
  technology: v.strictObject({ drive: Count, weapons: Count, shields: Count }),
  research: Field,
  research_points: Count,
  /** Generations in a row after which this seat was dominant. */
  dominant_turns: Count,
  refused: v.array(Refusal),
})

const Planet = v.strictObject({
  planet: Count,
  name: v.string(),
  x: Count,
  y: Count,
  /** The population it can feed. */
  size: Count,
  /** Percent: how much its industry yields. */
  resources: Count,
  owner: v.nullable(SeatNumber),
  population: Count,
  industry: Count,
  produces: Product,
  /** Points saved towards the next ship. */
  stock: Count,
})

const Fleet = v.strictObject({
  fleet: Count,
  seat: SeatNumber,
  ships: ShipsSchema,
  colonists: Count,
  /** Where it is in orbit, or where it goes while `flight` is not null. */
  planet: Count,
  flight: v.nullable(v.strictObject({ from: Count, distance: Count, travelled: Count })),
})

const common = { seen_by: v.array(SeatNumber) }

const GameEvent = v.variant('kind', [
  v.strictObject({
    kind: v.literal('battle'),
    ...common,
    planet: Count,
    sides: v.array(v.strictObject({ seat: SeatNumber, before: ShipsSchema, after: ShipsSchema })),
  }),
  v.strictObject({
    kind: v.literal('conquered'),
    ...common,
    planet: Count,
    seat: SeatNumber,
    from: v.nullable(SeatNumber),
  }),
  v.strictObject({
    kind: v.literal('colonised'),
    ...common,
    planet: Count,
    seat: SeatNumber,
    colonists: Count,
  }),
  v.strictObject({
    kind: v.literal('built'),
    ...common,
    planet: Count,
    ship: v.picklist(SHIP_CLASSES),
    count: Count,
  }),
  v.strictObject({ kind: v.literal('advanced'), ...common, field: Field, level: Count }),
  v.strictObject({ kind: v.literal('banished'), ...common, seat: SeatNumber }),
  v.strictObject({ kind: v.literal('eliminated'), ...common, seat: SeatNumber }),
])

export const Ranking = v.array(v.strictObject({ seat: SeatNumber, rank: Count, score: Count }))

export const GameState = v.strictObject({
  seed: v.string(),
  settings: Settings,
  map_size: Count,
  /** The turn whose orders are awaited; after the last one, its successor. */
  turn: Count,
  seats: v.array(Seat),
  planets: v.array(Planet),
  fleets: v.array(Fleet),
  next_fleet: Count,
  /** What happened on the way to this turn. */
  events: v.array(GameEvent),
  finished: v.nullable(
    v.strictObject({ reason: v.picklist(['last_standing', 'dominance', 'max_turns']), ranking: Ranking }),
  ),
})

export type GameState = v.InferOutput<typeof GameState>
export type Seat = v.InferOutput<typeof Seat>
export type SeatStatus = v.InferOutput<typeof SeatStatus>
export type Planet = v.InferOutput<typeof Planet>
export type Fleet = v.InferOutput<typeof Fleet>
export type GameEvent = v.InferOutput<typeof GameEvent>
export type Ranking = v.InferOutput<typeof Ranking>
export type Refusal = v.InferOutput<typeof Refusal>
export type Field = v.InferOutput<typeof Field>
export type Product = v.InferOutput<typeof Product>

/** The seat of this number. It must exist: numbers in a state are consistent. */
export function seatOf(state: GameState, number: number): Seat {
  const found = state.seats.find((seat) => seat.seat === number)
  if (!found) throw new RangeError(`seat ${number} is not in this game`)
  return found
}

/** The planet of this number, or undefined: orders may name anything. A planet's number is its index. */
export const findPlanet = (state: GameState, number: number): Planet | undefined => state.planets[number]

/** The planet of this number. It must exist: numbers in a state are consistent. */
export function planetOf(state: GameState, number: number): Planet {
  const found = findPlanet(state, number)
  if (!found) throw new RangeError(`planet ${number} is not in this game`)
  return found
}

/** The fleets in orbit of a planet: at most one per seat. */
export const inOrbit = (state: GameState, planet: number): Fleet[] =>
  state.fleets.filter((fleet) => fleet.flight === null && fleet.planet === planet)

/** The fleet of a seat in orbit of a planet, made empty where there is none (empty fleets vanish at the turn's end). */
export function orbitOf(state: GameState, planet: number, seat: number): Fleet {
  const found = inOrbit(state, planet).find((fleet) => fleet.seat === seat)
  if (found) return found

  const ships = { scout: 0, transport: 0, frigate: 0, cruiser: 0 }
  const fleet: Fleet = { fleet: state.next_fleet, seat, ships, colonists: 0, planet, flight: null }
  state.next_fleet += 1
  state.fleets.push(fleet)
  return fleet
}
