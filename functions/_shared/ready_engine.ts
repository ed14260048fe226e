// What begins when an engine is found ready, in the transaction that says so.

import { rearmTurn } from '#shared/games/clock'
import type { Connection } from '#sql/connection'
import { armLoop } from '#sql/jobs'
import type { RuntimeRow } from '#sql/runtime/records'
import { armMissingSnapshot } from '#sql/runtime/snapshots'

const PROBE_MS = 5000
const NO_ORIGIN = { request_id: null, traceparent: null }

/**
 * Arms the turn that can be generated again, the snapshot that is missing, and the probes of
 * one that was not ready before.
 */
export async function useReadyEngine(
  tx: Connection,
  { game_id, status }: Pick<RuntimeRow, 'game_id' | 'status'>,
): Promise<void> {
  await rearmTurn(tx, game_id, NO_ORIGIN)
  await armMissingSnapshot(tx, game_id)
  if (status !== 'ready') await armLoop(tx, 'runtime/probe', PROBE_MS)
}
