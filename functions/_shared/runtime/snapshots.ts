// Snapshots of engines. A snapshot is read, checked to be of one turn, and stored compressed. It can be put
// back.

import { promisify } from 'node:util'
import { deflate, inflate } from 'node:zlib'
import type { EngineAddress } from '#shared/engine/address'
import { EngineError, readGame } from '#shared/engine/client'
import { digestOf, MAX_SNAPSHOT_BYTES, putSnapshot, readSnapshot } from '#shared/engine/snapshot_transfer'
import type { Pool } from '#sql/connection'
import { findSnapshotBytes, storeSnapshot } from '#sql/runtime/snapshots'
import type { SnapshotRow } from '#sql/runtime/snapshots'

const compress = promisify(deflate)
const expand = promisify(inflate)

type Position = Pick<SnapshotRow, 'game_id' | 'turn' | 'state_hash'>

/** Whether an engine holds this game at this turn, with this state. */
async function isAt(address: EngineAddress, { game_id, turn, state_hash }: Position): Promise<boolean> {
  const held = await readGame(address)
  return held.game_id === game_id && held.turn === turn && held.state_hash === state_hash
}

/**
 * Takes and stores a snapshot of this position. Answers false and stores nothing where the engine is at
 * another position before or after, because the bytes would be of an unknown turn. Throws `EngineError`.
 */
export async function takeSnapshot(
  sql: Pool,
  address: EngineAddress,
  position: Position & { engine_version: string; patch_id?: string },
): Promise<boolean> {
  if (!(await isAt(address, position))) return false
  const bytes = await readSnapshot(address)
  if (bytes.length === 0) throw new EngineError('broken', 'snapshot_empty', "the engine's snapshot is empty")
  if (!(await isAt(address, position))) return false
  const { game_id, turn, state_hash, engine_version, patch_id = null } = position
  const facts = { game_id, turn, state_hash, engine_version, patch_id }
  const snapshot = { ...facts, digest: digestOf(bytes), size: bytes.length, bytes: await compress(bytes) }
  await sql.begin((tx) => storeSnapshot(tx, snapshot))
  return true
}

/**
 * Makes a snapshot the engine's state. Answers false where the snapshot is gone or damaged, or the engine is
 * at another position afterwards.
 */
export async function putBack(sql: Pool, address: EngineAddress, snapshot: SnapshotRow): Promise<boolean> {
  const compressed = await findSnapshotBytes(sql, snapshot)
  const bytes = compressed && (await expandBounded(compressed))
  if (!bytes || digestOf(bytes) !== snapshot.digest) return false
  await putSnapshot(address, bytes)
  return isAt(address, snapshot)
}

async function expandBounded(compressed: Buffer): Promise<Buffer | null> {
  try {
    return await expand(compressed, { maxOutputLength: MAX_SNAPSHOT_BYTES })
  } catch {
    return null
  }
}
