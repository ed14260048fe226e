// Invites players, for the owner of a private game or an admin.

import * as v from 'valibot'
import { problem } from '#shared/errors'
import { illegalTransition } from '#shared/games/access'
import { limitReached, refuseAtLimit } from '#shared/games/limits'
import { mailNotification } from '#shared/notifications/outbox'
import type { MailReader } from '#shared/notifications/outbox'
import { EmailAddress } from '#shared/wire/email'
import { findAccount, findAccountByEmail } from '#sql/accounts/accounts'
import type { AccountRow } from '#sql/accounts/accounts'
import type { Connection, Origin } from '#sql/connection'
import { phaseOf } from '#sql/games/games'
import type { GameRow } from '#sql/games/games'
import { countPendingInvites, insertInvite } from '#sql/lobby/invites'
import type { InviteRow } from '#sql/lobby/invites'
import { LIMITS } from '#sql/lobby/limits'
import { findMember } from '#sql/lobby/members'
import { listOpenSeats } from '#sql/lobby/seats'
import { submitNotifications } from '#sql/notifications/routes'

/** Whom an invite is for. */
export const Invitee = v.union(
  [
    v.strictObject({ email: EmailAddress }),
    v.strictObject({ user_id: v.pipe(v.string(), v.uuid('must be a UUID')) }),
  ],
  'must have either email or user_id',
)

// The inviter of an admin's invite.
const NOBODY = { user_id: null, display_name: 'Galaxy', locale: 'en', time_zone: 'UTC' }

/**
 * Invites to a private game whose row is locked, and notifies the invited player. `by` is null for an admin.
 * Refuses with 403, 404 or 409.
 */
export async function invite(
  tx: Connection,
  game: GameRow,
  to: v.InferOutput<typeof Invitee>,
  by: string | null,
  origin: Origin,
): Promise<InviteRow> {
  const { game_id, visibility } = game
  if (visibility !== 'private') throw problem('forbidden', 'A public game is joined by application.')
  await refuseUnlessTaking(tx, game)
  const inviter = (by === null ? null : await findAccount(tx, by)) ?? NOBODY
  const reader =
    'email' in to ? await readerAt(tx, to.email, inviter) : await invitee(tx, game_id, to.user_id)
  if ((await countPendingInvites(tx, game_id)) >= LIMITS.invites) throw limitReached('invites')
  if (by !== null) await refuseAtLimit(tx, by, 'invites_a_day')
  const named = 'email' in to ? { email: to.email, user_id: null } : { email: null, user_id: to.user_id }
  const made = await insertInvite(tx, { game_id, invited_by: by, to: named })
  if (made === 'already_invited') throw problem('already_invited')
  await notifyInvited(tx, made, reader, inviter, origin)
  return made
}

// An address gets the same notification whether it has an account or not.
async function notifyInvited(
  tx: Connection,
  { invite_id, game_id, game_name, user_id, created_at, expires_at }: InviteRow,
  reader: MailReader,
  inviter: Pick<AccountRow, 'display_name'> & { user_id: string | null },
  origin: Origin,
): Promise<void> {
  const kind = 'lobby.invited'
  const by = { player_id: inviter.user_id, alias: inviter.display_name }
  const payload = { game_id, game_name, ...by, invite_id, expires_at: expires_at.toISOString() }
  if (user_id !== null) {
    await submitNotifications(tx, [{ kind, idempotency_key: invite_id, user_id, payload }], origin)
    return
  }
  const expires_in_ms = expires_at.getTime() - created_at.getTime()
  await mailNotification(tx, reader, { kind, payload, expires_in_ms }, origin)
}

async function refuseUnlessTaking(tx: Connection, game: GameRow): Promise<void> {
  if (game.status === 'draft' || game.status === 'enrollment_open') return
  if (phaseOf(game.status) !== 'in_play') throw illegalTransition(game.status)
  if ((await listOpenSeats(tx, game.game_id)).length === 0) throw problem('game_full')
}

/** The reader of mail at an address, in their own language, else in the inviter's. */
async function readerAt(tx: Connection, email: string, inviter: Pick<AccountRow, 'locale' | 'time_zone'>) {
  const account = await findAccountByEmail(tx, email)
  const { locale, time_zone } = account ?? inviter
  return { user_id: account?.user_id ?? null, email, locale, time_zone }
}

async function invitee(tx: Connection, game_id: string, user_id: string): Promise<AccountRow> {
  const account = await findAccount(tx, user_id)
  if (!account || account.status === 'deleted') throw problem('not_found', 'There is no such player.')
  if (await findMember(tx, game_id, user_id)) throw problem('already_member')
  return account
}
