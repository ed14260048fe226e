// A database as it is after years: very many rows of everything that is listed, and one player, one game and one
// recipient that have very many of them.

import type { Connection } from '#sql/connection'

export const MANY = 100_000
const HEAVY = 12_000

export type Many = { user_id: string; game_id: string; recipient_hash: string }

/** The n-th of ids in the order of their making, some twenty times as fast as making them one by one. */
const nth = (sql: Connection) => sql`(lpad(to_hex(n), 12, '0') || '70008000000000000000')::uuid`

/** Fills the database; `sql` is a connection of its own, of a superuser. */
export async function fillDatabase(sql: Connection): Promise<Many> {
  // Neither foreign keys are checked nor changes told: it is the rows that matter.
  await sql`set session_replication_role = replica`
  await fillPeople(sql)
  const [heavy] = await sql<Omit<Many, 'recipient_hash'>[]>`
    select user_id, game_id from
      (select user_id from backend.accounts order by user_id offset 500 limit 1) u,
      (select game_id from backend.games order by game_id offset 500 limit 1) g`
  if (!heavy) throw new Error('nothing was filled')
  await fillGames(sql, heavy)
  await fillWork(sql, heavy.user_id)
  await fillNotifications(sql, heavy.user_id)
  await fillEngines(sql, heavy.game_id)
  await sql`vacuum (analyze)`
  return { ...heavy, recipient_hash: '0'.repeat(32) }
}

async function fillPeople(sql: Connection): Promise<void> {
  await sql`insert into backend.engine_versions (version, image) values
    ('1.0.0', 'process:reference'), ('2.0.0', 'process:reference')`
  await sql`
    insert into backend.accounts (user_id, email, display_name, status, suspended_until)
    select ${nth(sql)}, 'p' || n || '@players.test', 'Player ' || left(md5(n::text), 16),
      (case when n % 100 = 0 then 'banned' when n % 100 = 1 then 'suspended' else 'active' end)::backend.account_status,
      case when n % 100 = 1 then now() + interval '1 day' end
    from generate_series(1, ${MANY}) n`
  // Old games are over and new ones are not, as it is: a status is not spread evenly over the ids.
  await sql`
    insert into backend.games (game_id, name, visibility, status, engine_version, seed, min_players, max_players,
      start_delay_ms, turn_schedule, current_turn, ranking)
    select ${nth(sql)}, 'Game ' || n, (case when n % 5 = 0 then 'private' else 'public' end)::backend.game_visibility,
      t.status, case when n % 10 = 0 then '2.0.0' else '1.0.0' end,
      's', 2, 4, 0, '{"kind": "manual"}', case when t.status in ('running', 'finished') then 1 end,
      case when t.status = 'finished' then '[]'::jsonb end
    from generate_series(1, ${MANY}) n, lateral (select (case
      when n <= 10000 then 'cancelled' when n <= 80000 then 'finished' when n <= 95000 then 'running'
      when n % 2 = 0 then 'enrollment_open' else 'draft' end)::backend.game_status as status) t`
}

async function fillGames(sql: Connection, { user_id, game_id }: Omit<Many, 'recipient_hash'>): Promise<void> {
  await sql`
    create temporary table numbered as
    select g.game_id, u.user_id, g.n from
      (select game_id, row_number() over (order by game_id) as n from backend.games) g join
      (select user_id, row_number() over (order by md5(user_id::text)) as n from backend.accounts) u on u.n = g.n`
  await sql`
    update backend.games g set owner_user_id = case when n % 8 = 1 then ${user_id} else t.user_id end
    from numbered t where t.game_id = g.game_id and n % 20 <> 0`
  await sql`
    insert into backend.game_memberships (membership_id, game_id, user_id, seat, alias, status)
    select gen_random_uuid(), game_id, case when seat = 1 then user_id else ${user_id} end, seat, seat::text,
      (case when n % 50 = 0 then 'left' else 'active' end)::backend.membership_status
    from numbered, generate_series(1, 2) seat where seat = 1 or n % 8 = 3 or n % 16 = 1
    on conflict do nothing`
  await sql`
    insert into backend.game_applications (application_id, game_id, user_id, alias, status, decided_at)
    select ${nth(sql)}, case when n <= ${HEAVY} then ${game_id} else game_id end, case when n % 100 = 7 then ${user_id}
      else user_id end,
      'alias', 'rejected', now()
    from numbered`
  await sql`
    insert into backend.game_invites (invite_id, game_id, user_id, email, invited_by, status, expires_at, decided_at)
    select ${nth(sql)}, case when n <= ${HEAVY} then ${game_id} else game_id end,
      case when n % 8 = 1 then ${user_id} when n % 8 <> 2 then user_id end,
      case when n % 8 = 2 then (select a.email from backend.accounts a where a.user_id = ${user_id}) end,
      ${user_id}, 'declined', now(), now()
    from numbered`
  await sql`
    insert into backend.game_votes (vote_id, game_id, kind, opened_by, status, in_favour, against, needed,
      expires_at, decided_at)
    select ${nth(sql)}, case when n <= ${HEAVY} then ${game_id} else game_id end, 'pause', user_id, 'failed', 0, 1,
      1, now(), now()
    from numbered`
  await sql`
    insert into backend.game_turns (game_id, turn, status, state_hash, committed_at)
    select game_id, turn, 'committed', 'hash', now()
    from numbered, generate_series(1, case when game_id = ${game_id} then ${HEAVY} else 1 end) turn`
  await sql`
    insert into backend.deadline_events (game_id, turn, reason, actor_kind)
    select case when n <= ${HEAVY} then ${game_id} else game_id end, 1, 'turn', 'scheduler' from numbered`
}

