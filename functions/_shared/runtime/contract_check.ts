// Finds out whether an engine keeps the contract, by playing. It makes a game with the fewest seats and the
// engine's own settings, and asks twice for each of two turns without orders. It throws `EngineError` at the
// first thing that is wrong.

import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { EngineAddress } from '#shared/engine/address'
import { EngineError, generateTurn, putGame, readGame, readManifest, readReport } from '#shared/engine/client'
import type { EngineManifest } from '#shared/engine/client'
import { readSnapshot } from '#shared/engine/snapshot_transfer'

const TURNS = 2
const MOST_SEATS = 64
const DRAFT_7 = /draft-07/

const broken = (code: string, message: string) => new EngineError('broken', code, message)

/** Plays the trial's game under this id, and answers the manifest. `limits` holds for each generation of a turn. */
export async function tryEngine(
  address: EngineAddress,
  trial: { game_id: string; version: string },
  limits: { timeout_ms: number; signal: AbortSignal },
): Promise<EngineManifest> {
  const manifest = await readManifest(address)
  checkManifest(manifest, trial.version)
  const seats = Array.from({ length: manifest.players.min }, (_, index) => ({
    seat: index + 1,
    alias: `Seat ${index + 1}`,
  }))
  const game = { game_id: trial.game_id, seed: 'probe', settings: {}, seats }
  const opening = await putGame(address, game)
  same(await putGame(address, game), opening, 'the same game again')
  let { turn, state_hash } = await checkPosition(address, trial.game_id, opening, seats, 1)
  while (turn <= TURNS) {
    const asked = { operation_id: randomUUID(), expected_state_hash: state_hash, orders: [], idle_seats: [] }
    const next = await generateTurn(address, turn, asked, limits)
    same(
      await generateTurn(address, turn, asked, limits),
      next,
      `turn ${turn} again, under the same operation_id`,
    )
    ;({ turn, state_hash } = await checkPosition(address, trial.game_id, next, seats, turn + 1))
    if (next.finished) break
  }
  const snapshot = await readSnapshot(address)
  if (snapshot.length === 0) throw broken('snapshot_empty', "the engine's snapshot is empty")
  return manifest
}

function checkManifest({ engine, players, settings_schema }: EngineManifest, version: string): void {
  if (engine.version !== version)
    throw broken('version_mismatch', `the engine says that it is version ${engine.version}, not ${version}`)
  const { min, max } = players
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 1 || max < min || min > MOST_SEATS)
    throw broken('players_invalid', `an engine cannot be for ${min} to ${max} players`)
  if (!isSchema(settings_schema))
    throw broken('settings_schema_invalid', 'the settings_schema is not a JSON Schema')
}

// Held against the meta-schema only: nothing is compiled from what an engine says.
function isSchema(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return false
  const { $schema } = schema as { $schema?: unknown }
  const draft = typeof $schema === 'string' && DRAFT_7.test($schema) ? new Ajv() : new Ajv2020()
  const { $schema: _, ...rest } = schema as Record<string, unknown>
  return draft.validateSchema(rest) === true
}

async function checkPosition(
  address: EngineAddress,
  game_id: string,
  said: { turn: number; state_hash: string },
  seats: { seat: number }[],
  turn: number,
): Promise<{ turn: number; state_hash: string }> {
  if (said.turn !== turn)
    throw broken('wrong_next_turn', `the engine made turn ${said.turn} where ${turn} is next`)
  const held = await readGame(address)
  const expected = { game_id, turn, state_hash: said.state_hash }
  same({ game_id: held.game_id, turn: held.turn, state_hash: held.state_hash }, expected, 'the position')
  for (const { seat } of seats) await readReport(address, turn, seat)
  return { turn, state_hash: said.state_hash }
}

function same(found: unknown, expected: unknown, what: string): void {
  if (!isDeepStrictEqual(found, expected))
    throw broken('answer_changed', `the engine answers otherwise when it is asked for ${what}`)
}
