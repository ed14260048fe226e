import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { openEngine } from '#local/engine/game'
import { encode, Opening, type Saved } from '#local/engine/saved'
import { openingOf } from '#test/local/engine/play'

const OPENING = v.parse(Opening, { game_id: 'held', ...openingOf('held', 2) })

/** A store whose next save waits until it is let go. */
function heldStore() {
  let gate = Promise.resolve()
  const hold = (): (() => void) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    gate = promise
    return resolve
  }
  return { hold, load: async () => null, save: async (_saved: Saved) => gate }
}

describe('while a turn is being generated', () => {
  it('the phase says so, the old state is what is answered, and a quiesce waits', async () => {
    const store = heldStore()
    const game = openEngine(store, null)
    const { state_hash } = await game.init(OPENING)

    const release = store.hold()
    const input = { operation_id: 'one', expected_state_hash: state_hash, orders: [], idle_seats: [] }
    const generated = game.generate(1, input)
    const order: string[] = []
    const quiesced = game.idle().then(() => order.push('quiesced'))
    await expect.poll(() => game.view().phase).toBe('generating')
    expect(game.view()).toMatchObject({ turn: 1, state_hash })
    expect(() => game.report(2, 1)).toThrow(expect.objectContaining({ code: 'no_such_turn' }))

    order.push('released')
    release()
    expect(await generated).toMatchObject({ turn: 2 })
    await quiesced
    expect(order).toEqual(['released', 'quiesced'])
    expect(game.view()).toMatchObject({ phase: 'idle', turn: 2 })
  })
})

it('the longest game of the most players fits a snapshot, whatever they order', async () => {
  const settings = { planets_per_seat: 10, max_turns: 100, dominance_percent: 100, dominance_turns: 10 }
  const game = openEngine(heldStore(), null)
  let answer = await game.init(v.parse(Opening, { game_id: 'long', ...openingOf('long', 8, settings) }))
  for (let turn = 1; turn <= 100; turn++) {
    const seats = game.view().seats.map(({ seat }) => seat)
    const orders = seats.map((seat) => ({ seat, orders: flights(game.report(turn, seat)) }))
    const next = await game.generate(turn, {
      operation_id: `${turn}`,
      expected_state_hash: answer.state_hash,
      orders,
      idle_seats: [],
    })
    answer = { ...next, created: false }
  }
  expect(game.view().phase).toBe('finished')
  expect(encode(game.snapshot()).byteLength).toBeLessThan(12 * 1024 ** 2)
})

/** The orders that make a state as large as can be: every planet builds scouts, and each flies alone, far away. */
function flights(report: ReturnType<ReturnType<typeof openEngine>['report']>) {
  const produce = report.planets.map(({ planet }) => ({ type: 'produce', planet, what: 'scout' }))
  const sends = report.fleets
    .filter((fleet) => fleet.flight === null)
    .flatMap((fleet) =>
      Array.from({ length: fleet.ships.scout }, (_, index) => ({
        type: 'send',
        from: fleet.planet,
        to: (fleet.planet + 1 + index) % report.stars.length,
        ships: { scout: 1 },
      })),
    )
  return [...produce, ...sends, ...Array.from({ length: 200 }, () => 'nonsense')]
}
