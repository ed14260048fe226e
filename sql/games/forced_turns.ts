// Forced turns (R-RUN-4): the function that forces one, and the flag in `runtime_records` that skips the next scheduled
// tick for it. A trigger takes the flag back where the forced turn does not come to pass.

import { only } from '#sql/connection'
import type { Connection, Origin } from '#sql/connection'
import type { NewOperation } from '#sql/runtime/operations'

export type Forced =
  | { fact: 'accepted'; operation_id: string }
  | {
      fact: 'operation_in_progress' | 'illegal_transition' | 'turns_switched_off' | 'unknown'
      operation_id: null
    }

/**
 * Generates the current turn of a running game now, and skips the next scheduled tick instead (R-RUN-4). It is
 * refused while the switch `turns` is off, because it would only wait until its time is over.
 */
export async function forceNextTurn(
  sql: Connection,
  forced: { game_id: string; source: NewOperation['source']; actor: string | null },
  origin: Origin,
): Promise<Forced> {
  const [row] = await sql<Forced[]>`
    select fact, operation_id
    from backend.force_next_turn(${forced.game_id}, ${forced.source}, ${forced.actor}, ${origin.request_id},
      ${origin.traceparent})`
  return only(row)
}

/**
 * Carries the skip flag over the commit of a turn. The flag holds while its tick is still to come, and is
 * spent where that came in the meantime. Answers whether it holds.
 */
export async function carrySkip(
  sql: Connection,
  game_id: string,
  deadline_at: Date | null,
): Promise<boolean> {
  const [row] = await sql<{ holds: boolean }[]>`
    update backend.runtime_records
    set skip_next_tick = coalesce(${deadline_at}::timestamptz > now(), false), skip_set_by = null
    where game_id = ${game_id} and skip_next_tick returning skip_next_tick as holds`
  return row?.holds ?? false
}

/**
 * Consumes the skip flag for the tick of this deadline (R-RUN-4). Answers false where the flag is not set, or
 * no tick is due that it is for. A forced turn and a turn that ends early are no ticks. Call it with the
 * game's row locked.
 */
export async function consumeSkip(
  sql: Connection,
  tick: { game_id: string; turn: number; deadline_version: number },
): Promise<boolean> {
  const result = await sql`
    update backend.runtime_records r set skip_next_tick = false, skip_set_by = null
    from backend.games g join backend.game_turns t on t.game_id = g.game_id and t.turn = g.current_turn
    where r.game_id = ${tick.game_id} and g.game_id = r.game_id and r.skip_next_tick
      and g.status = 'running' and g.deadline_version = ${tick.deadline_version} and g.current_turn = ${tick.turn}
      and g.deadline_at <= now() and g.regular_deadline_at is null
      and t.status = 'open' and t.attempts = 0 and t.forced_by is null`
  return result.count > 0
}
