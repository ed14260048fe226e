// Membership: active <-> inactive -> replaceable -> replaced, back to active from replaceable, and left,
// removed or eliminated from all three. A seat that changes hands is a new row. Every transition of
// `game_memberships` is in this file. Call its verbs with the game's row locked (`lockGame`), so that no seat
// is doubled.

import type { Connection } from '#sql/connection'
import { findOpenSeat, seatsOf } from '#sql/lobby/seats'
import type { MembershipStatus } from '#sql/lobby/seats'

/** The legal transitions. A test walks every pair of states. */
export const MEMBERSHIP_TRANSITIONS: Record<MembershipStatus, readonly MembershipStatus[]> = {
  active: ['inactive', 'left', 'removed', 'eliminated'],
  inactive: ['active', 'replaceable', 'left', 'removed', 'eliminated'],
  replaceable: ['active', 'replaced', 'left', 'removed', 'eliminated'],
  replaced: [],
  left: [],
  removed: [],
  eliminated: [],
}

const sources = (to: MembershipStatus): MembershipStatus[] =>
  (Object.keys(MEMBERSHIP_TRANSITIONS) as MembershipStatus[]).filter((from) =>
    MEMBERSHIP_TRANSITIONS[from].includes(to),
  )

export type MemberRow = {
  user_id: string
  seat: number
  alias: string
  status: MembershipStatus
  missed_turns: number
  joined_at: Date
  ended_at: Date | null
}

const columns = (sql: Connection) => sql`user_id, seat, alias, status, missed_turns, joined_at, ended_at`

/** The members of a game by seat. Those who left or were replaced are not among them. */
export async function listMembers(sql: Connection, game_id: string): Promise<MemberRow[]> {
  return sql<MemberRow[]>`
    select ${columns(sql)} from backend.game_memberships
    where game_id = ${game_id} and status not in ('left', 'removed', 'replaced') order by seat`
}

/** Everybody who has held a seat of a game, by seat and then by time. */
export async function listMemberHistory(sql: Connection, game_id: string): Promise<MemberRow[]> {
  return sql<MemberRow[]>`
    select ${columns(sql)} from backend.game_memberships where game_id = ${game_id} order by seat, membership_id`
}

/** A player's seat in a game, or null. */
export async function findMember(
  sql: Connection,
  game_id: string,
  user_id: string,
): Promise<MemberRow | null> {
  const [row] = await sql<MemberRow[]>`
    select ${columns(sql)} from backend.game_memberships
    where game_id = ${game_id} and user_id = ${user_id} and status not in ('left', 'removed', 'replaced')`
  return row ?? null
}

export type NewMember = { game_id: string; user_id: string; alias: string }

export type Seated =
  | { fact: 'seated'; seat: number; full: boolean }
  | { fact: 'full' | 'already_member' | 'alias_taken' }

/** Gives a player the lowest free seat of a game before its start. `full` where it was the last one. */
export async function insertMember(sql: Connection, member: NewMember): Promise<Seated> {
  const { game_id, user_id, alias } = member
  const [row] = await sql<{ seat: number; max_players: number; taken: number }[]>`
    with taken as (
      select seat from backend.game_memberships
      where game_id = ${game_id} and status not in ('left', 'removed', 'replaced')
    )
    insert into backend.game_memberships (game_id, user_id, alias, seat)
    select g.game_id, ${user_id}, ${alias}, free.seat
    from backend.games g, lateral (
      select s as seat from generate_series(1, g.max_players) s where s not in (select seat from taken)
      order by s limit 1
    ) free
    where g.game_id = ${game_id}
    on conflict do nothing
    returning seat, (select max_players from backend.games where game_id = ${game_id}) as max_players,
      (select count(*)::int from taken) as taken`
  if (row) return { fact: 'seated', seat: row.seat, full: row.taken + 1 >= row.max_players }
  if (await findMember(sql, game_id, user_id)) return { fact: 'already_member' }
  return { fact: (await isAliasTaken(sql, member)) ? 'alias_taken' : 'full' }
}

async function isAliasTaken(
  sql: Connection,
  { game_id, alias }: NewMember,
  except: string | null = null,
): Promise<boolean> {
  const rows = await sql`
    select from backend.game_memberships
    where game_id = ${game_id} and lower(alias) = lower(${alias}) and status not in ('left', 'removed', 'replaced')
      and (${except}::uuid is null or membership_id <> ${except})`
  return rows.length > 0
}

/**
 * Gives a player the seat of a game in play that its holder left, or may be replaced on: replaceable -> replaced, and a
 * new row that points to the old one. The seat's reports and orders stay with the seat.
 */
