import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { hashOf } from '#local/engine/canonical'
import { openGame } from '#local/engine/rules/opening'
import { distance } from '#local/engine/rules/space'
import { GameState } from '#local/engine/rules/state'
import { open, openingOf } from '#test/local/engine/play'

describe('the opening position', () => {
  it('fits its schema for every number of players and every size', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.integer({ min: 2, max: 8 }),
        fc.integer({ min: 3, max: 10 }),
        fc.integer({ min: 200, max: 2000 }),
        (seed, players, planets_per_seat, map_size) => {
          const state = open(seed, players, { planets_per_seat, map_size })
          expect(v.safeParse(GameState, state).issues).toBeUndefined()
          expect(state.planets).toHaveLength(players * planets_per_seat)
          expect(new Set(state.planets.map(({ name }) => name)).size).toBe(state.planets.length)
          expect(state.planets.every(({ x, y }) => x <= map_size && y <= map_size)).toBe(true)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('gives every seat a like home and like ships, apart from each other', () => {
    const state = open('fair', 4)
    const homes = state.planets.filter((planet) => planet.owner !== null)
    expect(homes.map(({ owner, size, population }) => [owner, size, population])).toEqual(
      [1, 2, 3, 4].map((seat) => [seat, 100, 80]),
    )
    expect(new Set(state.fleets.map(({ ships }) => JSON.stringify(ships))).size).toBe(1)
    const apart = homes.flatMap((home) =>
      homes.filter((other) => other !== home).map((other) => distance(home, other)),
    )
    expect(Math.min(...apart)).toBeGreaterThan(60)
  })

  it('is the seed’s, whatever the sequence of the seats', () => {
    const opening = openingOf('order', 5)
    const shuffled = { ...opening, seats: opening.seats.toReversed() }
    expect(hashOf(openGame(shuffled))).toBe(hashOf(openGame(opening)))
    expect(hashOf(open('another', 5))).not.toBe(hashOf(openGame(opening)))
  })
})
