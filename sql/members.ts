// Membership: active -> left | removed | eliminated (inactive and replaceable come with missed turns). Application: pending
// -> approved | rejected | withdrawn. Every transition of `game_memberships` and `game_applications` is in this file.
import type { Connection } from '#sql/connection'
import { EXACT_TOTAL, slice } from '#sql/list'
import type { Slice, Window } from '#sql/list'

export type MembershipStatus =
  | 'active'
  | 'inactive'
  | 'replaceable'
  | 'replaced'
  | 'left'
  | 'removed'
  | 'eliminated'

export type MemberRow = {
  user_id: string
  seat: number
  alias: string
  status: MembershipStatus
  missed_turns: number
  joined_at: Date
}

const columns = (sql: Connection) => sql`user_id, seat, alias, status, missed_turns, joined_at`

/** The members of a game by seat; those who left are not among them. */
export async function listMembers(sql: Connection, game_id: string): Promise<MemberRow[]> {
  return sql<MemberRow[]>`
    select ${columns(sql)} from backend.game_memberships
    where game_id = ${game_id} and status not in ('left', 'removed', 'replaced') order by seat`
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

export type Seated =
  | { fact: 'seated'; seat: number; full: boolean }
  | { fact: 'full' | 'already_member' | 'alias_taken' }

/** Gives a player the lowest free seat. Call it with the game's row locked (`lockGame`), so that no seat is doubled. */
export async function insertMember(
  sql: Connection,
  member: { game_id: string; user_id: string; alias: string },
): Promise<Seated> {
  const { game_id, user_id, alias } = member
  const [row] = await sql<{ seat: number; max_players: number; taken: number }[]>`
    with taken as (
      select seat from backend.game_memberships
      where game_id = ${game_id} and status not in ('left', 'removed', 'replaced')
    )
    insert into backend.game_memberships (game_id, user_id, alias, seat)
    select g.game_id, ${user_id}, ${alias}, free.seat
    from backend.games g, lateral (
      select s as seat from generate_series(1, g.max_players) s where s not in (select seat from taken) order by s limit 1
    ) free
    where g.game_id = ${game_id}
    on conflict do nothing
    returning seat, (select max_players from backend.games where game_id = ${game_id}) as max_players,
      (select count(*)::int from taken) as taken`
  if (row) return { fact: 'seated', seat: row.seat, full: row.taken + 1 >= row.max_players }
  if (await findMember(sql, game_id, user_id)) return { fact: 'already_member' }
  const [same] = await sql`
    select from backend.game_memberships
    where game_id = ${game_id} and lower(alias) = lower(${alias}) and status not in ('left', 'removed', 'replaced')`
  return { fact: same ? 'alias_taken' : 'full' }
}

/** active -> left. */
export async function leaveGame(sql: Connection, game_id: string, user_id: string): Promise<boolean> {
  const result = await sql`
    update backend.game_memberships set status = 'left'
    where game_id = ${game_id} and user_id = ${user_id} and status in ('active', 'inactive', 'replaceable')`
  return result.count > 0
}

/** active -> eliminated, for the seats that the engine says are out of the game. */
export async function eliminateSeats(sql: Connection, game_id: string, seats: number[]): Promise<void> {
  await sql`
    update backend.game_memberships set status = 'eliminated'
    where game_id = ${game_id} and seat = any(${seats}::int[]) and status in ('active', 'inactive', 'replaceable')`
}

/** Counts a missed turn for the active seats that sent no orders for it, and starts anew for those that did. */
export async function countMissedTurns(sql: Connection, game_id: string, turn: number): Promise<void> {
  await sql`
    update backend.game_memberships m set missed_turns = case when exists (
      select from backend.game_orders o where o.game_id = m.game_id and o.turn = ${turn} and o.seat = m.seat
    ) then 0 else m.missed_turns + 1 end
    where m.game_id = ${game_id} and m.status = 'active'`
}

export type ApplicationStatus = 'pending' | 'approved' | 'rejected' | 'withdrawn'

export type ApplicationRow = {
  application_id: string
  game_id: string
  user_id: string
  alias: string
  message: string | null
  status: ApplicationStatus
  created_at: Date
  decided_at: Date | null
}

const applicationColumns = (sql: Connection) =>
  sql`application_id, game_id, user_id, alias, message, status, created_at, decided_at`

/** Applies for a seat; `already_applied` where the player's application is still pending. */
export async function insertApplication(
  sql: Connection,
  application: Pick<ApplicationRow, 'game_id' | 'user_id' | 'alias' | 'message'>,
): Promise<ApplicationRow | 'already_applied'> {
  const [row] = await sql<ApplicationRow[]>`
    insert into backend.game_applications (game_id, user_id, alias, message)
    values (${application.game_id}, ${application.user_id}, ${application.alias}, ${application.message})
    on conflict (game_id, user_id) where status = 'pending' do nothing
    returning ${applicationColumns(sql)}`
  return row ?? 'already_applied'
}

/** The applications of a game, newest first; with `user_id`, only that player's own. */
export async function listApplications(
  sql: Connection,
  filter: { game_id: string; user_id: string | null },
  window: Window,
): Promise<Slice<ApplicationRow>> {
  const where = sql`game_id = ${filter.game_id} and (${filter.user_id}::uuid is null or user_id = ${filter.user_id})`
  const rows = await sql<ApplicationRow[]>`
    select ${applicationColumns(sql)} from backend.game_applications
    where ${where} and (${window.before}::uuid is null or application_id < ${window.before})
    order by application_id desc offset ${window.offset} limit ${window.limit + 1}`
  const [counted] = await sql<{ total: number }[]>`
    select count(*)::int as total
    from (select from backend.game_applications where ${where} limit ${EXACT_TOTAL + 1}) counted`
  return slice(rows, counted?.total ?? 0, window, (row) => row.application_id)
}

/** The application, or null. */
export async function findApplication(
  sql: Connection,
  game_id: string,
  application_id: string,
): Promise<ApplicationRow | null> {
  const [row] = await sql<ApplicationRow[]>`
    select ${applicationColumns(sql)} from backend.game_applications
    where application_id = ${application_id} and game_id = ${game_id}`
  return row ?? null
}

/** pending -> approved | rejected | withdrawn; null where it was decided already. */
export async function decideApplication(
  sql: Connection,
  application_id: string,
  decision: 'approved' | 'rejected' | 'withdrawn',
): Promise<ApplicationRow | null> {
  const [row] = await sql<ApplicationRow[]>`
    update backend.game_applications set status = ${decision}, decided_at = now()
    where application_id = ${application_id} and status = 'pending'
    returning ${applicationColumns(sql)}`
  return row ?? null
}
