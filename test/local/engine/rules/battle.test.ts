import { describe, expect, it } from 'vitest'
import type { Ships } from '#local/engine/rules/ships'
import type { GameState } from '#local/engine/rules/state'
import { next, row, station } from '#test/local/engine/play'

function meeting(a: Partial<Ships>, b: Partial<Ships>, seed = 'x'): GameState {
  const state = { ...row([0, 500]), seed }
  station(state, 1, 0, a)
  station(state, 2, 0, b)
  return state
}
const survivors = (state: GameState, seat: number): number =>
  state.fleets.filter((fleet) => fleet.seat === seat).reduce((total, fleet) => total + fleet.ships.frigate, 0)

const outcome = (seed: string): string =>
  JSON.stringify(next(meeting({ frigate: 12 }, { frigate: 12 }, seed)).fleets)

describe('where fleets meet', () => {
  it('warships fight until one seat is left, and both sides read of it', () => {
    const after = next(meeting({ frigate: 30 }, { frigate: 5 }))
    const battle = after.events.find((event) => event.kind === 'battle')
    expect(battle).toMatchObject({ planet: 0, seen_by: [1, 2] })
    expect(battle?.kind === 'battle' && battle.sides.map((side) => side.before.frigate)).toEqual([30, 5])
    expect(survivors(after, 1)).toBeGreaterThan(20)
    expect(survivors(after, 2)).toBe(0)
  })

  it('unarmed ships pass each other', () => {
    const after = next(meeting({ scout: 1 }, { transport: 1 }))
    expect(after.events.filter((event) => event.kind === 'battle')).toEqual([])
  })

  it('the dice are the seed’s: the same seed is the same battle, and seeds differ', () => {
    expect(outcome('a')).toBe(outcome('a'))
    expect(new Set(['a', 'b', 'c', 'd', 'e', 'f'].map(outcome)).size).toBeGreaterThan(1)
  })

  it('better weapons and shields decide between equals', () => {
    const wins = Array.from({ length: 20 }, (_, index) => {
      const state = meeting({ frigate: 10 }, { frigate: 10 }, `seed ${index}`)
      Object.assign(state.seats[0]?.technology ?? {}, { weapons: 200, shields: 200 })
      return survivors(next(state), 1) > 0
    })
    expect(wins.filter(Boolean).length).toBeGreaterThan(17)
  })

  it('colonists die with the transports that carry them', () => {
    const state = row([0, 500])
    station(state, 1, 0, { transport: 2 }, 20)
    station(state, 2, 0, { cruiser: 10 })
    expect(next(state).fleets.filter((fleet) => fleet.seat === 1)).toEqual([])
  })
})
