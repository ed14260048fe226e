// Asks an engine for a turn: sends the orders, and checks the answer before anything is written.

import { config } from '#shared/config'
import { engineAddress } from '#shared/engine/address'
import { EngineError, generateTurn, readReport } from '#shared/engine/client'
import type { Generation } from '#shared/engine/client'
import type { Json, Pool } from '#sql/connection'
import { listOrders } from '#sql/games/orders'
import { freezeIdleSeats } from '#sql/games/turns'
import type { ClaimedTurn } from '#sql/games/turns'
import { listSeats } from '#sql/lobby/seats'
import type { SeatRow } from '#sql/lobby/seats'
import { findRuntime } from '#sql/runtime/records'

// A seat that sent orders plays, whatever it missed before. Orders that a former holder left behind are
// carried out.
const isIdle = ({ seat, status }: SeatRow, orders: readonly { seat: number }[]): boolean =>
  status !== 'active' && status !== 'eliminated' && !orders.some((entry) => entry.seat === seat)

/**
 * Asks the engine for the next turn and for every seat's report of it, also where nobody holds the seat: a
 * substitute sees the past. Throws `EngineError`.
 */
export async function generate(sql: Pool, claimed: ClaimedTurn, signal: AbortSignal) {
  const runtime = await findRuntime(sql, claimed.game_id)
  if (!runtime?.endpoint) throw new EngineError('away', 'engine_away', 'the engine has no address')
  const address = engineAddress(claimed.game_id, runtime.endpoint)
  const orders = await listOrders(sql, claimed.game_id, claimed.turn)
  const seats = await listSeats(sql, claimed.game_id)
  const idle_seats = seats.filter((seat) => isIdle(seat, orders)).map(({ seat }) => seat)
  const generation: Generation = {
    operation_id: claimed.operation_id,
    expected_state_hash: claimed.state_hash,
    orders,
    idle_seats: await freezeIdleSeats(sql, claimed, idle_seats),
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
  const reports = []
  for (const { seat } of seats)
    reports.push({ seat, report: (await readReport(address, next.turn, seat)) as Json })
  return { ...next, reports }
}
