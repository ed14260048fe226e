// What people do to the clock of a game, where its schedule has a say: how much a resumed turn has left at least, and how far
// a deadline may be moved. Owners, members by vote and admins share it.
import { cycleLength, leastRemaining } from '#shared/turn_schedule'
import type { TurnSchedule } from '#shared/turn_schedule'
import type { Cause, Extended } from '#sql/games/clock'
import type { Connection, Origin } from '#sql/connection'
import { now } from '#sql/connection'
import type { GameRow } from '#sql/games/games'
import { extendTurn, resumePlay } from '#shared/games/clock'

/** paused | halted -> running: what was left of the turn runs on, and an hour or one cycle at least. */
export async function resume(
  tx: Connection,
  game: GameRow,
  by: { from: readonly ('paused' | 'halted')[]; actor_kind: Cause['actor_kind'] },
  origin: Origin,
): Promise<'done' | 'illegal_transition'> {
  const least_ms = leastRemaining(game.turn_schedule as TurnSchedule, await now(tx))
  const cause = { reason: 'resumed', actor_kind: by.actor_kind }
  return resumePlay(tx, { game_id: game.game_id, from: by.from, least_ms }, cause, origin)
}

/** Moves the deadline of a running game on, by one cycle at most. */
export async function extend(
  tx: Connection,
  game: GameRow,
  by: { by_ms: number; reason?: string | undefined; actor_kind: Cause['actor_kind'] },
  origin: Origin,
): Promise<Extended> {
  const most_ms = cycleLength(game.turn_schedule as TurnSchedule, await now(tx)) ?? 0
  const cause = { reason: by.reason ?? 'extended', actor_kind: by.actor_kind }
  return extendTurn(tx, { game_id: game.game_id, by_ms: by.by_ms, most_ms }, cause, origin)
}
