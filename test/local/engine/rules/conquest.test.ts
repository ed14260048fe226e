import { describe, expect, it } from 'vitest'
import { next, own, row, station } from '#test/local/engine/play'

/** Two seats land that many colonists on one empty planet: who owns it then? */
function race(first: number, second: number): number | null | undefined {
  const state = row([0, 100])
  station(state, 1, 0, { transport: 1 }, first)
  station(state, 2, 0, { transport: 1 }, second)
  return next(state).planets[0]?.owner
}

describe('conquest', () => {
  it('a planet without defenders surrenders to guns strong enough, and half of it is lost', () => {
    const state = row([0, 100])
    own(state, 2, 0, 60, 40)
    own(state, 2, 1)
    station(state, 1, 0, { frigate: 3 })
    const after = next(state)
    expect(after.planets[0]).toMatchObject({ owner: 1, produces: 'industry' })
    expect(after.planets[0]?.population).toBe(30 + 5)
    expect(after.events).toContainEqual({ kind: 'conquered', seen_by: [1, 2], planet: 0, seat: 1, from: 2 })
  })

  it('a populous planet holds out against a few guns', () => {
    const state = row([0, 100])
    own(state, 2, 0, 100)
    station(state, 1, 0, { frigate: 4 })
    expect(next(state).planets[0]?.owner).toBe(2)
  })

  it('neutral people are conquered too, and an empty planet is not', () => {
    const state = row([0, 100])
    own(state, null, 0, 20, 0)
    station(state, 1, 0, { frigate: 3 })
    station(state, 1, 1, { frigate: 3 })
    expect(next(state).planets.map((planet) => planet.owner)).toEqual([1, null])
  })
})

describe('colonising', () => {
  it('colonists settle an empty planet and multiply', () => {
    const state = row([0, 100])
    station(state, 1, 0, { transport: 1 }, 10)
    const after = next(state)
    expect(after.planets[0]).toMatchObject({ owner: 1, population: 12 })
    expect(after.fleets[0]).toMatchObject({ colonists: 0 })
  })

  it('who finds no room stays aboard', () => {
    const state = row([0, 100])
    own(state, 1, 0, 95, 0)
    station(state, 1, 0, { transport: 1 }, 10)
    const after = next(state)
    expect(after.planets[0]?.population).toBe(100)
    expect(after.fleets[0]?.colonists).toBe(5)
  })

  it('the larger of two parties takes the planet, and of equal ones neither', () => {
    expect(race(3, 7)).toBe(2)
    expect(race(5, 5)).toBeNull()
  })

  it('nobody lands among strangers', () => {
    const state = row([0, 100])
    own(state, 2, 0)
    station(state, 1, 0, { transport: 1 }, 10)
    expect(next(state).planets[0]?.owner).toBe(2)
  })
})
