// Invite: pending -> accepted | declined | revoked | expired. It is for a user or for an address, and whether the
// address has an account shows nowhere. Every transition of `game_invites` is in this file.

import type { Connection } from '#sql/connection'
import { equals, readSlice, sliceOf } from '#sql/list'
import type { Before, Slice, Window } from '#sql/list'

export type InviteStatus = 'pending' | 'accepted' | 'declined' | 'revoked' | 'expired'

/** The legal transitions. A test walks every pair of states. */
export const INVITE_TRANSITIONS: Record<InviteStatus, readonly InviteStatus[]> = {
  pending: ['accepted', 'declined', 'revoked', 'expired'],
  accepted: [],
  declined: [],
  revoked: [],
  expired: [],
}

export type InviteRow = {
  invite_id: string
  game_id: string
  game_name: string
  user_id: string | null
  email: string | null
  invited_by: string | null
  status: InviteStatus
  created_at: Date
  expires_at: Date
  decided_at: Date | null
}

// An invite past its end is expired, even before that is written.
const statusNow = (sql: Connection) =>
  sql`case when i.status = 'pending' and i.expires_at <= now() then 'expired' else i.status end`

const columns = (sql: Connection) => sql`
  i.invite_id, i.game_id, i.user_id, i.email, i.invited_by, i.created_at, i.expires_at, ${statusNow(sql)} as status,
  case when i.status = 'pending' and i.expires_at <= now() then i.expires_at else i.decided_at end as decided_at,
  (select g.name from backend.games g where g.game_id = i.game_id) as game_name`

/** Whose an invite `i` is: a player's, by name or by address. */
const isMine = (sql: Connection, user_id: string) => sql`
  (i.user_id = ${user_id} or i.email = (select a.email from backend.accounts a where a.user_id = ${user_id}))`

/** Whether the game `g` waits for the answer of a player, who is invited by name or by address. */
export const isInvited = (sql: Connection, user_id: string) => sql`exists (
  select from backend.game_invites i
  where i.game_id = g.game_id and i.status = 'pending' and i.expires_at > now() and ${isMine(sql, user_id)})`

export type Invitee = { user_id: string; email: null } | { user_id: null; email: string }

const DAYS = 7

/** Invites a user or an address, for a week, or until the enrollment ends where that is sooner. */
export async function insertInvite(
  sql: Connection,
  invite: { game_id: string; invited_by: string | null; to: Invitee },
): Promise<InviteRow | 'already_invited'> {
  await expireInvites(sql, invite.game_id)
  const [row] = await sql<InviteRow[]>`
    insert into backend.game_invites as i (game_id, user_id, email, invited_by, expires_at)
    select g.game_id, ${invite.to.user_id}, ${invite.to.email}, ${invite.invited_by},
      least(now() + ${DAYS} * interval '1 day',
        case when g.status in ('draft', 'enrollment_open') and g.enrollment_ends_at > now()
          then g.enrollment_ends_at end)
    from backend.games g where g.game_id = ${invite.game_id}
    on conflict do nothing
    returning ${columns(sql)}`
  return row ?? 'already_invited'
}

/** How many invites of a game wait for an answer. */
export async function countPendingInvites(sql: Connection, game_id: string): Promise<number> {
  const [row] = await sql<{ pending: number }[]>`
    select count(*)::int as pending from backend.game_invites
    where game_id = ${game_id} and status = 'pending' and expires_at > now()`
  return row?.pending ?? 0
}

export type InviteFilter = { status: InviteStatus | null } & ({ game_id: string } | { user_id: string })

