// The commands of admins for engines. Each command changes only what should be, and writes its operation and
// its audit row. The reconciler does the rest. A command answers the operation's id, or throws and changes
// nothing.

import { problem } from '#shared/errors'
import { illegalTransition } from '#shared/games/access'
import { haltGame } from '#shared/games/clock'
import type { Actor } from '#shared/games/lifecycle'
import { actAsAdmin } from '#shared/games/transitions'
import type { AuditedAction } from '#shared/games/transitions'
import type { Connection, Origin } from '#sql/connection'
import { ENGINE_HALTS } from '#sql/games/clock'
import { failStart, phaseOf } from '#sql/games/games'
import type { GameRow } from '#sql/games/games'
import { wake } from '#sql/jobs'
import { findEngineVersion } from '#sql/runtime/engine_versions'
import { beginOperation, finishOperation, supersedeOperation } from '#sql/runtime/operations'
import { beginPatch } from '#sql/runtime/patches'
import { findRuntime, requestEnd, requestRunning } from '#sql/runtime/records'
import type { RuntimeRow } from '#sql/runtime/records'

export type EngineOperation = 'start' | 'stop' | 'restart' | 'clear'

/** Why an engine cannot be operated or patched. */
type EngineRefusal =
  | 'illegal_transition'
  | 'operation_in_progress'
  | 'version_unavailable'
  | 'version_unchanged'
  | 'version_incompatible'

type Refused = { fact: EngineRefusal; operation_id: null }
type Operated = { fact: 'accepted'; operation_id: string } | Refused
type Engine = { game: GameRow; runtime: RuntimeRow }

const refused = (fact: EngineRefusal): Refused => ({ fact, operation_id: null })

/** Who commands an engine, and from where. */
export type Command = { game_id: string; actor: string; origin: Origin }

/**
 * Runs a command as an admin, with its audit row. Throws 404 where the game has no engine, and the refusal as a
 * problem.
 */
function command(
  audited: AuditedAction,
  begin: (tx: Connection, engine: Engine, by: Actor) => Promise<Operated>,
): Promise<string> {
  return actAsAdmin(audited, async (tx, game) => {
    const runtime = await findRuntime(tx, audited.game_id)
    if (!runtime) throw problem('not_found', 'The game has no engine.')
    const begun = await begin(tx, { game, runtime }, { source: 'admin', actor: audited.actor })
    if (begun.fact === 'accepted') return begun.operation_id
    if (begun.fact === 'illegal_transition') throw illegalTransition(runtime.status, 'engine')
    throw problem(begun.fact)
  })
}

/** Whether an engine can be told so in this state of its game. */
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
 * Tells an engine to start, to stop, to start anew, or to forget its crashes. `stop` and `restart` supersede
 * an unfinished operation. A stop halts a running game, which keeps its time, and fails a game that is just
 * starting.
 */
export const operateEngine = (operation: EngineOperation, by: Command): Promise<string> =>
  command({ ...by, action: `runtime.${operation}` }, (tx, engine, actor) =>
    beginEngineOperation(tx, operation, engine, actor, by.origin),
  )

async function beginEngineOperation(
  sql: Connection,
  operation: EngineOperation,
  { game, runtime }: Engine,
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
 * Moves the engine of a game in play to another version of the same major, which must be one that games may
 * have. A patch also leads out of a crash loop.
 */
export const patchEngine = (version: string, by: Command): Promise<string> =>
  command({ ...by, action: 'runtime.patch', details: { version } }, (tx, engine, actor) =>
    beginEnginePatch(tx, version, engine, actor, by.origin),
  )

async function beginEnginePatch(
  sql: Connection,
  version: string,
  { game, runtime }: Engine,
  by: Actor,
  origin: Origin,
): Promise<Operated> {
  const from = { version: runtime.desired_version, image: runtime.desired_image }
  const to = await findEngineVersion(sql, version)
  if (!to || to.status === 'blocked' || to.status === 'draft') return refused('version_unavailable')
  if (version === from.version) return refused('version_unchanged')
  if (majorOf(version) !== majorOf(from.version)) return refused('version_incompatible')
  if (phaseOf(game.status) !== 'in_play' || runtime.desired_status !== 'running')
    return refused('illegal_transition')
  const operation_id = await beginPatch(sql, game.game_id, { from, to }, by, origin)
  if (operation_id === null) return refused('operation_in_progress')
  await wake(sql, 'runtime/reconcile')
  return { fact: 'accepted', operation_id }
}
