// Votes on the wire.

import * as v from 'valibot'
import { formatDuration } from '#shared/duration'
import type { VoteRow } from '#sql/lobby/votes'

/**
 * A vote of a game's members as one of them sees it. `in_favour`, `against` and `needed` count active seats.
 */
export const Vote = v.object({
  vote_id: v.string(),
  game_id: v.string(),
  kind: v.picklist(['pause', 'resume', 'extend', 'cancel', 'end', 'replace_seat']),
  seat: v.nullable(v.number()),
  application_id: v.nullable(v.string()),
  by: v.nullable(v.string()),
  opened_by: v.string(),
  status: v.picklist(['open', 'passed', 'failed', 'expired']),
  status_reason: v.nullable(v.string()),
  in_favour: v.number(),
  against: v.number(),
  needed: v.number(),
  my_ballot: v.nullable(v.boolean()),
  created_at: v.string(),
  expires_at: v.string(),
  decided_at: v.nullable(v.string()),
})

/** A row of `game_votes` as it is answered. */
export function voteAnswer(row: VoteRow): v.InferInput<typeof Vote> {
  const { by_ms, voters: _voters, overdue: _overdue, ...rest } = row
  return {
    ...rest,
    by: by_ms === null ? null : formatDuration(Number(by_ms)),
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    decided_at: row.decided_at?.toISOString() ?? null,
  }
}
