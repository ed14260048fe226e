// Questions about the seats of a game: the holder of each, the seats that need a player, the next owner of the
// game. They change nothing. The transitions are in `#sql/lobby/members`.

import type { Connection } from '#sql/connection'

export type MembershipStatus =
  | 'active'
  | 'inactive'
  | 'replaceable'
  | 'replaced'
  | 'left'
  | 'removed'
  | 'eliminated'

/** The place of each seat at the end of a game. */
export type Ranking = { seat: number; rank: number; score: number }[]

/** A seat with its latest holder. `open` where a substitute may take it. */
export type SeatRow = {
  membership_id: string
  seat: number
  user_id: string
  status: MembershipStatus
  open: boolean
}

/**
 * The seats of a game with the latest holder of each. A seat that was freed before the start is none:
 * the engine was never told of it.
 */
export const seatsOf = (sql: Connection, game_id: string) => sql`(
  select distinct on (m.seat) m.membership_id, m.seat, m.user_id, m.status,
    m.status in ('left', 'removed', 'replaceable') and m.eliminated_at is null as open
  from backend.game_memberships m join backend.games g on g.game_id = m.game_id
  where m.game_id = ${game_id} and (m.status not in ('left', 'removed', 'replaced') or m.ended_at >= g.started_at)
  order by m.seat, m.ended_at desc nulls first
)`

const columns = (sql: Connection) => sql`s.membership_id, s.seat, s.user_id, s.status, s.open`

/** The seats of a game by number. In play they are those the engine has, also where nobody holds one. */
export async function listSeats(sql: Connection, game_id: string): Promise<SeatRow[]> {
  return sql<SeatRow[]>`select ${columns(sql)} from ${seatsOf(sql, game_id)} s order by s.seat`
}

/** One seat that a substitute may take, or null where it is held, eliminated or none. */
export async function findOpenSeat(sql: Connection, game_id: string, seat: number): Promise<SeatRow | null> {
  const [row] = await sql<SeatRow[]>`
    select ${columns(sql)} from ${seatsOf(sql, game_id)} s where s.open and s.seat = ${seat}`
  return row ?? null
}

/** The seats that a substitute may take: first those that nobody holds. */
export async function listOpenSeats(sql: Connection, game_id: string): Promise<SeatRow[]> {
  return sql<SeatRow[]>`
    select ${columns(sql)} from ${seatsOf(sql, game_id)} s where s.open order by s.status = 'replaceable', s.seat`
}

/**
 * The player who would own the game next, beside a player: the longest-seated active member. One whose account
 * is blocked comes last. Null where no active seat is left.
 */
export async function findHeir(sql: Connection, game_id: string, user_id: string): Promise<string | null> {
  const [row] = await sql<{ user_id: string }[]>`
    select m.user_id from backend.game_memberships m join backend.accounts a on a.user_id = m.user_id
    where m.game_id = ${game_id} and m.user_id <> ${user_id} and m.status = 'active'
    order by a.status <> 'active', m.joined_at, m.seat limit 1`
  return row?.user_id ?? null
}

const isInPlay = ({ open, status }: SeatRow): boolean => open || status === 'active' || status === 'inactive'

/**
 * The ranking of a game that ends undecided: seats in play share the first rank, eliminated ones the next after them.
 */
export async function findEvenRanking(sql: Connection, game_id: string): Promise<Ranking> {
  const seats = await listSeats(sql, game_id)
  const last = seats.filter(isInPlay).length + 1
  return seats.map((held) => ({ seat: held.seat, rank: isInPlay(held) ? 1 : last, score: 0 }))
}
