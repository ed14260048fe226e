import { describe, expect, it } from 'vitest'
import { applyOrders, checkOrders, MAX_FLIGHTS, MAX_ORDERS } from '#local/engine/rules/orders'
import { open, own, row, station } from '#test/local/engine/play'

function sky() {
  const state = row([0, 100, 200])
  own(state, 1, 0)
  own(state, 2, 1)
  station(state, 1, 0, { frigate: 2, transport: 1 })
  return state
}
const code = (order: unknown) => checkOrders(sky(), 1, [order]).map((refusal) => [refusal.path, refusal.code])

describe('a legal order', () => {
  it('sends ships and colonists on their way at once', () => {
    const state = sky()
    expect(
      applyOrders(state, 1, [{ type: 'send', from: 0, to: 2, ships: { transport: 1 }, colonists: 10 }]),
    ).toEqual([])
    expect(state.planets[0]?.population).toBe(40)
    expect(state.fleets.at(-1)).toMatchObject({
      seat: 1,
      planet: 2,
      colonists: 10,
      ships: { transport: 1, frigate: 0 },
      flight: { from: 0, distance: 200, travelled: 0 },
    })
  })

  it('sets what a planet produces and what the seat studies', () => {
    const state = sky()
    const orders = [
      { type: 'produce', planet: 0, what: 'cruiser' },
      { type: 'research', field: 'shields' },
    ]
    expect(applyOrders(state, 1, orders)).toEqual([])
    expect(state.planets[0]?.produces).toBe('cruiser')
    expect(state.seats[0]?.research).toBe('shields')
  })
})

describe('a refused order', () => {
  it.each([
    ['of a foreign planet', { type: 'produce', planet: 1, what: 'scout' }, '0.planet', 'not_your_planet'],
    ['of no planet', { type: 'produce', planet: 99, what: 'scout' }, '0.planet', 'not_your_planet'],
    [
      'to where the map has nothing',
      { type: 'send', from: 0, to: 99, ships: { frigate: 1 } },
      '0',
      'no_such_planet',
    ],
    ['to where it is', { type: 'send', from: 0, to: 0, ships: { frigate: 1 } }, '0.to', 'same_planet'],
    ['of nothing', { type: 'send', from: 0, to: 1, ships: {} }, '0.ships', 'no_ships'],
    ['of too many', { type: 'send', from: 0, to: 1, ships: { frigate: 3 } }, '0.ships', 'not_enough_ships'],
    ['from afar', { type: 'send', from: 1, to: 0, ships: { frigate: 1 } }, '0.ships', 'not_enough_ships'],
    [
      'with too full a hold',
      { type: 'send', from: 0, to: 1, ships: { frigate: 1 }, colonists: 1 },
      '0.colonists',
      'no_room_aboard',
    ],
    ['of an unknown type', { type: 'nuke', planet: 1 }, '0.type', 'malformed'],
    [
      'with a fraction',
      { type: 'send', from: 0, to: 1, ships: { frigate: 0.5 } },
      '0.ships.frigate',
      'malformed',
    ],
    ['with an unknown member', { type: 'research', field: 'drive', extra: 1 }, '0.extra', 'malformed'],
    ['that is no object', 'send everything', '0', 'malformed'],
  ])('%s says where and why', (_name, order, path, expected) => {
    expect(code(order)).toEqual([[path, expected]])
  })

  it('leaves people behind who are not there', () => {
    const state = sky()
    own(state, 1, 0, 10)
    const order = { type: 'send', from: 0, to: 1, ships: { transport: 1 }, colonists: 10 }
    expect(checkOrders(state, 1, [order])[0]?.code).toBe('not_enough_people')
  })

  it('does not strand colonists aboard', () => {
    const state = row([0, 100])
    station(state, 1, 0, { transport: 1, scout: 1 }, 8)
    const order = { type: 'send', from: 0, to: 1, ships: { transport: 1 }, colonists: 0 }
    expect(checkOrders(state, 1, [order])[0]?.code).toBe('colonists_left')
  })

  it('changes nothing, and does not stop the next', () => {
    const state = sky()
    const orders = [
      { type: 'produce', planet: 1, what: 'scout' },
      { type: 'produce', planet: 0, what: 'scout' },
    ]
    expect(applyOrders(state, 1, orders)).toHaveLength(1)
    expect(state.planets.map((planet) => planet.produces)).toEqual(['scout', 'industry', 'industry'])
  })

  it('never echoes what was given', () => {
    const refusals = checkOrders(sky(), 1, [{ type: 'a secret' }, { type: 'research', field: 'a secret' }])
    expect(refusals).toHaveLength(2)
    expect(JSON.stringify(refusals)).not.toContain('secret')
  })
})

describe('limits', () => {
  it('refuses more orders than a turn takes', () => {
    const orders = Array.from({ length: MAX_ORDERS + 1 }, () => ({ type: 'research', field: 'drive' }))
    expect(checkOrders(sky(), 1, orders).map((refusal) => refusal.code)).toEqual(['too_many_orders'])
  })

  it('refuses more fleets on their way than a seat may have', () => {
    const state = sky()
    station(state, 1, 2, { scout: MAX_FLIGHTS + 1 })
    const orders = Array.from({ length: MAX_FLIGHTS + 1 }, () => ({
      type: 'send',
      from: 2,
      to: 0,
      ships: { scout: 1 },
    }))
    expect(applyOrders(state, 1, orders).map((refusal) => refusal.code)).toEqual(['too_many_flights'])
  })
})

it('checking has no effect on the state', () => {
  const state = open('check')
  const before = structuredClone(state)
  checkOrders(state, 1, [{ type: 'research', field: 'weapons' }])
  expect(state).toEqual(before)
})
