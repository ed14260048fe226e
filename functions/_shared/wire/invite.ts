// Invites on the wire.

import * as v from 'valibot'
import type { InviteRow } from '#sql/lobby/invites'

export const InviteStatus = v.picklist(['pending', 'accepted', 'declined', 'revoked', 'expired'])

/** An invite to a private game. It names the user or the address that the inviter named, never both. */
export const Invite = v.object({
  invite_id: v.string(),
  game_id: v.string(),
  game_name: v.string(),
  user_id: v.nullable(v.string()),
  email: v.nullable(v.string()),
  invited_by: v.nullable(v.string()),
  status: InviteStatus,
  created_at: v.string(),
  expires_at: v.string(),
  decided_at: v.nullable(v.string()),
})

/** The path of one of the caller's invites. */
export const InviteParams = v.object({ invite_id: v.pipe(v.string(), v.uuid('must be a UUID')) })

/** The path of one invite of a game. */
export const GameInviteParams = v.object({
  game_id: v.pipe(v.string(), v.uuid('must be a UUID')),
  invite_id: v.pipe(v.string(), v.uuid('must be a UUID')),
})

/** A row of `game_invites` as it is answered. */
export const inviteAnswer = (row: InviteRow): v.InferInput<typeof Invite> => ({
  ...row,
  created_at: row.created_at.toISOString(),
  expires_at: row.expires_at.toISOString(),
  decided_at: row.decided_at?.toISOString() ?? null,
})
