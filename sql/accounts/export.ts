// Everything held about one player, of one moment. Secrets and what others wrote about themselves are not in it.
// Nothing here changes anything.

import type { AccountRow } from '#sql/accounts/accounts'
import { accountColumns } from '#sql/accounts/accounts'
import type { Connection } from '#sql/connection'

type Rows = Record<string, unknown>[]

export type AccountExport = {
  exported_at: Date
  account: AccountRow & { updated_at: Date; suspended_until: Date | null; calendar_link: boolean }
  sign_in: Rows
  sign_in_challenges: Rows
  sessions: Rows
  sanctions: Rows
  notification_preferences: Rows
  games_owned: Rows
  memberships: Rows
  applications: Rows
  invites_received: Rows
  invites_sent: Rows
  orders: Rows
  reports: Rows
  votes_opened: Rows
  ballots: Rows
  notifications: Rows
  mail_deliveries: Rows
  push_events: Rows
  countries: Rows
}

/**
 * The whole of it, or null where there is no such account. Call it as the first of a transaction: it makes that one a
 * snapshot, so that all parts are of the same moment.
 */
export async function exportAccount(sql: Connection, user_id: string): Promise<AccountExport | null> {
  await sql`set transaction isolation level repeatable read, read only`
  const [account] = await sql<(AccountExport['account'] & { exported_at: Date })[]>`
    select ${accountColumns(sql)}, updated_at, suspended_until, calendar_token_hash is not null as calendar_link,
      now() as exported_at
    from backend.accounts where user_id = ${user_id}`
  if (!account) return null
  const { exported_at, ...person } = account
  return {
    exported_at,
    account: person,
    ...(await exportSignIns(sql, person)),
    ...(await exportLobby(sql, person)),
    ...(await exportPlay(sql, user_id)),
    ...(await exportTraces(sql, person)),
  }
}

async function exportSignIns(sql: Connection, { user_id, email }: AccountRow) {
  return {
    sign_in: await sql`
      select failures, locked_until, failed_at from backend.sign_in_failures where email = ${email}`,
    sign_in_challenges: await sql`
      select challenge_id, status, locale, time_zone, created_at, expires_at from backend.auth_challenges
      where email = ${email} order by created_at`,
    sessions: await sql`
      select session_id, status, device_name, created_at, last_seen_at, expires_at, revoked_at from backend.sessions
      where user_id = ${user_id} order by session_id`,
    sanctions: await sql`
      select sanction_id, kind, reason, until, created_at, lifted_at from backend.sanctions
      where user_id = ${user_id} order by sanction_id`,
    notification_preferences: await sql`
      select category, channel, enabled, updated_at from backend.notification_preferences
      where user_id = ${user_id} order by category, channel`,
  }
}

async function exportLobby(sql: Connection, { user_id, email }: AccountRow) {
  return {
    games_owned: await sql`
      select game_id, name, description, visibility, status, engine_version, settings, turn_schedule, created_at,
        started_at, finished_at
      from backend.games where owner_user_id = ${user_id} order by game_id`,
    memberships: await sql`
      select m.game_id, g.name as game_name, g.status as game_status, m.seat, m.alias, m.status, m.missed_turns,
        m.joined_at, m.ended_at
      from backend.game_memberships m join backend.games g on g.game_id = m.game_id
      where m.user_id = ${user_id} order by m.membership_id`,
    applications: await sql`
      select application_id, game_id, alias, message, status, created_at, decided_at from backend.game_applications
      where user_id = ${user_id} order by application_id`,
    invites_received: await sql`
      select invite_id, game_id, status, created_at, expires_at, decided_at from backend.game_invites
      where user_id = ${user_id} or email = ${email} order by invite_id`,
    // Whom they were for is another person's.
    invites_sent: await sql`
      select invite_id, game_id, status, created_at, expires_at, decided_at from backend.game_invites
      where invited_by = ${user_id} order by invite_id`,
    votes_opened: await sql`
      select vote_id, game_id, kind, seat, by_ms::float8 as by_ms, status, status_reason, created_at,
        expires_at, decided_at
      from backend.game_votes where opened_by = ${user_id} order by vote_id`,
    ballots: await sql`
      select b.vote_id, v.game_id, v.kind, b.in_favour, b.cast_at
      from backend.game_vote_ballots b join backend.game_votes v on v.vote_id = b.vote_id
      where b.user_id = ${user_id} order by b.cast_at, b.vote_id`,
  }
}

// A seat has had other holders before and after: only what is of this one's time belongs to them.
const tenure = (sql: Connection, user_id: string, at: string) => sql`
  m.user_id = ${user_id} and ${sql(at)} >= m.joined_at and ${sql(at)} <= coalesce(m.ended_at, 'infinity')`

async function exportPlay(sql: Connection, user_id: string) {
  return {
    orders: await sql`
      select o.game_id, o.turn, o.seat, o.orders, o.final, o.revision, o.updated_at
      from backend.game_memberships m join backend.game_orders o on o.game_id = m.game_id and o.seat = m.seat
      where ${tenure(sql, user_id, 'o.updated_at')} order by o.game_id, o.turn`,
    reports: await sql`
      select r.game_id, r.turn, r.seat, r.created_at
      from backend.game_memberships m join backend.game_reports r on r.game_id = m.game_id and r.seat = m.seat
      where ${tenure(sql, user_id, 'r.created_at')} order by r.game_id, r.turn`,
  }
}

async function exportTraces(sql: Connection, { user_id, email }: AccountRow) {
  return {
    notifications: await sql`
      select notification_id, kind, payload, created_at, read_at from backend.notifications
      where user_id = ${user_id} order by notification_id`,
    mail_deliveries: await sql`
      select delivery_id, kind, template, locale, time_zone, recipient, params, status, created_at, sent_at, expires_at
      from backend.mail_deliveries where recipient = ${email} order by delivery_id`,
    push_events: await sql`
      select event_id::float8 as event_id, kind, payload, created_at from backend.push_events
      where user_id = ${user_id} order by event_id`,
    countries: await sql`
      select country, requests::float8 as requests, first_seen_at, last_seen_at from backend.user_country_counters
      where user_id = ${user_id} order by country`,
  }
}