/** The invites of a game, or those to one player by name or by address. The newest comes first. */
export function listInvites(
  sql: Connection,
  filter: InviteFilter,
  window: Window,
): Promise<Slice<InviteRow>> {
  const list = { columns: columns(sql), from: sql`backend.game_invites i`, id: 'i.invite_id' }
  const of =
    filter.status === null ? sql`` : sql`and ${statusNow(sql)} = ${filter.status}::backend.invite_status`
  if ('game_id' in filter) {
    const where = sql`${equals(sql, 'i.game_id', filter.game_id, 'uuid')} ${of}`
    return readSlice(sql, { ...list, where, order: sql`i.game_id, i.invite_id desc` }, window)
  }
  // Two ordered walks that are merged: no index orders `by name or by address`.
  const ids = (before: Before, most: number) => sql`
    select mine.id from (
      (select i.invite_id as id from backend.game_invites i
       where i.user_id = ${filter.user_id} ${of} ${before('i.invite_id')} order by i.invite_id desc limit ${most})
      union all
      (select i.invite_id from backend.game_invites i
       where i.email = (select a.email from backend.accounts a where a.user_id = ${filter.user_id})
         ${of} ${before('i.invite_id')} order by i.invite_id desc limit ${most})
    ) mine order by mine.id desc`
  return sliceOf(sql, { ...list, where: sql`true`, ids }, window)
}

/** An invite of a game, or null. */
export async function findInvite(
  sql: Connection,
  game_id: string,
  invite_id: string,
): Promise<InviteRow | null> {
  const [row] = await sql<InviteRow[]>`
    select ${columns(sql)} from backend.game_invites i where i.invite_id = ${invite_id} and i.game_id = ${game_id}`
  return row ?? null
}

/** An invite to a player, by name or by address, or null. */
export async function findMyInvite(
  sql: Connection,
  invite_id: string,
  user_id: string,
): Promise<InviteRow | null> {
  const [row] = await sql<InviteRow[]>`
    select ${columns(sql)} from backend.game_invites i where i.invite_id = ${invite_id} and ${isMine(sql, user_id)}`
  return row ?? null
}

/** pending -> accepted | declined | revoked. Null where it was decided already, or is past its end. */
export async function decideInvite(
  sql: Connection,
  invite_id: string,
  decision: 'accepted' | 'declined' | 'revoked',
): Promise<InviteRow | null> {
  const [row] = await sql<InviteRow[]>`
    update backend.game_invites i set status = ${decision}, decided_at = now()
    where i.invite_id = ${invite_id} and i.status = 'pending' and i.expires_at > now()
    returning ${columns(sql)}`
  return row ?? null
}

/** pending -> expired, for those past their end: of one game, or of all. */
export async function expireInvites(sql: Connection, game_id: string | null = null): Promise<number> {
  const result = await sql`
    update backend.game_invites set status = 'expired', decided_at = expires_at
    where status = 'pending' and expires_at <= now() and (${game_id}::uuid is null or game_id = ${game_id})`
  return result.count
}

/** pending -> revoked, for all of a game that is over. */
export async function revokeInvites(sql: Connection, game_id: string): Promise<void> {
  await expireInvites(sql, game_id)
  await sql`
    update backend.game_invites set status = 'revoked', decided_at = now()
    where game_id = ${game_id} and status = 'pending'`
}

/**
 * pending -> declined, for those to a player who leaves everything, by name or by address (the account's, or
 * `email`). One that is just being decided is left out, because its decider holds the game's lock, and locks
 * begin with the game.
 */
export async function declineInvites(
  sql: Connection,
  user_id: string,
  email: string | null = null,
): Promise<void> {
  await sql`
    update backend.game_invites set status = 'declined', decided_at = now()
    where invite_id in (
      select i.invite_id from backend.game_invites i
      where (${isMine(sql, user_id)} or i.email = ${email}) and i.status = 'pending' and i.expires_at > now()
      for update of i skip locked)`
}

/** Replaces the address of a purged account in every invite to it. */
export async function pseudonymiseInvites(sql: Connection, email: string, pseudonym: string): Promise<void> {
  await sql`update backend.game_invites set email = ${pseudonym} where email = ${email}`
}
