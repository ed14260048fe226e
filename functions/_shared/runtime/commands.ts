// What operators ask of engines: each changes only what should be, and writes the operation that says so; the
// reconciler does it. Call these verbs with the game's row locked, and roll back where they refuse.

import { haltGame } from '#shared/games/clock'
import type { Actor } from '#shared/games/lifecycle'
import type { Connection, Origin } from '#sql/connection'
import { ENGINE_HALTS } from '#sql/games/clock'
import { failStart, phaseOf } from '#sql/games/games'
import type { GameRow } from '#sql/games/games'
import { wake } from '#sql/jobs'
import { findEngineVersion } from '#sql/runtime/engine_versions'
import { beginOperation, finishOperation, supersedeOperation } from '#sql/runtime/operations'
import { beginPatch } from '#sql/runtime/patches'
import { requestEnd, requestRunning } from '#sql/runtime/records'
import type { RuntimeRow } from '#sql/runtime/records'

export type EngineOperation = 'start' | 'stop' | 'restart' | 'clear'

/** Why a game cannot be patched to a version. */
export type PatchRefusal =
  | 'illegal_transition'
  | 'operation_in_progress'
  | 'version_unavailable'
  | 'version_unchanged'
  | 'version_incompatible'

export type Operated =
  | { fact: 'accepted'; operation_id: string }
  | { fact: 'operation_in_progress' | 'illegal_transition'; operation_id: null }

const refused = (fact: 'operation_in_progress' | 'illegal_transition'): Operated => ({
  fact,
  operation_id: null,
})

/** Whether an engine in this state of its game can be told so at all. */
function isLegal(operation: EngineOperation, game: GameRow, runtime: RuntimeRow): boolean {
  const phase = phaseOf(game.status)
  if (runtime.desired_status === 'removed') return false
  switch (operation) {
    case 'start':
      return phase === 'in_play' && runtime.desired_status === 'stopped'
    case 'stop':
      return phase === 'in_play' || phase === 'starting'
    case 'restart':
      return phase === 'in_play'
    case 'clear':
      return phase === 'in_play' && (runtime.status === 'crash_loop' || runtime.status === 'backoff')
  }
}

/**
 * Tells an engine to start, to stop, to start anew, or to forget its crashes. `stop` and `restart` supersede what is
 * unfinished. Stopping halts a running game, with its time kept, and fails one that is just starting.
 */
export async function operateEngine(
  sql: Connection,
  operation: EngineOperation,
  { game, runtime }: { game: GameRow; runtime: RuntimeRow },
  by: Actor,
  origin: Origin,
): Promise<Operated> {
  const { game_id, desired_version: version, desired_image: image, container_id } = runtime
  const image_to = operation === 'stop' ? null : image
  const container_from = operation === 'restart' ? container_id : null
  const supersedes = operation === 'stop' || operation === 'restart'
  if (supersedes && !isLegal(operation, game, runtime)) return refused('illegal_transition')
  const begin = supersedes ? supersedeOperation : beginOperation
  const operation_id = await begin(sql, { game_id, operation, image_to, container_from, ...by }, origin)
  if (operation_id === null) return refused('operation_in_progress')
  if (!isLegal(operation, game, runtime)) return refused('illegal_transition')

  if (operation === 'stop') {
    await requestEnd(sql, game_id, 'stopped')
    await failStart(sql, game_id, ENGINE_HALTS.stopped)
    await haltGame(sql, game_id, ENGINE_HALTS.stopped, origin, 'admin')
  } else await requestRunning(sql, { game_id, version, image })
  if (operation === 'clear') await finishOperation(sql, game_id, ['clear'], { outcome: 'succeeded' })
  await wake(sql, 'runtime/reconcile')
  return { fact: 'accepted', operation_id }
}

/** A version with this major can take a state over. */
const majorOf = (version: string): string => version.slice(0, version.indexOf('.'))

/**
 * Moves the engine of a game in play to another version of the same major, which must be one that games may have. It is
 * a way out of a crash loop too.
 */
export async function patchEngine(
  sql: Connection,
  version: string,
  { game, runtime }: { game: GameRow; runtime: RuntimeRow },
  by: Actor,
  origin: Origin,
): Promise<{ fact: 'accepted'; operation_id: string } | { fact: PatchRefusal; operation_id: null }> {
  const refuse = (fact: PatchRefusal) => ({ fact, operation_id: null })
  const from = { version: runtime.desired_version, image: runtime.desired_image }
  const to = await findEngineVersion(sql, version)
  if (!to || to.status === 'blocked' || to.status === 'draft') return refuse('version_unavailable')
  if (version === from.version) return refuse('version_unchanged')
  if (majorOf(version) !== majorOf(from.version)) return refuse('version_incompatible')
  if (phaseOf(game.status) !== 'in_play' || runtime.desired_status !== 'running')
    return refuse('illegal_transition')
  const operation_id = await beginPatch(sql, game.game_id, { from, to }, by, origin)
  if (operation_id === null) return refuse('operation_in_progress')
  await wake(sql, 'runtime/reconcile')
  return { fact: 'accepted', operation_id }
}
