import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reportFor } from '#local/engine/rules/report'
import { SIGHT } from '#local/engine/rules/space'
import { own, playBots, row, station } from '#test/local/engine/play'

describe('fog of war', () => {
  it('shows foreign planets and fleets within sight, and nothing farther than their place', () => {
    const state = row([0, SIGHT, SIGHT + 1])
    own(state, 1, 0)
    own(state, 2, 1, 33, 22)
    own(state, 2, 2, 44, 11)
    station(state, 2, 1, { cruiser: 1 })
    station(state, 2, 2, { cruiser: 2 })
    const report = reportFor(state, 1)
    expect(report.stars.map((star) => star.planet)).toEqual([0, 1, 2])
    expect(report.seen_planets).toEqual([
      { planet: 1, owner: 2, size: 100, resources: 100, population: 33, industry: 22 },
    ])
    expect(report.seen_fleets.map((fleet) => [fleet.planet, fleet.ships.cruiser])).toEqual([[1, 1]])
  })

  it('hides where a foreign fleet goes', () => {
    const state = row([0, 50])
    own(state, 1, 0)
    station(state, 2, 1, { scout: 1 })
    Object.assign(state.fleets[0] ?? {}, { flight: { from: 0, distance: 50, travelled: 20 } })
    expect(reportFor(state, 1).seen_fleets).toEqual([
      { seat: 2, ships: { scout: 1, transport: 0, frigate: 0, cruiser: 0 }, planet: null, x: 20, y: 0 },
    ])
  })

  it('nothing unseen leaves a trace in a report, in whole games', () => {
    const games = ['one', 'two', 'three'].map((seed) => playBots(seed))
    fc.assert(
      fc.property(fc.nat(2), fc.nat(1000), fc.integer({ min: 1, max: 3 }), (game, turn, seat) => {
        const states = games[game] ?? []
        const state = states[turn % states.length]
        if (!state) return
        const report = reportFor(state, seat)
        const seen = new Set([...report.planets, ...report.seen_planets].map(({ planet }) => planet))
        const altered = structuredClone(state)
        for (const planet of altered.planets) {
          if (!seen.has(planet.planet))
            Object.assign(planet, { population: 77, industry: 66, owner: null, stock: 9 })
        }
        altered.fleets = altered.fleets.filter(
          (fleet) => fleet.seat === seat || fleet.flight !== null || seen.has(fleet.planet),
        )
        for (const other of altered.seats) {
          if (other.seat !== seat)
            Object.assign(other, { research: 'drive', research_points: 1, refused: [] })
        }
        expect({ ...reportFor(altered, seat), scores: [] }).toEqual({ ...report, scores: [] })
      }),
    )
  })

  it('tells of battles only those who saw them', () => {
    const state = row([0, 500])
    state.events = [{ kind: 'battle', seen_by: [2], planet: 1, sides: [] }]
    expect(reportFor(state, 1).events).toEqual([])
    expect(reportFor(state, 2).events).toEqual([{ kind: 'battle', planet: 1, sides: [] }])
  })
})
