// The choices of a game's owner, who may change them until it starts. The transitions are in
// `#sql/games/games`.

import type { Connection, Json } from '#sql/connection'
import { wake } from '#sql/jobs'

export type GamePatch = {
  name?: string | undefined
  description?: string | null | undefined
  settings?: Json | undefined
  min_players?: number | undefined
  max_players?: number | undefined
  enrollment_ends_at?: string | null | undefined
  start_delay_ms?: number | undefined
  turn_schedule?: Json | undefined
}

/** Changes what is given, before the game starts and never below its members. `too_late` or `too_small` else. */
export async function updateGame(
  sql: Connection,
  game_id: string,
  patch: GamePatch,
): Promise<'updated' | 'too_late' | 'too_small'> {
  const result = await sql`
    update backend.games g set
      name = coalesce(${patch.name ?? null}, name),
      description = case when ${patch.description !== undefined} then ${patch.description ?? null} else description end,
      settings = coalesce(${patch.settings === undefined ? null : sql.json(patch.settings)}, settings),
      min_players = coalesce(${patch.min_players ?? null}, min_players),
      max_players = coalesce(${patch.max_players ?? null}, max_players),
      enrollment_ends_at = case when ${patch.enrollment_ends_at !== undefined}
        then ${patch.enrollment_ends_at ?? null} else enrollment_ends_at end,
      enrollment_warned_at = case when ${patch.enrollment_ends_at !== undefined}
        and enrollment_ends_at is distinct from ${patch.enrollment_ends_at ?? null} then null
          else enrollment_warned_at end,
      start_delay_ms = coalesce(${patch.start_delay_ms ?? null}, start_delay_ms),
      turn_schedule = coalesce(${patch.turn_schedule === undefined ? null : sql.json(patch.turn_schedule)},
        turn_schedule)
    where game_id = ${game_id} and status in ('draft', 'enrollment_open', 'ready_to_start')
      and coalesce(${patch.max_players ?? null}, max_players) >= coalesce(${patch.min_players ?? null}, min_players)
      and coalesce(${patch.max_players ?? null}, max_players) >= (
        select count(*) from backend.game_memberships m
        where m.game_id = g.game_id and m.status not in ('left', 'removed', 'replaced'))`
  if (result.count > 0) {
    await wake(sql, 'lobby/expire')
    return 'updated'
  }
  const rows = await sql`
    select from backend.games where game_id = ${game_id} and status in ('draft', 'enrollment_open', 'ready_to_start')`
  return rows.length > 0 ? 'too_small' : 'too_late'
}
