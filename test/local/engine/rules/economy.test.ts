import { describe, expect, it } from 'vitest'
import { yieldOf } from '#local/engine/rules/economy'
import { next, own, row } from '#test/local/engine/play'

function home(what: string, population = 80, industry = 60) {
  const state = row([0, 500])
  own(state, 1, 0, population, industry)
  own(state, 2, 1)
  return next(state, { 1: [{ type: 'produce', planet: 0, what }] })
}

describe('production', () => {
  it('comes three quarters from industry and one from people, and is as good as the resources', () => {
    expect(yieldOf({ industry: 60, population: 80, resources: 100 })).toBe(65)
    expect(yieldOf({ industry: 60, population: 80, resources: 50 })).toBe(32)
  })

  it('builds ships and saves what is left', () => {
    const after = home('frigate')
    expect(after.fleets[0]).toMatchObject({ seat: 1, planet: 0, ships: { frigate: 4 } })
    expect(after.planets[0]?.stock).toBe(5)
    expect(after.events).toContainEqual({ kind: 'built', seen_by: [1], planet: 0, ship: 'frigate', count: 4 })
  })

  it('builds industry up to one unit a head; the rest is studied', () => {
    expect(home('industry').planets[0]).toMatchObject({ industry: 76, stock: 1 })
    const full = home('industry', 62, 60)
    expect(full.planets[0]).toMatchObject({ industry: 62, stock: 0 })
    expect(full.seats[0]?.research_points).toBe(60 - 8)
  })
})

it('people multiply up to what the planet feeds', () => {
  expect(home('research', 20).planets[0]?.population).toBe(23)
  expect(home('research', 99).planets[0]?.population).toBe(100)
})

describe('research', () => {
  it('raises the chosen field when the points suffice, and keeps the rest', () => {
    const state = row([0, 500])
    own(state, 1, 0, 80, 60)
    own(state, 2, 1)
    const orders = [
      { type: 'produce', planet: 0, what: 'research' },
      { type: 'research', field: 'weapons' },
    ]
    const once = next(state, { 1: orders })
    expect(once.seats[0]).toMatchObject({ research_points: 65, technology: { weapons: 100 } })
    const twice = next(once)
    expect(twice.seats[0]).toMatchObject({ technology: { drive: 100, weapons: 110, shields: 100 } })
    expect(twice.events).toContainEqual({ kind: 'advanced', seen_by: [1], field: 'weapons', level: 110 })
  })
})
