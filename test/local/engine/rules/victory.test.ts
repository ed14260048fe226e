import { describe, expect, it } from 'vitest'
import { generateTurn } from '#local/engine/rules/turn'
import { next, open, own, row, station } from '#test/local/engine/play'

describe('elimination', () => {
  it('who has no planet and no means to win one is out, and the last one standing wins', () => {
    const state = row([0, 300])
    own(state, 1, 0)
    station(state, 2, 1, { scout: 3 })
    const after = next(state)
    expect(after.seats.map((seat) => seat.eliminated_in)).toEqual([null, 1])
    expect(after.fleets).toEqual([])
    expect(after.finished).toMatchObject({
      reason: 'last_standing',
      ranking: [
        { seat: 1, rank: 1 },
        { seat: 2, rank: 2, score: 0 },
      ],
    })
  })

  it('a warship or a colonist is still a hope', () => {
    const state = row([0, 300, 600], 3)
    own(state, 1, 0)
    station(state, 2, 1, { frigate: 1 })
    station(state, 3, 2, { transport: 1 }, 1)
    expect(next(state).seats.map((seat) => seat.eliminated_in)).toEqual([null, null, null])
  })

  it('a banished seat’s planets become neutral, and its ships vanish', () => {
    const state = row([0, 300, 600], 3)
    for (const seat of [1, 2, 3]) own(state, seat, seat - 1)
    station(state, 2, 1, { cruiser: 3 })
    const statuses = [{ seat: 2, status: 'banished' as const }]
    const after = generateTurn(state, { orders: [], idle_seats: [], statuses })
    expect(after.planets.map((planet) => planet.owner)).toEqual([1, null, 3])
    expect(after.fleets).toEqual([])
    expect(after.seats[1]).toMatchObject({ status: 'banished', eliminated_in: 1 })
    expect(after.finished).toBeNull()
  })
})

describe('the end', () => {
  it('comes when a seat was dominant long enough in a row', () => {
    let state = row([0, 300])
    own(state, 1, 0, 90)
    own(state, 2, 1, 10)
    for (const dominant of [1, 2]) {
      state = next(state)
      expect([state.seats[0]?.dominant_turns, state.finished]).toEqual([dominant, null])
    }
    expect(next(state).finished).toMatchObject({ reason: 'dominance', ranking: [{ seat: 1 }, { seat: 2 }] })
  })

  it('comes at max_turns at the latest, equals sharing a rank', () => {
    let state = open('calm', 2, { max_turns: 5 })
    while (!state.finished) state = next(state)
    expect(state.turn).toBe(6)
    expect(state.finished.reason).toBe('max_turns')
    expect(state.finished.ranking.map(({ rank }) => rank)).toEqual([1, 1])
  })

  it('ranks the later fallen before the earlier', () => {
    const state = row([0, 300, 600], 3)
    own(state, 3, 0, 90)
    own(state, 1, 1, 1)
    const fallen = next(state)
    own(fallen, 3, 1)
    expect(next(fallen).finished?.ranking.map(({ seat, rank }) => [seat, rank])).toEqual([
      [3, 1],
      [1, 2],
      [2, 3],
    ])
  })
})
