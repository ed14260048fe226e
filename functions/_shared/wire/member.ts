// Members on the wire.

import * as v from 'valibot'
import type { MemberRow } from '#sql/lobby/members'

/** Who holds, or held, a seat of a game. */
export const Member = v.object({
  user_id: v.string(),
  seat: v.number(),
  alias: v.string(),
  status: v.picklist(['active', 'inactive', 'replaceable', 'replaced', 'left', 'removed', 'eliminated']),
  missed_turns: v.number(),
  joined_at: v.string(),
  ended_at: v.nullable(v.string()),
})

/** The path of one member. */
export const MemberParams = v.object({
  game_id: v.pipe(v.string(), v.uuid('must be a UUID')),
  user_id: v.pipe(v.string(), v.uuid('must be a UUID')),
})

/** A row of `game_memberships` as it is answered. */
export const memberAnswer = (row: MemberRow): v.InferInput<typeof Member> => ({
  ...row,
  joined_at: row.joined_at.toISOString(),
  ended_at: row.ended_at?.toISOString() ?? null,
})
