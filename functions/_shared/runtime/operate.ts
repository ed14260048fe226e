// What admins ask of a game's engine: accepted, with the operation that will say what came of it, or refused.

import { problem } from '#shared/errors'
import type { ErrorCode } from '#shared/errors'
import { illegalTransition } from '#shared/games/access'
import type { Actor } from '#shared/games/lifecycle'
import { actAsAdmin } from '#shared/games/transitions'
import type { AuditedAction } from '#shared/games/transitions'
import { currentOrigin } from '#shared/log'
import { operateEngine, patchEngine } from '#shared/runtime/commands'
import type { EngineOperation } from '#shared/runtime/commands'
import type { Connection } from '#sql/connection'
import type { GameRow } from '#sql/games/games'
import { findRuntime } from '#sql/runtime/records'
import type { RuntimeRow } from '#sql/runtime/records'

type Operate = (
  tx: Connection,
  engine: { game: GameRow; runtime: RuntimeRow },
  by: Actor,
) => Promise<{ fact: 'accepted'; operation_id: string } | { fact: ErrorCode; operation_id: null }>

/** Begins an operation on the engine of a game, with its audit row; 404 where the game has no engine. */
function begin(audited: AuditedAction, operate: Operate): Promise<string> {
  return actAsAdmin(audited, async (tx, game) => {
    const runtime = await findRuntime(tx, audited.game_id)
    if (!runtime) throw problem('not_found', 'The game has no engine.')
    const operated = await operate(tx, { game, runtime }, { source: 'admin', actor: audited.actor })
    if (operated.fact === 'accepted') return operated.operation_id
    if (operated.fact === 'illegal_transition') throw illegalTransition(runtime.status, 'engine')
    throw problem(operated.fact)
  })
}

/** Starts, stops or restarts an engine, or clears its crashes. */
export const operateAsAdmin = (game_id: string, actor: string, operation: EngineOperation): Promise<string> =>
  begin({ game_id, actor, action: `runtime.${operation}` }, (tx, engine, by) =>
    operateEngine(tx, operation, engine, by, currentOrigin()),
  )

/** Moves an engine to another version. */
export const patchAsAdmin = (game_id: string, actor: string, version: string): Promise<string> =>
  begin({ game_id, actor, action: 'runtime.patch', details: { version } }, (tx, engine, by) =>
    patchEngine(tx, version, engine, by, currentOrigin()),
  )