export async function seatSubstitute(
  sql: Connection,
  substitute: NewMember & { seat: number },
): Promise<'seated' | 'seat_not_vacant' | 'already_member' | 'alias_taken'> {
  const { game_id, user_id, alias, seat } = substitute
  const open = await findOpenSeat(sql, game_id, seat)
  if (!open) return 'seat_not_vacant'
  if (await findMember(sql, game_id, user_id)) return 'already_member'
  if (await isAliasTaken(sql, substitute, open.membership_id)) return 'alias_taken'
  await sql`
    update backend.game_memberships set status = 'replaced', ended_at = now()
    where membership_id = ${open.membership_id} and status = any(${sources('replaced')}::backend.membership_status[])`
  await sql`
    insert into backend.game_memberships (game_id, user_id, alias, seat, replaces)
    values (${game_id}, ${user_id}, ${alias}, ${seat}, ${open.membership_id})`
  return 'seated'
}

/** active | inactive | replaceable -> left | removed. */
export async function vacateSeat(
  sql: Connection,
  game_id: string,
  user_id: string,
  how: 'left' | 'removed',
): Promise<boolean> {
  const result = await sql`
    update backend.game_memberships set status = ${how}, ended_at = now()
    where game_id = ${game_id} and user_id = ${user_id} and status = any(${sources(how)}::backend.membership_status[])`
  return result.count > 0
}

/** inactive | replaceable -> active: the player is back, and nothing counts as missed. */
export async function returnToSeat(
  sql: Connection,
  game_id: string,
  user_id: string,
): Promise<MemberRow | null> {
  const [row] = await sql<MemberRow[]>`
    update backend.game_memberships set status = 'active', missed_turns = 0
    where game_id = ${game_id} and user_id = ${user_id}
      and status = any(${sources('active')}::backend.membership_status[])
    returning ${columns(sql)}`
  return row ?? null
}

/**
 * Records that a player plays a seat, who is back where that was inactive or replaceable. Answers false where
 * the seat is no longer the player's. It cannot become another's before the transaction ends. Orders are saved
 * first, so that locks never cross.
 */
export async function playSeat(
  sql: Connection,
  { game_id, seat, user_id }: { game_id: string; seat: number; user_id: string },
): Promise<boolean> {
  const [row] = await sql<{ status: MembershipStatus }[]>`
    select status from backend.game_memberships
    where game_id = ${game_id} and seat = ${seat} and user_id = ${user_id}
      and status in ('active', 'inactive', 'replaceable') for no key update`
  if (row && row.status !== 'active') await returnToSeat(sql, game_id, user_id)
  return row !== undefined
}

/**
 * active | inactive | replaceable -> eliminated, for the seats that the engine says are out. Vacant ones need
 * nobody then.
 */
export async function eliminateSeats(sql: Connection, game_id: string, seats: number[]): Promise<void> {
  await sql`
    update backend.game_memberships set
      eliminated_at = now(),
      status = case when status = any(${sources('eliminated')}::backend.membership_status[]) then 'eliminated'
        else status end
    where membership_id in (select s.membership_id from ${seatsOf(sql, game_id)} s where s.seat = any(${seats}::int[]))
      and status in ('active', 'inactive', 'replaceable', 'left', 'removed') and eliminated_at is null`
}

/** How many turns in a row without orders make a seat inactive, and then one that others may take. */
export const MISSED_TURNS = { inactive: 2, replaceable: 4 }

/**
 * active -> inactive -> replaceable for the seats that sent no orders for a turn too often. Seats that sent
 * some start anew, and inactive | replaceable -> active.
 */
export async function countMissedTurns(sql: Connection, game_id: string, turn: number): Promise<void> {
  await sql`
    update backend.game_memberships m set
      missed_turns = counted.missed,
      status = case
        when counted.missed = 0 then 'active'
        when m.status = 'active' and counted.missed >= ${MISSED_TURNS.inactive} then 'inactive'
        when m.status = 'inactive' and counted.missed >= ${MISSED_TURNS.replaceable} then 'replaceable'
        else m.status end
    from (
      select c.membership_id, case when o.seat is null then c.missed_turns + 1 else 0 end as missed
      from backend.game_memberships c
      left join backend.game_orders o on o.game_id = c.game_id and o.turn = ${turn} and o.seat = c.seat
      where c.game_id = ${game_id}
    ) counted
    where m.membership_id = counted.membership_id and m.status in ('active', 'inactive', 'replaceable')`
}

/** Gives every membership of a purged account its pseudonym. */
export async function pseudonymiseMembers(sql: Connection, user_id: string, alias: string): Promise<void> {
  await sql`update backend.game_memberships set alias = ${alias} where user_id = ${user_id}`
}
