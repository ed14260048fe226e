// What admins ask of a game's engine: accepted, with the operation that will say what came of it, or refused.
import { problem } from '#shared/errors'
import { origin } from '#shared/http/client'
import { illegalTransition } from '#shared/http/games'
import { actAsAdmin } from '#shared/http/moves'
import { findRuntime } from '#sql/runtime'
import { operateEngine } from '#sql/runtime_operations'
import type { EngineOperation } from '#sql/runtime_operations'

/** Begins an operation on the engine of a game, with its audit row; 404 where the game has no engine. */
export function operateAsAdmin(game_id: string, actor: string, operation: EngineOperation): Promise<string> {
  return actAsAdmin({ game_id, actor, action: `runtime.${operation}` }, async (tx, game) => {
    const runtime = await findRuntime(tx, game_id)
    if (!runtime) throw problem('not_found', 'The game has no engine.')
    const by = { source: 'admin', actor } as const
    const operated = await operateEngine(tx, operation, { game, runtime }, by, origin())
    if (operated.fact === 'accepted') return operated.operation_id
    if (operated.fact === 'illegal_transition') throw illegalTransition(runtime.status, 'engine')
    throw problem(operated.fact)
  })
}