async function fillWork(sql: Connection, user_id: string): Promise<void> {
  await sql`
    insert into backend.sessions (session_id, user_id, token_hash, expires_at, status, revoked_at)
    select ${nth(sql)}, case when n <= 300 then ${user_id} else user_id end, sha256(n::text::bytea),
      now() + interval '1 day',
      (case when n % 3 = 0 then 'revoked' else 'active' end)::backend.session_status, case when n % 3 = 0 then now() end
    from numbered`
  await sql`
    insert into backend.mail_deliveries (delivery_id, kind, template, locale, time_zone, recipient, recipient_hash,
      message_id, status, next_attempt_at, sent_at)
    select ${nth(sql)}, 'auth.code', 'auth.code', 'en', 'UTC', 'p' || n || '@players.test',
      case when n % 8 = 0 then ${'0'.repeat(32)} else md5(n::text) end, n::text, t.status::backend.delivery_status,
      case when t.status = 'pending' then now() end, case when t.status = 'sent' then now() end
    from generate_series(1, ${MANY}) n, lateral (select case
      when n % 1000 = 0 then 'dead_lettered' when n > 99000 then 'pending' else 'sent' end as status) t`
  await sql`
    insert into backend.admin_audit_log (audit_id, actor, action, target, outcome, code)
    select ${nth(sql)}, case when n % 7 = 0 then 'root' else 'admin-' || n % 10 end, case when n % 100 = 0 then 'rare'
      else 'PATCH games' end,
      'game:' || n % 5000, (case when n % 30 = 0 then 'refused' else 'done' end)::backend.audit_outcome,
      case when n % 30 = 0 then 'forbidden' end
    from generate_series(1, ${MANY}) n`
}

async function fillNotifications(sql: Connection, user_id: string): Promise<void> {
  await sql`
    insert into backend.notifications (notification_id, kind, idempotency_key, user_id, payload, read_at)
    select ${nth(sql)}, case when n % 100 = 0 then 'game.paused' else 'game.turn_ready' end, n::text,
      case when n % 8 = 0 then ${user_id} else user_id end, '{}', case when n % 3 = 0 then now() end
    from numbered`
  await sql`
    insert into backend.notification_routes (route_id, notification_id, user_id, subject, channel, status,
      next_attempt_at, published_at)
    select ${nth(sql)}, ${nth(sql)}, user_id, game_id::text, 'push', t.status::backend.route_status,
      case when t.status = 'pending' then now() end, case when t.status = 'published' then now() end
    from numbered, lateral (select case
      when n % 1000 = 0 then 'dead_lettered' when n > 99000 then 'pending' else 'published' end as status) t`
  await sql`
    insert into backend.push_events (event_id, user_id, kind, payload)
    select n, case when n % 8 = 0 then ${user_id} else user_id end, 'game.turn_ready', '{}' from numbered`
}

async function fillEngines(sql: Connection, game_id: string): Promise<void> {
  await sql`
    insert into backend.runtime_records (game_id, driver, desired_status, desired_version, desired_image, status)
    select game_id, case when n % 10 = 0 then 'process' else 'docker' end, 'running', '1.0.0', 'process:reference',
      (case when n > 95000 then 'ready' when n % 1000 = 0 then 'crash_loop' else 'removed' end)::backend.runtime_status
    from numbered`
  await sql`
    insert into backend.runtime_operation_log (operation_id, game_id, operation, source, outcome, finished_at)
    select ${nth(sql)}, case when n <= ${HEAVY} then ${game_id} else game_id end, 'restart', 'admin', 'succeeded', now()
    from numbered`
  await sql`
    insert into backend.runtime_crashes (crash_id, game_id, container_id, exit_code, oom_killed, log)
    select ${nth(sql)}, case when n <= ${HEAVY} then ${game_id} else game_id end, n::text, 1, false, 'It crashed.'
    from numbered`
}
