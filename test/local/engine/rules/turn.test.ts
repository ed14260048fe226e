import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { hashOf } from '#local/engine/canonical'
import { SHIP_CLASSES } from '#local/engine/rules/ships'
import { FIELDS, GameState, PRODUCTS } from '#local/engine/rules/state'
import { generateTurn } from '#local/engine/rules/turn'
import { botInput, endOf, open, playBots } from '#test/local/engine/play'

const planet = fc.nat(16)
const someOrder = fc.oneof(
  fc.record({ type: fc.constant('produce'), planet, what: fc.constantFrom(...PRODUCTS) }),
  fc.record({ type: fc.constant('research'), field: fc.constantFrom(...FIELDS) }),
  fc.record({
    type: fc.constant('send'),
    from: planet,
    to: planet,
    ships: fc.dictionary(fc.constantFrom(...SHIP_CLASSES), fc.nat(3)),
    colonists: fc.nat(12),
  }),
  fc.jsonValue(),
)
const someOrders = fc.array(
  fc.record({
    orders: fc.tuple(
      ...[1, 2, 3].map((seat) => fc.record({ seat: fc.constant(seat), orders: fc.array(someOrder) })),
    ),
    idle_seats: fc.subarray([1, 2, 3]),
  }),
  { minLength: 1, maxLength: 6 },
)

describe('a turn is determined by the state and the orders', () => {
  it('the same input gives the same hash, in whatever sequence the seats’ orders arrive', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), someOrders, (seed, turns) => {
        let state = open(seed)
        let mirror = open(seed)
        for (const { orders, idle_seats } of turns) {
          if (state.finished) return
          state = generateTurn(state, { orders, idle_seats, statuses: [] })
          const reversed = { orders: orders.toReversed(), idle_seats: idle_seats.toReversed(), statuses: [] }
          mirror = generateTurn(mirror, reversed)
        }
        expect(hashOf(mirror)).toBe(hashOf(state))
        expect(v.safeParse(GameState, state).issues).toBeUndefined()
      }),
      { numRuns: 60 },
    )
  })

  it('a state survives JSON: the next turn is the same', () => {
    for (const state of playBots('json').filter((each) => !each.finished)) {
      const copy = v.parse(GameState, JSON.parse(JSON.stringify(state)))
      expect(hashOf(copy)).toBe(hashOf(state))
      expect(hashOf(generateTurn(copy, botInput(copy)))).toBe(hashOf(generateTurn(state, botInput(state))))
    }
  })

  it('does not touch the state it starts from', () => {
    const state = endOf(playBots('pure', 3, 8))
    const before = hashOf(state)
    generateTurn(state, botInput(state))
    expect(hashOf(state)).toBe(before)
  })
})

it('carries out no orders of an idle seat, and lists the refused ones of the others', () => {
  const orders = [1, 2].map((seat) => ({
    seat,
    orders: [{ type: 'research', field: 'shields' }, 'nonsense'],
  }))
  const after = generateTurn(open('idle', 2), {
    orders,
    idle_seats: [2],
    statuses: [{ seat: 2, status: 'idle' }],
  })
  expect(after.seats.map(({ research, refused }) => [research, refused.length])).toEqual([
    ['shields', 1],
    ['drive', 0],
  ])
  expect(after.seats[1]?.status).toBe('idle')
})
