// Makes the state of a game again where its engine has lost it or has another one: from the newest snapshot,
// then the turns after it from their frozen orders. The same state, orders and image give the same hash, which
// is checked after each step. PostgreSQL says which turns were played, and no turn is played twice.

import { config } from '#shared/config'
import type { EngineAddress } from '#shared/engine/address'
import { EngineError, generateTurn, putGame, readGame } from '#shared/engine/client'
import { errorFields, log } from '#shared/log'
import { putBack } from '#shared/runtime/snapshots'
import type { Pool } from '#sql/connection'
import type { GameRow } from '#sql/games/games'
import { insertRestore } from '#sql/runtime/operations'
import { findPlayedTurn, findPosition, findStateHash, listFirstHolders } from '#sql/runtime/replays'
import type { Position } from '#sql/runtime/replays'
import { listSnapshots } from '#sql/runtime/snapshots'

type HeldGame = Awaited<ReturnType<typeof readGame>>

/** `moving`: a turn was claimed or committed during the comparison, so compare again. */
export type Comparison = 'same' | 'moving' | 'differs'

/** Whether an engine has the state that its game should have. */
export async function compareState(sql: Pool, address: EngineAddress, game_id: string): Promise<Comparison> {
  const before = await findPosition(sql, game_id)
  const held = await readGame(address)
  if (before !== null && isExpected(held, before)) return 'same'
  const after = await findPosition(sql, game_id)
  const moved = before?.turn !== after?.turn || before?.attempts !== after?.attempts
  return moved ? 'moving' : 'differs'
}

/** An engine that was asked for the next turn may have it already: it answers the same again when that is asked for. */
function isExpected(held: HeldGame, { game_id, turn, state_hash, attempts }: Position): boolean {
  if (held.game_id !== game_id) return false
  return held.turn === turn ? held.state_hash === state_hash : held.turn === turn + 1 && attempts > 0
}

/**
 * Makes the state of a game again, and answers false where that cannot be done. It may be repeated, and goes
 * on from where it was left. No turn of the game may be claimed meanwhile. Throws `EngineError` only where the
 * engine is away.
 */
export async function restoreState(sql: Pool, address: EngineAddress, game: GameRow): Promise<boolean> {
  const { game_id, current_turn } = game
  try {
    const from = await beginAgain(sql, address, game)
    const last = current_turn ?? from.turn
    for (let turn = from.turn; turn < last; turn += 1) await playAgain(sql, address, game_id, turn)
    const played = last - from.turn
    const again = played === 0 ? '' : `, ${played} ${played === 1 ? 'turn' : 'turns'} played again`
    const detail = `State restored from ${from.source}${again}.`
    log.warn('engine state restored', { game_id, turn: last, from: from.source, played })
    await insertRestore(sql, game_id, { outcome: 'succeeded', detail })
    return true
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind === 'away') throw error
    log.error('engine state not restored', { game_id, ...errorFields(error) })
    const error_message = `The state cannot be restored: ${error.message}.`
    await insertRestore(sql, game_id, { outcome: 'failed', error_code: 'state_lost', error_message })
    return false
  }
}

type Beginning = { turn: number; source: string }

/** Brings the engine to the latest turn that needs no playing. */
async function beginAgain(sql: Pool, address: EngineAddress, game: GameRow): Promise<Beginning> {
  const { game_id } = game
  const own = await ownTurn(sql, address, game)
  for (const snapshot of await listSnapshots(sql, game_id)) {
    const { turn } = snapshot
    if (own !== null && own.turn >= turn) break
    if (await isPutBack(() => putBack(sql, address, snapshot), { game_id, turn }))
      return { turn, source: `the snapshot of turn ${turn}` }
  }
  if (own !== null) return own
  await openAgain(sql, address, game)
  return { turn: 1, source: 'its opening' }
}

/** The turn that the engine has by itself, where that is one of this game and not a later one. */
async function ownTurn(sql: Pool, address: EngineAddress, game: GameRow): Promise<Beginning | null> {
  const { game_id, current_turn } = game
  const { turn, ...held } = await readGame(address)
  if (held.game_id !== game_id || !turn || turn > (current_turn ?? 0)) return null
  const state_hash = await findStateHash(sql, game_id, turn)
  return held.state_hash === state_hash ? { turn, source: `the engine's own turn ${turn}` } : null
}

/** A snapshot that an engine refuses, as one of another version, leaves the older ones. */
async function isPutBack(
  put: () => Promise<boolean>,
  facts: { game_id: string; turn: number },
): Promise<boolean> {
  try {
    if (await put()) return true
    log.error('a snapshot is damaged', facts)
    return false
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind === 'away') throw error
    log.error('a snapshot was refused', { ...facts, code: error.code, ...errorFields(error) })
    return false
  }
}

async function openAgain(sql: Pool, address: EngineAddress, game: GameRow): Promise<void> {
  const { game_id, seed, settings } = game
  const seats = await listFirstHolders(sql, game_id)
  const { state_hash } = await putGame(address, { game_id, seed, settings, seats })
  requireState(1, state_hash, await findStateHash(sql, game_id, 1))
}

/** Plays a committed turn once more, with what went into it. */
async function playAgain(sql: Pool, address: EngineAddress, game_id: string, turn: number): Promise<void> {
  const { next_hash, state_hash, ...played } = await findPlayedTurn(sql, game_id, turn)
  const timeout_ms = config().BACKEND_RUNTIME_TURN_TIMEOUT
  const limits = { timeout_ms, signal: AbortSignal.timeout(timeout_ms) }
  const next = await generateTurn(address, turn, { ...played, expected_state_hash: state_hash }, limits)
  requireState(turn + 1, next.state_hash, next_hash)
}

function requireState(turn: number, found: string, expected: string | null): void {
  if (found === expected) return
  throw new EngineError('broken', 'state_differs', `turn ${turn} has another state than it had`)
}
