import { describe, expect, it } from 'vitest'
import { botOrders } from '#local/demo/bot'
import { checkOrders } from '#local/engine/rules/orders'
import { reportFor } from '#local/engine/rules/report'
import { endOf, open, playBots } from '#test/local/engine/play'

const seeds = Array.from({ length: 20 }, (_, index) => `demo ${index}`)

describe('bots', () => {
  it('three of them play to a ranking: most games are won, within a demo’s patience', () => {
    const ends = seeds.map((seed) => endOf(playBots(seed)))
    for (const { finished } of ends)
      expect(finished?.ranking.map(({ seat }) => seat).toSorted()).toEqual([1, 2, 3])

    const won = ends.filter(({ finished }) => finished?.reason !== 'max_turns')
    expect(won.length).toBeGreaterThanOrEqual(17)
    const turns = ends.map((state) => state.turn - 1).toSorted((a, b) => a - b)
    expect(turns[10]).toBeLessThanOrEqual(25)
    expect(turns.at(-1)).toBeLessThanOrEqual(40)
  })

  it.each([2, 8])('%i of them come to an end, too', (players) => {
    expect(endOf(playBots('many', players)).finished?.ranking).toHaveLength(players)
  })

  it.each([2, 3, 4, 5, 6, 7, 8])('F-DX-1: %i of them give legal orders only', (players) => {
    for (const seed of ['legal', 'lawful']) {
      for (const state of playBots(seed, players, 60)) {
        for (const { seat } of state.seats) {
          expect(checkOrders(state, seat, botOrders(reportFor(state, seat), seat))).toEqual([])
        }
      }
    }
  })

  it('are pure: the same report gives the same orders', () => {
    const report = reportFor(open('pure'), 1)
    expect(botOrders(structuredClone(report), 1)).toEqual(botOrders(report, 1))
  })
})
