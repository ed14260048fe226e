// Patch of a game's engine to another version: prepare -> quiesce -> snapshot -> stop -> start -> verify, and
// its end. After stop, a failure leads to rollback_stop -> rollback_start -> rollback_verify, and once from
// there to rollback_drop. The phase stands in the operation's row, never in memory. The old version stays the
// one that should run until the end. Every transition of a phase is in this file.

import type { Connection, Origin } from '#sql/connection'
import { beginOperation } from '#sql/runtime/operations'
import type { NewOperation } from '#sql/runtime/operations'

export type PatchPhase =
  | 'prepare'
  | 'quiesce'
  | 'snapshot'
  | 'stop'
  | 'start'
  | 'verify'
  | 'rollback_stop'
  | 'rollback_start'
  | 'rollback_verify'
  | 'rollback_drop'

export type PatchRow = {
  operation_id: string
  game_id: string
  phase: PatchPhase
  phase_age_ms: number
  version_from: string
  version_to: string
  image_from: string
  image_to: string
  /** The state before the patch. Null where the engine could not be asked. */
  state_hash: string | null
  /** Why it is being rolled back. */
  error_message: string | null
}

/** An engine as a patch names it. */
export type EngineVersion = { version: string; image: string }

/**
 * Begins a patch. Answers null where another operation of the game is unfinished. From then on no turn is
 * claimed, the engine's crashes no longer count, and the finding of a pass that is under way is not written.
 * Call it with the game's row locked.
 */
export async function beginPatch(
  sql: Connection,
  game_id: string,
  { from, to }: { from: EngineVersion; to: EngineVersion },
  by: Pick<NewOperation, 'source' | 'actor'>,
  origin: Origin,
): Promise<string | null> {
  const patch = { game_id, operation: 'patch', image_from: from.image, image_to: to.image, ...by } as const
  const operation_id = await beginOperation(sql, patch, origin)
  if (operation_id === null) return null
  await sql`
    update backend.runtime_operation_log set phase = 'prepare', phase_since = now(), version_from = ${from.version},
      version_to = ${to.version}
    where operation_id = ${operation_id}`
  await sql`
    update backend.runtime_records set status = 'patching', status_since = now(), restarts = 0, crashes_from = now(),
      last_error = null, probe_misses = 0, probe_hits = 0, suspect_turn = null, unseen = 0,
      next_reconcile_at = now(), lease_token = null, leased_by = null, lease_until = null
    where game_id = ${game_id}`
  return operation_id
}

/** The patch of a game that is unfinished, or null. */
export async function findPatch(sql: Connection, game_id: string): Promise<PatchRow | null> {
  const [row] = await sql<PatchRow[]>`
    select operation_id, game_id, phase, version_from, version_to, image_from, image_to, state_hash, error_message,
      (extract(epoch from now() - phase_since) * 1000)::float8 as phase_age_ms
    from backend.runtime_operation_log
    where game_id = ${game_id} and outcome = 'running' and phase is not null`
  return row ?? null
}

/**
 * Moves a patch on from the phase it was found in. Does nothing where it is in another phase by now, or over.
 */
export async function movePatch(
  sql: Connection,
  patch: PatchRow,
  phase: PatchPhase,
  facts: { state_hash?: string; error_message?: string } = {},
): Promise<void> {
  await sql`
    update backend.runtime_operation_log set phase = ${phase}, phase_since = now(),
      state_hash = coalesce(${facts.state_hash ?? null}, state_hash),
      error_message = coalesce(${facts.error_message ?? null}, error_message)
    where ${isAt(sql, patch)}`
}

const isAt = (sql: Connection, { operation_id, phase }: PatchRow) =>
  sql`operation_id = ${operation_id} and outcome = 'running' and phase = ${phase}`

/**
 * The end of a patch whose engine is ready: the new version is the game's from now on. False where it was superseded.
 */
export async function succeedPatch(sql: Connection, patch: PatchRow): Promise<boolean> {
  const { game_id, version_from, version_to, image_to } = patch
  const ended = await sql`
    update backend.runtime_operation_log set outcome = 'succeeded', finished_at = now(), error_message = null,
      detail = ${`The game plays on with version ${version_to} instead of ${version_from}.`}
    where ${isAt(sql, patch)}`
  if (ended.count === 0) return false
  await sql`
    update backend.runtime_records set desired_version = ${version_to}, desired_image = ${image_to}
    where game_id = ${game_id}`
  await sql`update backend.games set engine_version = ${version_to} where game_id = ${game_id}`
  return true
}

/** The end of a patch that came to nothing: the game plays on with the version it had. */
export async function failPatch(
  sql: Connection,
  patch: PatchRow,
  failure: { error_code: string; error_message: string },
): Promise<void> {
  await sql`
    update backend.runtime_operation_log set outcome = 'failed', finished_at = now(),
      error_code = ${failure.error_code}, error_message = ${failure.error_message}
    where ${isAt(sql, patch)}`
}
