// Turns on the wire.

import * as v from 'valibot'
import type { TurnRow } from '#sql/games/turn_list'

/** A turn. `state_hash` is of the position whose orders it awaits or took. */
export const Turn = v.object({
  turn: v.number(),
  status: v.picklist(['open', 'claimed', 'committed', 'poisoned']),
  opened_at: v.string(),
  deadline_at: v.nullable(v.string()),
  committed_at: v.nullable(v.string()),
  state_hash: v.string(),
  attempts: v.number(),
})

/** The path of one turn. */
export const TurnParams = v.object({
  game_id: v.pipe(v.string(), v.uuid('must be a UUID')),
  turn: v.pipe(v.string(), v.regex(/^[1-9]\d{0,6}$/, 'must be the number of a turn'), v.transform(Number)),
})

/** A row of `game_turns` as it is answered. */
export const turnAnswer = (row: TurnRow): v.InferInput<typeof Turn> => ({
  ...row,
  opened_at: row.opened_at.toISOString(),
  deadline_at: row.deadline_at?.toISOString() ?? null,
  committed_at: row.committed_at?.toISOString() ?? null,
})
