// Invites as tests need them, made by the verbs of `sql/`.

import { database, transaction } from '#shared/postgres'
import { insertInvite } from '#sql/lobby/invites'
import type { InviteStatus } from '#sql/lobby/invites'
import type { Player } from '#test/kit/people'

/** An invite that waits for its answer: to a player by name, or to an address. */
export async function invited(game_id: string, by: Player, to: Player | string): Promise<string> {
  const named = typeof to === 'string' ? { email: to, user_id: null } : { email: null, user_id: to.user_id }
  const made = await transaction((tx) => insertInvite(tx, { game_id, invited_by: by.user_id, to: named }))
  if (made === 'already_invited') throw new Error('there is a pending invite already')
  return made.invite_id
}

/** Puts an invite into a status, however it is reached. */
export async function forceInvite(invite_id: string, status: InviteStatus): Promise<void> {
  await database()`
    update backend.game_invites set status = ${status}, decided_at = case when ${status !== 'pending'} then now() end
    where invite_id = ${invite_id}`
}

/** Moves an invite past its end, as time does. */
export const outlive = (invite_id: string) =>
  database()`update backend.game_invites set expires_at = now() where invite_id = ${invite_id}`

/** Every column of an invite. */
export async function inviteRow(invite_id: string): Promise<Record<string, unknown>> {
  const [row] =
    await database()`select to_jsonb(i) as row from backend.game_invites i where invite_id = ${invite_id}`
  return row?.['row'] as Record<string, unknown>
}
