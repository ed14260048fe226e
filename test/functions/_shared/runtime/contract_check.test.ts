// An engine that breaks one promise of the contract is found out, whichever it is.

import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { tryEngine } from '#shared/runtime/contract_check'
import { tamperedEngine, VERSION } from '#test/kit/tampered_engine'
import type { Tamper } from '#test/kit/tampered_engine'

const limits = { timeout_ms: 5000, signal: new AbortController().signal }

async function trial(tamper?: Tamper) {
  return tryEngine(await tamperedEngine(tamper), { game_id: randomUUID(), version: VERSION }, limits)
}

/** Answers of one call, from the `from`th on, with other members. */
const changed =
  (call: string, members: (old: object) => object, from = 1): Tamper =>
  async (made, nth, answer) =>
    made === call && nth >= from
      ? Response.json(members((await answer.json()) as object), { status: answer.status })
      : answer

const manifest = (members: object) => changed('GET /v1/manifest', (old) => ({ ...old, ...members }))

describe('an engine that keeps the contract', () => {
  it('plays two turns, and its manifest is answered', async () => {
    const calls: string[] = []
    const found = await trial((call, _nth, answer) => {
      calls.push(call)
      return answer
    })
    expect(found).toMatchObject({ contract: '1', engine: { version: VERSION }, players: { min: 2 } })
    for (const turn of [1, 2]) {
      const generate = `POST /v1/game/turns/${turn}/generate`
      expect(calls.filter((call) => call === generate)).toHaveLength(2)
      expect(calls).toContain(`GET /v1/game/turns/${turn + 1}/reports/2`)
    }
  })
})

describe('an engine that does not', () => {
  const generate = 'POST /v1/game/turns/2/generate'
  const snapshot = 'GET /v1/game/snapshot'
  const cases: [string, string, Tamper][] = [
    ['has another contract', 'answer_malformed', manifest({ contract: '2' })],
    ['is another version', 'version_mismatch', manifest({ engine: { name: 'x', version: '9.9.9' } })],
    ['is for nobody', 'players_invalid', manifest({ players: { min: 0, max: 4 } })],
    ['is for less than it needs', 'players_invalid', manifest({ players: { min: 3, max: 2 } })],
    ['has settings without a schema', 'settings_schema_invalid', manifest({ settings_schema: 'any' })],
    ['has a schema that is none', 'settings_schema_invalid', manifest({ settings_schema: { type: 'text' } })],
    [
      'makes the same game otherwise',
      'answer_changed',
      changed('PUT /v1/game', (old) => ({ ...old, state_hash: 'x' }), 2),
    ],
    [
      'generates the same turn otherwise',
      'answer_changed',
      changed(generate, (old) => ({ ...old, state_hash: 'x' }), 2),
    ],
    ['skips a turn', 'wrong_next_turn', changed(generate, (old) => ({ ...old, turn: 4 }))],
    [
      'holds another state than it says',
      'answer_changed',
      changed('GET /v1/game', (old) => ({ ...old, state_hash: 'x' })),
    ],
    [
      'has no report of a seat',
      'engine_error',
      (call, _nth, answer) => (call.endsWith('/3/reports/2') ? new Response('', { status: 500 }) : answer),
    ],
    [
      'has no snapshot',
      'engine_error',
      (call, _nth, answer) => (call === snapshot ? new Response('', { status: 404 }) : answer),
    ],
    [
      'has a snapshot that is not what it says',
      'digest_mismatch',
      (call, _nth, answer) =>
        call === snapshot ? new Response('state', { headers: answer.headers }) : answer,
    ],
    [
      'drops the connection',
      'engine_away',
      (call, _nth, answer) =>
        call === snapshot
          ? new Response(new ReadableStream({ start: (stream) => stream.error(new Error('cut')) }))
          : answer,
    ],
  ]
  it.each(cases)('%s: %s', async (_what, code, tamper) => {
    await expect(trial(tamper)).rejects.toMatchObject({ name: 'EngineError', code })
  })
})
