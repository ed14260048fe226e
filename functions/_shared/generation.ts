// Asking an engine for a turn: what goes with the request, and what has to come back before anything is written.
import { config } from '#shared/config'
import { EngineError, generateTurn, readReport } from '#shared/engine'
import type { EngineAddress, Generation } from '#shared/engine'
import { currentScope } from '#shared/log'
import { engineToken } from '#shared/tokens'
import type { Json, Pool } from '#sql/connection'
import { listMembers } from '#sql/members'
import { listOrders } from '#sql/orders'
import { findRuntime } from '#sql/runtime'
import type { ClaimedTurn } from '#sql/turns'

/** Asks the engine for the next turn and for every seat's report of it. Throws `EngineError`. */
export async function generate(sql: Pool, claimed: ClaimedTurn, signal: AbortSignal) {
  const runtime = await findRuntime(sql, claimed.game_id)
  const address: EngineAddress = {
    endpoint: runtime?.endpoint ?? '',
    token: engineToken(config().BACKEND_SECRET_KEY ?? '', claimed.game_id),
    traceparent: currentScope()?.traceparent ?? null,
  }
  const generation: Generation = {
    operation_id: claimed.operation_id,
    expected_state_hash: claimed.state_hash,
    orders: await listOrders(sql, claimed.game_id, claimed.turn),
    idle_seats: [],
  }
  const limits = { timeout_ms: config().BACKEND_RUNTIME_TURN_TIMEOUT, signal }
  const next = await generateTurn(address, claimed.turn, generation, limits)
  if (next.turn !== claimed.turn + 1) {
    throw new EngineError(
      'broken',
      'wrong_next_turn',
      `the engine made turn ${next.turn} of turn ${claimed.turn}`,
    )
  }
  const members = await listMembers(sql, claimed.game_id)
  const reports = []
  for (const { seat } of members)
    reports.push({ seat, report: (await readReport(address, next.turn, seat)) as Json })
  return { ...next, reports }
}
