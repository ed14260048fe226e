// When the next turn ends, where turns are forced and ended early. The schedule decides, and one tick is
// skipped for a turn that did not wait for it (R-RUN-4).

import { rearmTurn } from '#shared/games/clock'
import { currentOrigin, log } from '#shared/log'
import { nextDeadline, usableScheduleOf } from '#shared/turn_schedule'
import type { TurnSchedule } from '#shared/turn_schedule'
import { now } from '#sql/connection'
import type { Connection, Pool } from '#sql/connection'
import { passTick } from '#sql/games/clock'
import { consumeSkip, carrySkip } from '#sql/games/forced_turns'
import { findGame, lockGame } from '#sql/games/games'
import type { ClaimedTurn } from '#sql/games/turns'

type Tick = { game_id: string; turn: number; deadline_version: number }

/** Where this tick is to be skipped, it generates nothing and moves the deadline one cycle on. */
export async function skipTick(sql: Pool, tick: Tick): Promise<void> {
  const { game_id, turn } = tick
  await sql.begin(async (tx) => {
    await lockGame(tx, game_id)
    const game = await findGame(tx, game_id)
    if (!game || !(await consumeSkip(tx, tick))) return
    await passTick(tx, game_id, nextDeadline(usableScheduleOf(game), game.deadline_at, await now(tx)))
    await rearmTurn(tx, game_id, currentOrigin())
    log.info('tick skipped', { game_id, turn })
  })
}

/**
 * The deadline of the turn after this one, in the transaction that commits it: the same, where its tick is
 * to be skipped, else the schedule's first instant that is later than it and still to come. An early end
 * never costs the next turn time.
 */
export async function deadlineAfter(
  sql: Connection,
  { game_id, deadline_at }: ClaimedTurn,
  schedule: TurnSchedule,
): Promise<Date | null> {
  if (await carrySkip(sql, game_id, deadline_at)) return deadline_at
  const committed_at = await now(sql)
  const last = deadline_at !== null && deadline_at > committed_at ? deadline_at : committed_at
  return nextDeadline(schedule, deadline_at, last)
}
