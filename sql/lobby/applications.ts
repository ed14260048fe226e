// Application: pending -> approved | rejected | withdrawn. Every transition of `game_applications` is in this file.

import type { Connection } from '#sql/connection'
import { equals, readSlice } from '#sql/list'
import type { Slice, Window } from '#sql/list'

export type ApplicationStatus = 'pending' | 'approved' | 'rejected' | 'withdrawn'

/** The legal transitions. A test walks every pair of states. */
export const APPLICATION_TRANSITIONS: Record<ApplicationStatus, readonly ApplicationStatus[]> = {
  pending: ['approved', 'rejected', 'withdrawn'],
  approved: [],
  rejected: [],
  withdrawn: [],
}

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

/** Applies for a seat. Answers `already_applied` where the player's application is still pending. */
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

/** The applications of a game, newest first. With `user_id`, only that player's own. */
export function listApplications(
  sql: Connection,
  filter: { game_id: string; user_id: string | null },
  window: Window,
): Promise<Slice<ApplicationRow>> {
  const own = filter.user_id === null ? sql`` : sql`and user_id = ${filter.user_id}`
  const list = {
    columns: applicationColumns(sql),
    from: sql`backend.game_applications`,
    where: sql`${equals(sql, 'game_id', filter.game_id, 'uuid')} ${own}`,
    order: sql`game_id, application_id desc`,
    id: 'application_id',
  }
  return readSlice(sql, list, window)
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

/** pending -> approved | rejected | withdrawn. Null where it was decided already. */
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

/** pending -> rejected, for all of a game that is over. Answers them. */
export async function rejectApplications(sql: Connection, game_id: string): Promise<ApplicationRow[]> {
  return sql<ApplicationRow[]>`
    update backend.game_applications set status = 'rejected', decided_at = now()
    where game_id = ${game_id} and status = 'pending'
    returning ${applicationColumns(sql)}`
}

/**
 * pending -> withdrawn, for those of a player who leaves everything. One that is just being decided is left
 * out, because its decider holds the game's lock, and locks begin with the game.
 */
export async function withdrawApplications(sql: Connection, user_id: string): Promise<void> {
  await sql`
    update backend.game_applications set status = 'withdrawn', decided_at = now()
    where application_id in (
      select application_id from backend.game_applications
      where user_id = ${user_id} and status = 'pending' for update skip locked)`
}

/** Gives every application of a purged account its pseudonym, and clears its message. */
export async function pseudonymiseApplications(
  sql: Connection,
  user_id: string,
  alias: string,
): Promise<void> {
  await sql`update backend.game_applications set alias = ${alias}, message = null where user_id = ${user_id}`
}
