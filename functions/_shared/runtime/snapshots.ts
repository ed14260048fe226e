// Snapshots of engines: read, known to be of one turn, and kept compressed; and put back.

import { promisify } from 'node:util'
import { deflate, inflate } from 'node:zlib'
import type { EngineAddress } from '#shared/engine/address'
import { EngineError, readGame } from '#shared/engine/client'
import { digestOf, MAX_SNAPSHOT_BYTES, putSnapshot, readSnapshot } from '#shared/engine/snapshot_transfer'
import type { Pool } from '#sql/connection'
import { findSnapshotBytes, keepSnapshot } from '#sql/runtime/snapshots'
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
 * Takes and keeps a snapshot of this position; false, with nothing kept, where the engine is at another one before or
 * after: its bytes would be of nobody knows which turn. Throws `EngineError`.
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
  const kept = { ...facts, digest: digestOf(bytes), size: bytes.length, bytes: await compress(bytes) }
  await sql.begin((tx) => keepSnapshot(tx, kept))
  return true
}

/**
 * Makes a snapshot the engine's state; false where the snapshot is gone or damaged, or the
 * engine is at another position then.
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
