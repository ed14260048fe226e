import * as v from 'valibot'
import { capacityOf, countOf, SHIP_CLASSES, shipsOf, transfer } from '#local/engine/rules/ships'
import { distance } from '#local/engine/rules/space'
import {
  Count,
  Field,
  findPlanet,
  inOrbit,
  Product,
  seatOf,
  type GameState,
  type Refusal,
} from '#local/engine/rules/state'

/** Orders of a seat in one turn; what comes after them is refused. */
export const MAX_ORDERS = 200
/** Fleets of a seat on their way at one time: a game's state stays small, whatever its players order. */
export const MAX_FLIGHTS = 40
/** Refusals that a report lists; a check answers all of them. */
export const MAX_LISTED = 50

const Some = v.optional(Count, 0)

/** What a player may order. `send` starts at once and cannot be recalled. */
export const Order = v.variant('type', [
  v.strictObject({ type: v.literal('produce'), planet: Count, what: Product }),
  v.strictObject({ type: v.literal('research'), field: Field }),
  v.strictObject({
    type: v.literal('send'),
    from: Count,
    to: Count,
    ships: v.strictObject({ scout: Some, transport: Some, frigate: Some, cruiser: Some }),
    colonists: v.optional(Count, 0),
  }),
])

export type Order = v.InferInput<typeof Order>
type Accepted = v.InferOutput<typeof Order>
type Send = Extract<Accepted, { type: 'send' }>

/** The order that is refused, in a sentence; null where it was carried out. */
type Outcome = { path?: string; code: string; text: string } | null

/**
 * Carries out one seat's orders in their sequence, in place, and answers what was refused. A refused order changes
 * nothing and does not stop the next.
 */
export function applyOrders(state: GameState, seat: number, orders: readonly unknown[]): Refusal[] {
  const refused = orders
    .slice(0, MAX_ORDERS)
    .map((order, index) => ({ index, outcome: applyOrder(state, seat, order) }))
    .flatMap(({ index, outcome }) => {
      if (!outcome) return []
      const path = outcome.path ? `${index}.${outcome.path}` : `${index}`
      return [{ path, code: outcome.code, text: outcome.text }]
    })
  if (orders.length <= MAX_ORDERS) return refused
  return [
    ...refused,
    { path: `${MAX_ORDERS}`, code: 'too_many_orders', text: `At most ${MAX_ORDERS} orders.` },
  ]
}

/** What `applyOrders` would refuse, without any effect on the state. */
export const checkOrders = (state: GameState, seat: number, orders: readonly unknown[]): Refusal[] =>
  applyOrders(structuredClone(state), seat, orders)

function applyOrder(state: GameState, seat: number, given: unknown): Outcome {
  const parsed = v.safeParse(Order, given)
  if (!parsed.success) return malformed(parsed.issues[0])

  const order = parsed.output
  if (order.type === 'produce') return produce(state, seat, order.planet, order.what)
  if (order.type === 'send') return send(state, seat, order)
  seatOf(state, seat).research = order.field
  return null
}

/** Says what was expected and where; what was given is never echoed. */
function malformed(issue: v.BaseIssue<unknown>): Outcome {
  const path = v.getDotPath(issue)?.slice(0, 60) ?? ''
  return {
    path,
    code: 'malformed',
    text: issue.expected ? `Expected ${issue.expected}.` : 'This is not valid.',
  }
}

function produce(
  state: GameState,
  seat: number,
  number: number,
  what: v.InferOutput<typeof Product>,
): Outcome {
  const planet = findPlanet(state, number)
  if (planet?.owner !== seat) {
    return { path: 'planet', code: 'not_your_planet', text: 'Only your own planets produce for you.' }
  }
  planet.produces = what
  return null
}

function send(state: GameState, seat: number, order: Send): Outcome {
  const from = findPlanet(state, order.from)
  const to = findPlanet(state, order.to)
  if (!from || !to)
    return { code: 'no_such_planet', text: 'Both ends of the way must be planets of the map.' }
  if (state.fleets.filter((fleet) => fleet.seat === seat && fleet.flight).length >= MAX_FLIGHTS) {
    return { code: 'too_many_flights', text: `At most ${MAX_FLIGHTS} of your fleets can be on their way.` }
  }
  if (from === to) return { path: 'to', code: 'same_planet', text: 'The fleet is there already.' }

  const ships = order.ships
  if (countOf(ships) === 0) return { path: 'ships', code: 'no_ships', text: 'Name at least one ship.' }
  const orbit = inOrbit(state, order.from).find((fleet) => fleet.seat === seat)
  if (!orbit || SHIP_CLASSES.some((name) => orbit.ships[name] < ships[name])) {
    return {
      path: 'ships',
      code: 'not_enough_ships',
      text: 'There are not that many ships of yours in orbit.',
    }
  }

  if (order.colonists > capacityOf(ships)) {
    return { path: 'colonists', code: 'no_room_aboard', text: 'The ships cannot carry that many colonists.' }
  }
  const aboard = Math.min(order.colonists, orbit.colonists)
  const boarding = order.colonists - aboard
  if (boarding > 0 && (from.owner !== seat || boarding >= from.population)) {
    return {
      path: 'colonists',
      code: 'not_enough_people',
      text: 'There are not that many people to take aboard.',
    }
  }
  if (orbit.colonists - aboard > capacityOf(orbit.ships) - capacityOf(ships)) {
    return {
      path: 'ships',
      code: 'colonists_left',
      text: 'The ships that stay cannot carry the colonists aboard.',
    }
  }

  const departing = shipsOf({})
  transfer(ships, orbit.ships, departing)
  orbit.colonists -= aboard
  from.population -= boarding
  state.fleets.push({
    fleet: state.next_fleet,
    seat,
    ships: departing,
    colonists: order.colonists,
    planet: order.to,
    flight: { from: order.from, distance: distance(from, to), travelled: 0 },
  })
  state.next_fleet += 1
  return null
}
