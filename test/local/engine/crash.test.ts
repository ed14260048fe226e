import { watch } from 'node:fs'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { hashOf } from '#local/engine/canonical'
import { emptyFolder, startEngine, type Engine } from '#test/local/engine/child'
import { botInput, playBots } from '#test/local/engine/play'

const TURNS = 10
const Played = v.object({ turn: v.number() })
const STATES = playBots('crash', 3, TURNS + 1)

/** Kills the engine at the n-th sign of writing in its folder, or with its answer where there are fewer. */
async function killedAt(
  sign: number,
  folder: string,
  engine: Engine,
  request: Promise<unknown>,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let signs = 0
  const watcher = watch(folder, () => {
    signs += 1
    if (signs === sign) resolve()
  })
  await Promise.race([promise, request])
  await engine.kill('SIGKILL')
  watcher.close()
}

it('kill -9 in the middle of generating leaves the old turn or the new one, and no turn is played twice', async () => {
  const folder = await emptyFolder()
  const opening = {
    game_id: 'crash',
    seed: 'crash',
    settings: {},
    seats: [1, 2, 3].map((seat) => ({ seat, alias: `player ${seat}` })),
  }
  const outcomes = new Set<string>()
  let engine = await startEngine(folder)
  await engine.call('PUT', '/v1/game', opening)

  for (const [index, state] of STATES.slice(0, TURNS).entries()) {
    const turn = index + 1
    const { orders, idle_seats } = botInput(state)
    const body = { operation_id: `operation ${turn}`, expected_state_hash: hashOf(state), orders, idle_seats }
    const generate = (on: Engine) => on.call('POST', `/v1/game/turns/${turn}/generate`, body)
    const request = generate(engine).then(
      () => true,
      () => false,
    )
    await killedAt(1 + (index % 5), folder, engine, request)
    const answered = await request

    engine = await startEngine(folder)
    const { body: found } = await engine.call('GET', '/v1/game')
    const played = v.parse(Played, found).turn - turn
    outcomes.add(`${answered ? 'answered' : 'lost'}, ${played} turns on`)
    expect(found).toMatchObject({ phase: 'idle', state_hash: hashOf(STATES[index + played]) })

    const retried = await generate(engine)
    expect(retried).toMatchObject({ status: 200, body: { turn: turn + 1, state_hash: hashOf(STATES[turn]) } })
  }
  const legal = ['answered, 1 turns on', 'lost, 0 turns on', 'lost, 1 turns on']
  expect(legal).toEqual(expect.arrayContaining([...outcomes]))
  expect([...outcomes].join()).toContain('lost')
  expect((await engine.call('GET', '/v1/game')).body).toMatchObject({ turn: TURNS + 1 })
})
