import { expect, it } from 'vitest'
import type { Ships } from '#local/engine/rules/ships'
import { positionOf } from '#local/engine/rules/space'
import { seatOf } from '#local/engine/rules/state'
import { next, own, row, station } from '#test/local/engine/play'

const flying = { type: 'send', from: 0, to: 1, ships: { frigate: 1 } }

function travelled(ships: Partial<Ships>, drive: number): number | undefined {
  const state = row([0, 1000])
  own(state, 1, 0)
  station(state, 1, 0, ships)
  seatOf(state, 1).technology.drive = drive
  return next(state, { 1: [{ ...flying, ships }] }).fleets[0]?.flight?.travelled
}

it('a fleet takes as many turns as its distance at its speed, and then joins the ships in orbit', () => {
  let state = row([0, 150])
  own(state, 1, 0, 50, 0)
  own(state, 1, 1, 50, 0)
  station(state, 1, 0, { frigate: 1 })
  station(state, 1, 1, { scout: 1 })

  const where: (number | null)[] = []
  state = next(state, { 1: [flying] })
  for (let turn = 0; turn < 3; turn++) {
    const fleet = state.fleets.find((each) => each.ships.frigate === 1)
    where.push(fleet?.flight ? positionOf(state, fleet).x : null)
    state = next(state)
  }
  expect(where).toEqual([60, 120, null])
  expect(state.fleets).toHaveLength(1)
  expect(state.fleets[0]).toMatchObject({ planet: 1, flight: null, ships: { frigate: 1, scout: 1 } })
})

it('a fleet is as fast as its slowest ship, and faster with better drives', () => {
  expect(travelled({ frigate: 1 }, 100)).toBe(60)
  expect(travelled({ frigate: 1, cruiser: 1 }, 100)).toBe(40)
  expect(travelled({ frigate: 1, cruiser: 1 }, 150)).toBe(60)
})
