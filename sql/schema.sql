-- Made by `npm run generate` from sql/migrations. Read it; do not edit it.

-- types

create type backend.account_status as enum ('active', 'suspended', 'banned', 'deleted');

create type backend.admin_session_status as enum ('active', 'revoked', 'expired');

create type backend.application_status as enum ('pending', 'approved', 'rejected', 'withdrawn');

create type backend.attempt_outcome as enum ('sent', 'temporary_failure', 'permanent_failure', 'unknown');

create type backend.audit_outcome as enum ('done', 'refused');

create type backend.challenge_status as enum ('pending', 'used', 'void', 'expired');

create type backend.delivery_status as enum ('pending', 'retrying', 'sent', 'dead_lettered', 'expired', 'suppressed');

create type backend.engine_version_status as enum ('draft', 'enabled', 'deprecated', 'blocked');

create type backend.game_status as enum ('draft', 'enrollment_open', 'ready_to_start', 'starting', 'start_failed', 'running', 'paused', 'halted', 'finished', 'cancelled');

create type backend.game_visibility as enum ('public', 'private');

create type backend.invite_status as enum ('pending', 'accepted', 'declined', 'revoked', 'expired');

create type backend.membership_status as enum ('active', 'inactive', 'replaceable', 'replaced', 'left', 'removed', 'eliminated');

create type backend.operation_kind as enum ('start', 'stop', 'restart', 'patch', 'force_next_turn', 'clear', 'remove', 'restore');

create type backend.operation_outcome as enum ('running', 'succeeded', 'failed', 'superseded', 'timed_out');

create type backend.route_reason as enum ('no_recipient', 'user_deleted', 'preference_off', 'superseded', 'expired');

create type backend.route_status as enum ('pending', 'published', 'retrying', 'dead_lettered', 'skipped');

create type backend.runtime_desired as enum ('running', 'stopped', 'removed');

create type backend.runtime_status as enum ('absent', 'pulling', 'creating', 'booting', 'ready', 'generating', 'unhealthy', 'exited', 'backoff', 'crash_loop', 'stopping', 'stopped', 'patching', 'unknown', 'removed');

create type backend.sanction_kind as enum ('warn', 'suspend', 'ban');

create type backend.session_status as enum ('active', 'revoked', 'expired');

create type backend.turn_status as enum ('open', 'claimed', 'committed', 'poisoned');

create type backend.vote_kind as enum ('pause', 'resume', 'extend', 'cancel', 'end', 'replace_seat');

create type backend.vote_status as enum ('open', 'passed', 'failed', 'expired');

-- tables

create table backend.accounts (
  user_id uuid not null default backend.uuid_v7(),
  email text not null,
  display_name text not null,
  locale text not null default 'en'::text,
  time_zone text not null default 'UTC'::text,
  declared_country text,
  status backend.account_status not null default 'active'::backend.account_status,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  purged_at timestamp with time zone,
  suspended_until timestamp with time zone,
  calendar_token_hash bytea
);

create table backend.admin_accounts (
  username text not null,
  password_hash text not null,
  must_rotate boolean not null default true,
  disabled boolean not null default false,
  created_at timestamp with time zone not null default now(),
  password_changed_at timestamp with time zone not null default now()
);

create table backend.admin_audit_log (
  audit_id uuid not null default backend.uuid_v7(),
  at timestamp with time zone not null default now(),
  actor text not null,
  action text not null,
  target text not null,
  before jsonb,
  after jsonb,
  request_id text,
  outcome backend.audit_outcome not null default 'done'::backend.audit_outcome,
  code text
);

create table backend.admin_networks (
  username text not null,
  network text not null,
  succeeded_at timestamp with time zone not null default now()
);

create table backend.admin_sessions (
  session_id uuid not null default backend.uuid_v7(),
  username text not null,
  token_hash bytea not null,
  status backend.admin_session_status not null default 'active'::backend.admin_session_status,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone
);

create table backend.admin_throttles (
  key text not null,
  failures integer not null,
  blocked_until timestamp with time zone,
  failed_at timestamp with time zone not null default now(),
  told boolean not null default false
);

create table backend.auth_challenges (
  challenge_id uuid not null default backend.uuid_v7(),
  email text not null,
  code_hash bytea not null,
  status backend.challenge_status not null default 'pending'::backend.challenge_status,
  tries_left integer not null,
  locale text not null,
  time_zone text not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null
);

create table backend.deadline_events (
  event_id bigint not null generated always as identity,
  game_id uuid not null,
  at timestamp with time zone not null default now(),
  turn integer not null,
  old_deadline_at timestamp with time zone,
  new_deadline_at timestamp with time zone,
  reason text not null,
  actor_kind text not null
);

create table backend.engine_probes (
  probe_id uuid not null default backend.uuid_v7(),
  version text not null,
  image text not null,
  outcome text not null default 'running'::text,
  error_code text,
  error_message text,
  digest text,
  requested_by text not null,
  request_id text,
  traceparent text,
  attempts integer not null default 0,
  requested_at timestamp with time zone not null default now(),
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  thrown_away_at timestamp with time zone,
  lease_token uuid,
  leased_by text,
  lease_until timestamp with time zone
);

create table backend.engine_versions (
  version text not null,
  image text not null,
  digest text,
  status backend.engine_version_status not null default 'draft'::backend.engine_version_status,
  manifest jsonb,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);

create table backend.game_applications (
  application_id uuid not null default backend.uuid_v7(),
  game_id uuid not null,
  user_id uuid not null,
  alias text not null,
  message text,
  status backend.application_status not null default 'pending'::backend.application_status,
  created_at timestamp with time zone not null default now(),
  decided_at timestamp with time zone
);

create table backend.game_invites (
  invite_id uuid not null default backend.uuid_v7(),
  game_id uuid not null,
  user_id uuid,
  email text,
  invited_by uuid,
  status backend.invite_status not null default 'pending'::backend.invite_status,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  decided_at timestamp with time zone
);

create table backend.game_memberships (
  membership_id uuid not null default backend.uuid_v7(),
  game_id uuid not null,
  user_id uuid not null,
  seat integer not null,
  alias text not null,
  status backend.membership_status not null default 'active'::backend.membership_status,
  missed_turns integer not null default 0,
  joined_at timestamp with time zone not null default now(),
  replaces uuid,
  ended_at timestamp with time zone,
  eliminated_at timestamp with time zone
);

create table backend.game_orders (
  game_id uuid not null,
  turn integer not null,
  seat integer not null,
  orders jsonb not null,
  final boolean not null default false,
  revision integer not null default 1,
  updated_at timestamp with time zone not null default now()
);

create table backend.game_reports (
  game_id uuid not null,
  turn integer not null,
  seat integer not null,
  report jsonb not null,
  created_at timestamp with time zone not null default now()
);

create table backend.game_snapshots (
  game_id uuid not null,
  turn integer not null,
  state_hash text not null,
  engine_version text not null,
  digest text not null,
  size integer not null,
  bytes bytea not null,
  created_at timestamp with time zone not null default now(),
  patch_id uuid
);

create table backend.game_turns (
  game_id uuid not null,
  turn integer not null,
  status backend.turn_status not null default 'open'::backend.turn_status,
  operation_id uuid not null default gen_random_uuid(),
  state_hash text not null,
  opened_at timestamp with time zone not null default now(),
  deadline_at timestamp with time zone,
  committed_at timestamp with time zone,
  attempts integer not null default 0,
  failures integer not null default 0,
  next_attempt_at timestamp with time zone,
  last_error text,
  claim_token uuid,
  claimed_by text,
  lease_until timestamp with time zone,
  extensions integer not null default 0,
  forced_by uuid,
  idle_seats integer[]
);

create table backend.game_vote_ballots (
  vote_id uuid not null,
  user_id uuid not null,
  in_favour boolean not null,
  cast_at timestamp with time zone not null default now()
);

create table backend.game_votes (
  vote_id uuid not null default backend.uuid_v7(),
  game_id uuid not null,
  kind backend.vote_kind not null,
  opened_by uuid not null,
  seat integer,
  application_id uuid,
  by_ms bigint,
  status backend.vote_status not null default 'open'::backend.vote_status,
  status_reason text,
  in_favour integer,
  against integer,
  needed integer,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  decided_at timestamp with time zone
);

create table backend.games (
  game_id uuid not null default backend.uuid_v7(),
  name text not null,
  description text,
  visibility backend.game_visibility not null,
  status backend.game_status not null default 'draft'::backend.game_status,
  status_reason text,
  owner_user_id uuid,
  engine_version text not null,
  settings jsonb not null default '{}'::jsonb,
  seed text not null,
  min_players integer not null,
  max_players integer not null,
  enrollment_ends_at timestamp with time zone,
  start_delay_ms bigint not null,
  starts_at timestamp with time zone,
  turn_schedule jsonb not null,
  current_turn integer,
  deadline_at timestamp with time zone,
  deadline_version integer not null default 0,
  remaining_ms bigint,
  ranking jsonb,
  created_at timestamp with time zone not null default now(),
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  enrollment_opened_at timestamp with time zone,
  enrollment_warned_at timestamp with time zone,
  regular_deadline_at timestamp with time zone
);

create table backend.idempotency_keys (
  caller text not null,
  key text not null,
  fingerprint bytea not null,
  status integer not null,
  headers jsonb not null default '{}'::jsonb,
  sealed_body bytea,
  created_at timestamp with time zone not null default now()
);

create table backend.instance (
  singleton boolean not null default true,
  instance_id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default now(),
  listed_at timestamp with time zone
);

create table backend.mail_attempts (
  delivery_id uuid not null,
  attempt_no integer not null,
  started_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  outcome backend.attempt_outcome,
  smtp_code integer,
  error text
);

create table backend.mail_deliveries (
  delivery_id uuid not null default backend.uuid_v7(),
  kind text not null,
  template text not null,
  locale text not null,
  time_zone text not null,
  recipient text,
  recipient_hash text not null,
  params jsonb not null default '{}'::jsonb,
  sealed_params bytea,
  status backend.delivery_status not null default 'pending'::backend.delivery_status,
  attempts_in_cycle integer not null default 0,
  attempts_total integer not null default 0,
  next_attempt_at timestamp with time zone default now(),
  expires_at timestamp with time zone,
  last_error text,
  message_id text not null,
  request_id text,
  traceparent text,
  created_at timestamp with time zone not null default now(),
  sent_at timestamp with time zone,
  dead_lettered_at timestamp with time zone,
  lease_token uuid,
  leased_by text,
  lease_until timestamp with time zone,
  sealed_message bytea
);

create table backend.mail_suppressions (
  recipient_hash text not null,
  suppression_id uuid not null default backend.uuid_v7(),
  reason text not null,
  security_too boolean not null default false,
  created_by text not null,
  created_at timestamp with time zone not null default now()
);

create table backend.notification_preferences (
  user_id uuid not null,
  category text not null,
  channel text not null,
  enabled boolean not null,
  updated_at timestamp with time zone not null default now()
);

create table backend.notification_routes (
  route_id uuid not null default backend.uuid_v7(),
  notification_id uuid not null,
  user_id uuid,
  subject text,
  channel text not null,
  status backend.route_status not null default 'pending'::backend.route_status,
  reason backend.route_reason,
  attempts integer not null default 0,
  next_attempt_at timestamp with time zone default now(),
  expires_at timestamp with time zone,
  last_error text,
  delivery_id uuid,
  published_at timestamp with time zone,
  lease_token uuid,
  leased_by text,
  lease_until timestamp with time zone
);

create table backend.notifications (
  notification_id uuid not null default backend.uuid_v7(),
  kind text not null,
  idempotency_key text not null,
  user_id uuid,
  payload jsonb not null,
  about_user_id uuid default ((payload ->> 'player_id'::text))::uuid,
  request_id text,
  traceparent text,
  created_at timestamp with time zone not null default now(),
  read_at timestamp with time zone
);

create table backend.push_events (
  push_event_id bigint not null generated always as identity,
  event_id bigint,
  user_id uuid not null,
  kind text not null,
  payload jsonb not null,
  created_at timestamp with time zone not null default now()
);

create table backend.push_horizon (
  one boolean not null default true,
  pruned_event_id bigint not null default 0
);

create table backend.rate_limits (
  key text not null,
  window_started_at timestamp with time zone not null,
  requests integer not null
);

create table backend.runtime_crashes (
  crash_id uuid not null default backend.uuid_v7(),
  game_id uuid not null,
  at timestamp with time zone not null default now(),
  container_id text not null,
  exit_code integer,
  oom_killed boolean not null,
  turn integer,
  log text not null
);

create table backend.runtime_operation_log (
  operation_id uuid not null default backend.uuid_v7(),
  game_id uuid not null,
  operation backend.operation_kind not null,
  source text not null,
  actor text,
  request_id text,
  image_from text,
  image_to text,
  started_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  outcome backend.operation_outcome not null default 'running'::backend.operation_outcome,
  error_code text,
  error_message text,
  container_from text,
  traceparent text,
  detail text,
  version_from text,
  version_to text,
  phase text,
  phase_since timestamp with time zone,
  state_hash text
);

create table backend.runtime_orphans (
  container_id text not null,
  game_id text not null,
  image text not null,
  reason text not null,
  first_seen_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  stopped_at timestamp with time zone,
  gone_at timestamp with time zone
);

create table backend.runtime_records (
  game_id uuid not null,
  driver text,
  desired_status backend.runtime_desired not null,
  desired_version text not null,
  desired_image text not null,
  status backend.runtime_status not null default 'absent'::backend.runtime_status,
  status_since timestamp with time zone not null default now(),
  container_id text,
  endpoint text,
  restarts integer not null default 0,
  last_error text,
  started_at timestamp with time zone,
  stopped_at timestamp with time zone,
  next_reconcile_at timestamp with time zone not null default now(),
  lease_token uuid,
  leased_by text,
  lease_until timestamp with time zone,
  probe_misses integer not null default 0,
  probe_missed_at timestamp with time zone,
  probe_hits integer not null default 0,
  suspect_turn integer,
  unseen integer not null default 0,
  crashes_from timestamp with time zone not null default now(),
  skip_next_tick boolean not null default false,
  skip_set_by uuid,
  log text,
  log_at timestamp with time zone,
  log_wanted_at timestamp with time zone,
  snapshot_next_at timestamp with time zone,
  planned_look_at timestamp with time zone
);

create table backend.runtime_sightings (
  container_id text not null,
  game_id text not null,
  image text not null,
  engine_version text not null,
  spec_hash text not null,
  state text not null,
  since timestamp with time zone not null default now()
);

create table backend.sanctions (
  sanction_id uuid not null default backend.uuid_v7(),
  user_id uuid not null,
  kind backend.sanction_kind not null,
  reason text not null,
  until timestamp with time zone,
  created_by text not null,
  created_at timestamp with time zone not null default now(),
  lifted_by text,
  lifted_at timestamp with time zone
);

create table backend.schema_migrations (
  number text not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default now()
);

create table backend.sessions (
  session_id uuid not null default backend.uuid_v7(),
  user_id uuid not null,
  token_hash bytea not null,
  status backend.session_status not null default 'active'::backend.session_status,
  device_name text,
  created_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone
);

create table backend.sign_in_failures (
  email text not null,
  failures integer not null,
  locked_until timestamp with time zone,
  failed_at timestamp with time zone not null default now()
);

create table backend.switches (
  name text not null,
  enabled boolean not null,
  message text,
  updated_at timestamp with time zone not null default now(),
  updated_by text
);

create table backend.user_country_counters (
  user_id uuid not null,
  country text not null,
  requests bigint not null default 0,
  first_seen_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now()
);

create table backend.worker_heartbeats (
  worker_id text not null,
  host text not null,
  pid integer not null,
  started_at timestamp with time zone not null default now(),
  beat_at timestamp with time zone not null default now()
);

-- constraints

alter table backend.accounts add constraint accounts_calendar_token_hash_check CHECK ((length(calendar_token_hash) = 32));

alter table backend.accounts add constraint accounts_check CHECK (((purged_at IS NULL) OR (deleted_at IS NOT NULL)));

alter table backend.accounts add constraint accounts_declared_country_check CHECK ((declared_country ~ '^[A-Z]{2}$'::text));

alter table backend.accounts add constraint accounts_display_name_check CHECK (((length(display_name) >= 3) AND (length(display_name) <= 32)));

alter table backend.accounts add constraint accounts_email_check CHECK (((email = lower(email)) AND (length(email) <= 254)));

alter table backend.accounts add constraint accounts_pkey PRIMARY KEY (user_id);

alter table backend.accounts add constraint accounts_calendar_token_hash_key UNIQUE (calendar_token_hash);

alter table backend.accounts add constraint accounts_email_key UNIQUE (email);

alter table backend.admin_accounts add constraint admin_accounts_password_hash_check CHECK ((password_hash ~~ '$argon2id$%'::text));

alter table backend.admin_accounts add constraint admin_accounts_username_check CHECK ((username ~ '^[a-z0-9._-]{1,64}$'::text));

alter table backend.admin_accounts add constraint admin_accounts_pkey PRIMARY KEY (username);

alter table backend.admin_audit_log add constraint admin_audit_log_check CHECK (((outcome = 'done'::backend.audit_outcome) OR (code IS NOT NULL)));

alter table backend.admin_audit_log add constraint admin_audit_log_pkey PRIMARY KEY (audit_id);

alter table backend.admin_networks add constraint admin_networks_username_fkey FOREIGN KEY (username) REFERENCES backend.admin_accounts(username);

alter table backend.admin_networks add constraint admin_networks_pkey PRIMARY KEY (username, network);

alter table backend.admin_sessions add constraint admin_sessions_check CHECK (((status = 'revoked'::backend.admin_session_status) = (revoked_at IS NOT NULL)));

alter table backend.admin_sessions add constraint admin_sessions_token_hash_check CHECK ((length(token_hash) = 32));

alter table backend.admin_sessions add constraint admin_sessions_username_fkey FOREIGN KEY (username) REFERENCES backend.admin_accounts(username);

alter table backend.admin_sessions add constraint admin_sessions_pkey PRIMARY KEY (session_id);

alter table backend.admin_sessions add constraint admin_sessions_token_hash_key UNIQUE (token_hash);

alter table backend.admin_throttles add constraint admin_throttles_failures_check CHECK ((failures >= 0));

alter table backend.admin_throttles add constraint admin_throttles_pkey PRIMARY KEY (key);

alter table backend.auth_challenges add constraint auth_challenges_tries_left_check CHECK ((tries_left >= 0));

alter table backend.auth_challenges add constraint auth_challenges_pkey PRIMARY KEY (challenge_id);

alter table backend.deadline_events add constraint deadline_events_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['scheduler'::text, 'owner'::text, 'admin'::text, 'members'::text, 'platform'::text])));

alter table backend.deadline_events add constraint deadline_events_game_id_fkey FOREIGN KEY (game_id) REFERENCES backend.games(game_id);

alter table backend.deadline_events add constraint deadline_events_pkey PRIMARY KEY (event_id);

alter table backend.engine_probes add constraint engine_probes_attempts_check CHECK ((attempts >= 0));

alter table backend.engine_probes add constraint engine_probes_check CHECK (((outcome = 'running'::text) = (finished_at IS NULL)));

alter table backend.engine_probes add constraint engine_probes_check1 CHECK (((outcome = 'failed'::text) = (error_code IS NOT NULL)));

alter table backend.engine_probes add constraint engine_probes_outcome_check CHECK ((outcome = ANY (ARRAY['running'::text, 'succeeded'::text, 'failed'::text])));

alter table backend.engine_probes add constraint engine_probes_version_fkey FOREIGN KEY (version) REFERENCES backend.engine_versions(version);

alter table backend.engine_probes add constraint engine_probes_pkey PRIMARY KEY (probe_id);

alter table backend.engine_versions add constraint engine_versions_manifest_check CHECK ((jsonb_typeof(manifest) = 'object'::text));

alter table backend.engine_versions add constraint engine_versions_pkey PRIMARY KEY (version);

alter table backend.game_applications add constraint game_applications_alias_check CHECK (((length(alias) >= 1) AND (length(alias) <= 32)));

alter table backend.game_applications add constraint game_applications_check CHECK (((status = 'pending'::backend.application_status) = (decided_at IS NULL)));

alter table backend.game_applications add constraint game_applications_message_check CHECK ((length(message) <= 500));

alter table backend.game_applications add constraint game_applications_game_id_fkey FOREIGN KEY (game_id) REFERENCES backend.games(game_id);

alter table backend.game_applications add constraint game_applications_user_id_fkey FOREIGN KEY (user_id) REFERENCES backend.accounts(user_id);

alter table backend.game_applications add constraint game_applications_pkey PRIMARY KEY (application_id);

alter table backend.game_invites add constraint game_invites_check CHECK ((num_nonnulls(user_id, email) = 1));

alter table backend.game_invites add constraint game_invites_check1 CHECK (((status = 'pending'::backend.invite_status) = (decided_at IS NULL)));

alter table backend.game_invites add constraint game_invites_email_check CHECK (((email = lower(email)) AND (length(email) <= 254)));

alter table backend.game_invites add constraint game_invites_game_id_fkey FOREIGN KEY (game_id) REFERENCES backend.games(game_id);

alter table backend.game_invites add constraint game_invites_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES backend.accounts(user_id);

alter table backend.game_invites add constraint game_invites_user_id_fkey FOREIGN KEY (user_id) REFERENCES backend.accounts(user_id);

alter table backend.game_invites add constraint game_invites_pkey PRIMARY KEY (invite_id);

alter table backend.game_memberships add constraint game_memberships_alias_check CHECK (((length(alias) >= 1) AND (length(alias) <= 32)));

alter table backend.game_memberships add constraint game_memberships_check CHECK (((ended_at IS NULL) OR (status = ANY (ARRAY['left'::backend.membership_status, 'removed'::backend.membership_status, 'replaced'::backend.membership_status]))));

alter table backend.game_memberships add constraint game_memberships_missed_turns_check CHECK ((missed_turns >= 0));

alter table backend.game_memberships add constraint game_memberships_seat_check CHECK ((seat >= 1));

alter table backend.game_memberships add constraint game_memberships_game_id_fkey FOREIGN KEY (game_id) REFERENCES backend.games(game_id);

alter table backend.game_memberships add constraint game_memberships_replaces_fkey FOREIGN KEY (replaces) REFERENCES backend.game_memberships(membership_id);

alter table backend.game_memberships add constraint game_memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES backend.accounts(user_id);

alter table backend.game_memberships add constraint game_memberships_pkey PRIMARY KEY (membership_id);

alter table backend.game_memberships add constraint game_memberships_replaces_key UNIQUE (replaces);

alter table backend.game_orders add constraint game_orders_orders_check CHECK ((jsonb_typeof(orders) = 'array'::text));

alter table backend.game_orders add constraint game_orders_revision_check CHECK ((revision >= 1));

alter table backend.game_orders add constraint game_orders_game_id_fkey FOREIGN KEY (game_id) REFERENCES backend.games(game_id);

alter table backend.game_orders add constraint game_orders_pkey PRIMARY KEY (game_id, turn, seat);

alter table backend.game_reports add constraint game_reports_game_id_fkey FOREIGN KEY (game_id) REFERENCES backend.games(game_id);

alter table backend.game_reports add constraint game_reports_pkey PRIMARY KEY (game_id, turn, seat);

alter table backend.game_snapshots add constraint game_snapshots_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text));

alter table backend.game_snapshots add constraint game_snapshots_size_check CHECK ((size > 0));

alter table backend.game_snapshots add constraint game_snapshots_turn_check CHECK ((turn >= 1));

alter table backend.game_snapshots add constraint game_snapshots_game_id_fkey FOREIGN KEY (game_id) REFERENCES backend.games(game_id);

alter table backend.game_snapshots add constraint game_snapshots_patch_id_fkey FOREIGN KEY (patch_id) REFERENCES backend.runtime_operation_log(operation_id);

alter table backend.game_snapshots add constraint game_snapshots_pkey PRIMARY KEY (game_id, turn);

alter table backend.game_turns add constraint game_turns_check CHECK (((status = 'claimed'::backend.turn_status) = (claim_token IS NOT NULL)));

alter table backend.game_turns add constraint game_turns_check1 CHECK (((status = 'claimed'::backend.turn_status) = (lease_until IS NOT NULL)));

alter table backend.game_turns add constraint game_turns_check2 CHECK (((status = 'committed'::backend.turn_status) = (committed_at IS NOT NULL)));

alter table backend.game_turns add constraint game_turns_extensions_check CHECK ((extensions >= 0));

alter table backend.game_turns add constraint game_turns_turn_check CHECK ((turn >= 1));

alter table backend.game_turns add constraint game_turns_forced_by_fkey FOREIGN KEY (forced_by) REFERENCES backend.runtime_operation_log(operation_id);

alter table backend.game_turns add constraint game_turns_game_id_fkey FOREIGN KEY (game_id) REFERENCES backend.games(game_id);

alter table backend.game_turns add constraint game_turns_pkey PRIMARY KEY (game_id, turn);

alter table backend.game_vote_ballots add constraint game_vote_ballots_user_id_fkey FOREIGN KEY (user_id) REFERENCES backend.accounts(user_id);

alter table backend.game_vote_ballots add constraint game_vote_ballots_vote_id_fkey FOREIGN KEY (vote_id) REFERENCES backend.game_votes(vote_id);

alter table backend.game_vote_ballots add constraint game_vote_ballots_pkey PRIMARY KEY (vote_id, user_id);

alter table backend.game_votes add constraint game_votes_by_ms_check CHECK ((by_ms > 0));

alter table backend.game_votes add constraint game_votes_check CHECK (((status = 'open'::backend.vote_status) = (decided_at IS NULL)));

alter table backend.game_votes add constraint game_votes_check1 CHECK ((((status = 'open'::backend.vote_status) = (in_favour IS NULL)) AND (num_nonnulls(in_favour, against, needed) = ANY (ARRAY[0, 3]))));

alter table backend.game_votes add constraint game_votes_check2 CHECK (((kind = 'replace_seat'::backend.vote_kind) = ((seat IS NOT NULL) AND (application_id IS NOT NULL))));

alter table backend.game_votes add constraint game_votes_check3 CHECK (((kind = 'extend'::backend.vote_kind) = (by_ms IS NOT NULL)));

alter table backend.game_votes add constraint game_votes_seat_check CHECK ((seat >= 1));

alter table backend.game_votes add constraint game_votes_application_id_fkey FOREIGN KEY (application_id) REFERENCES backend.game_applications(application_id);

alter table backend.game_votes add constraint game_votes_game_id_fkey FOREIGN KEY (game_id) REFERENCES backend.games(game_id);

alter table backend.game_votes add constraint game_votes_opened_by_fkey FOREIGN KEY (opened_by) REFERENCES backend.accounts(user_id);

alter table backend.game_votes add constraint game_votes_pkey PRIMARY KEY (vote_id);

alter table backend.games add constraint games_check CHECK (((max_players >= min_players) AND (max_players <= 64)));

alter table backend.games add constraint games_check1 CHECK (((status = 'ready_to_start'::backend.game_status) = (starts_at IS NOT NULL)));

alter table backend.games add constraint games_check2 CHECK (((status <> ALL (ARRAY['running'::backend.game_status, 'paused'::backend.game_status, 'halted'::backend.game_status, 'finished'::backend.game_status])) OR (current_turn IS NOT NULL)));

alter table backend.games add constraint games_check3 CHECK (((status = 'finished'::backend.game_status) = (ranking IS NOT NULL)));

alter table backend.games add constraint games_current_turn_check CHECK ((current_turn >= 1));

alter table backend.games add constraint games_description_check CHECK ((length(description) <= 2000));

alter table backend.games add constraint games_min_players_check CHECK ((min_players >= 1));

alter table backend.games add constraint games_name_check CHECK (((length(name) >= 1) AND (length(name) <= 64)));

alter table backend.games add constraint games_ranking_check CHECK ((jsonb_typeof(ranking) = 'array'::text));

alter table backend.games add constraint games_settings_check CHECK ((jsonb_typeof(settings) = 'object'::text));

alter table backend.games add constraint games_start_delay_ms_check CHECK ((start_delay_ms >= 0));

alter table backend.games add constraint games_turn_schedule_check CHECK (((turn_schedule ->> 'kind'::text) = ANY (ARRAY['interval'::text, 'cron'::text, 'manual'::text])));

alter table backend.games add constraint games_engine_version_fkey FOREIGN KEY (engine_version) REFERENCES backend.engine_versions(version);

alter table backend.games add constraint games_owner_user_id_fkey FOREIGN KEY (owner_user_id) REFERENCES backend.accounts(user_id);

alter table backend.games add constraint games_pkey PRIMARY KEY (game_id);

alter table backend.idempotency_keys add constraint idempotency_keys_fingerprint_check CHECK ((length(fingerprint) = 32));

alter table backend.idempotency_keys add constraint idempotency_keys_headers_check CHECK ((jsonb_typeof(headers) = 'object'::text));

alter table backend.idempotency_keys add constraint idempotency_keys_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255)));

alter table backend.idempotency_keys add constraint idempotency_keys_status_check CHECK (((status >= 200) AND (status <= 499)));

alter table backend.idempotency_keys add constraint idempotency_keys_pkey PRIMARY KEY (caller, key);

alter table backend.instance add constraint instance_singleton_check CHECK (singleton);

alter table backend.instance add constraint instance_pkey PRIMARY KEY (singleton);

alter table backend.mail_attempts add constraint mail_attempts_attempt_no_check CHECK ((attempt_no >= 1));

alter table backend.mail_attempts add constraint mail_attempts_check CHECK (((outcome IS NULL) = (finished_at IS NULL)));

alter table backend.mail_attempts add constraint mail_attempts_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES backend.mail_deliveries(delivery_id);

alter table backend.mail_attempts add constraint mail_attempts_pkey PRIMARY KEY (delivery_id, attempt_no);

alter table backend.mail_deliveries add constraint mail_deliveries_check CHECK (((status = ANY (ARRAY['pending'::backend.delivery_status, 'retrying'::backend.delivery_status])) = (next_attempt_at IS NOT NULL)));

alter table backend.mail_deliveries add constraint mail_deliveries_check1 CHECK (((status = 'sent'::backend.delivery_status) = (sent_at IS NOT NULL)));

alter table backend.mail_deliveries add constraint mail_deliveries_check2 CHECK (((status = ANY (ARRAY['pending'::backend.delivery_status, 'retrying'::backend.delivery_status])) OR (lease_token IS NULL)));

alter table backend.mail_deliveries add constraint mail_deliveries_check3 CHECK (((recipient IS NOT NULL) OR (status = ANY (ARRAY['sent'::backend.delivery_status, 'expired'::backend.delivery_status, 'suppressed'::backend.delivery_status]))));

alter table backend.mail_deliveries add constraint mail_deliveries_params_check CHECK ((jsonb_typeof(params) = 'object'::text));

alter table backend.mail_deliveries add constraint mail_deliveries_recipient_check CHECK ((recipient !~ '[[:space:][:cntrl:]]'::text));

alter table backend.mail_deliveries add constraint mail_deliveries_pkey PRIMARY KEY (delivery_id);

alter table backend.mail_suppressions add constraint mail_suppressions_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500)));

alter table backend.mail_suppressions add constraint mail_suppressions_recipient_hash_check CHECK ((recipient_hash ~ '^[0-9a-f]{32}$'::text));

alter table backend.mail_suppressions add constraint mail_suppressions_pkey PRIMARY KEY (recipient_hash);

alter table backend.mail_suppressions add constraint mail_suppressions_suppression_id_key UNIQUE (suppression_id);

alter table backend.notification_preferences add constraint notification_preferences_category_check CHECK ((category = ANY (ARRAY['account'::text, 'lobby'::text, 'game'::text])));

alter table backend.notification_preferences add constraint notification_preferences_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'push'::text])));

alter table backend.notification_preferences add constraint notification_preferences_user_id_fkey FOREIGN KEY (user_id) REFERENCES backend.accounts(user_id);

alter table backend.notification_preferences add constraint notification_preferences_pkey PRIMARY KEY (user_id, category, channel);

alter table backend.notification_routes add constraint notification_routes_attempts_check CHECK ((attempts >= 0));

alter table backend.notification_routes add constraint notification_routes_channel_check CHECK ((channel = ANY (ARRAY['push'::text, 'email'::text])));

alter table backend.notification_routes add constraint notification_routes_check CHECK (((status = ANY (ARRAY['pending'::backend.route_status, 'retrying'::backend.route_status])) = (next_attempt_at IS NOT NULL)));

alter table backend.notification_routes add constraint notification_routes_check1 CHECK (((status = 'skipped'::backend.route_status) = (reason IS NOT NULL)));

alter table backend.notification_routes add constraint notification_routes_check2 CHECK (((status = 'published'::backend.route_status) = (published_at IS NOT NULL)));

alter table backend.notification_routes add constraint notification_routes_check3 CHECK ((((status = 'published'::backend.route_status) AND (channel = 'email'::text)) = (delivery_id IS NOT NULL)));

alter table backend.notification_routes add constraint notification_routes_check4 CHECK ((((lease_token IS NULL) = (lease_until IS NULL)) AND ((lease_token IS NULL) = (leased_by IS NULL))));

alter table backend.notification_routes add constraint notification_routes_check5 CHECK (((lease_token IS NULL) OR (status = ANY (ARRAY['pending'::backend.route_status, 'retrying'::backend.route_status]))));

alter table backend.notification_routes add constraint notification_routes_last_error_check CHECK ((length(last_error) <= 500));

alter table backend.notification_routes add constraint notification_routes_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES backend.mail_deliveries(delivery_id);

alter table backend.notification_routes add constraint notification_routes_notification_id_fkey FOREIGN KEY (notification_id) REFERENCES backend.notifications(notification_id);

alter table backend.notification_routes add constraint notification_routes_pkey PRIMARY KEY (route_id);

alter table backend.notification_routes add constraint notification_routes_notification_id_channel_key UNIQUE (notification_id, channel);

alter table backend.notifications add constraint notifications_idempotency_key_check CHECK (((length(idempotency_key) >= 1) AND (length(idempotency_key) <= 255)));

alter table backend.notifications add constraint notifications_kind_check CHECK ((kind ~ '^[a-z_]+\.[a-z_]+$'::text));

alter table backend.notifications add constraint notifications_payload_check CHECK (((jsonb_typeof(payload) = 'object'::text) AND (octet_length((payload)::text) <= 16384)));

alter table backend.notifications add constraint notifications_user_id_fkey FOREIGN KEY (user_id) REFERENCES backend.accounts(user_id);

alter table backend.notifications add constraint notifications_pkey PRIMARY KEY (notification_id);

alter table backend.notifications add constraint notifications_kind_idempotency_key_key UNIQUE (kind, idempotency_key);

alter table backend.push_events add constraint payload_bounded CHECK ((octet_length((payload)::text) <= 16384));

alter table backend.push_events add constraint push_events_event_id_check CHECK ((event_id > 0));

alter table backend.push_events add constraint push_events_kind_check CHECK (((kind ~ '^[a-z][a-z0-9_.]{0,63}$'::text) AND (kind <> ALL (ARRAY['reset'::text, 'heartbeat'::text]))));

alter table backend.push_events add constraint push_events_payload_check CHECK ((jsonb_typeof(payload) = 'object'::text));

alter table backend.push_events add constraint push_events_user_id_fkey FOREIGN KEY (user_id) REFERENCES backend.accounts(user_id);

alter table backend.push_events add constraint push_events_pkey PRIMARY KEY (push_event_id);

alter table backend.push_events add constraint number_at_commit TRIGGER DEFERRABLE INITIALLY DEFERRED;

alter table backend.push_events add constraint push_events_event_id_key UNIQUE (event_id);

alter table backend.push_horizon add constraint push_horizon_one_check CHECK (one);

alter table backend.push_horizon add constraint push_horizon_pkey PRIMARY KEY (one);

alter table backend.rate_limits add constraint rate_limits_requests_check CHECK ((requests >= 0));

alter table backend.rate_limits add constraint rate_limits_pkey PRIMARY KEY (key);

alter table backend.runtime_crashes add constraint runtime_crashes_game_id_fkey FOREIGN KEY (game_id) REFERENCES backend.games(game_id);

alter table backend.runtime_crashes add constraint runtime_crashes_pkey PRIMARY KEY (crash_id);

alter table backend.runtime_operation_log add constraint runtime_operation_log_check CHECK (((outcome = 'running'::backend.operation_outcome) = (finished_at IS NULL)));

alter table backend.runtime_operation_log add constraint runtime_operation_log_check1 CHECK (((phase IS NULL) OR ((phase_since IS NOT NULL) AND (version_from IS NOT NULL) AND (version_to IS NOT NULL))));

alter table backend.runtime_operation_log add constraint runtime_operation_log_phase_check CHECK ((phase = ANY (ARRAY['prepare'::text, 'quiesce'::text, 'snapshot'::text, 'stop'::text, 'start'::text, 'verify'::text, 'rollback_stop'::text, 'rollback_start'::text, 'rollback_verify'::text, 'rollback_drop'::text])));

alter table backend.runtime_operation_log add constraint runtime_operation_log_source_check CHECK ((source = ANY (ARRAY['admin'::text, 'owner'::text, 'scheduler'::text, 'reconciler'::text])));

alter table backend.runtime_operation_log add constraint runtime_operation_log_game_id_fkey FOREIGN KEY (game_id) REFERENCES backend.games(game_id);

alter table backend.runtime_operation_log add constraint runtime_operation_log_version_from_fkey FOREIGN KEY (version_from) REFERENCES backend.engine_versions(version);

alter table backend.runtime_operation_log add constraint runtime_operation_log_version_to_fkey FOREIGN KEY (version_to) REFERENCES backend.engine_versions(version);

alter table backend.runtime_operation_log add constraint runtime_operation_log_pkey PRIMARY KEY (operation_id);

alter table backend.runtime_orphans add constraint runtime_orphans_reason_check CHECK ((reason = ANY (ARRAY['no_record'::text, 'removed_record'::text, 'surplus'::text])));

alter table backend.runtime_orphans add constraint runtime_orphans_pkey PRIMARY KEY (container_id);

alter table backend.runtime_records add constraint runtime_records_probe_hits_check CHECK ((probe_hits >= 0));

alter table backend.runtime_records add constraint runtime_records_probe_misses_check CHECK ((probe_misses >= 0));

alter table backend.runtime_records add constraint runtime_records_unseen_check CHECK ((unseen >= 0));

alter table backend.runtime_records add constraint runtime_records_desired_version_fkey FOREIGN KEY (desired_version) REFERENCES backend.engine_versions(version);

alter table backend.runtime_records add constraint runtime_records_game_id_fkey FOREIGN KEY (game_id) REFERENCES backend.games(game_id);

alter table backend.runtime_records add constraint runtime_records_skip_set_by_fkey FOREIGN KEY (skip_set_by) REFERENCES backend.runtime_operation_log(operation_id);

alter table backend.runtime_records add constraint runtime_records_pkey PRIMARY KEY (game_id);

alter table backend.runtime_sightings add constraint runtime_sightings_state_check CHECK ((state = ANY (ARRAY['created'::text, 'running'::text, 'exited'::text])));

alter table backend.runtime_sightings add constraint runtime_sightings_pkey PRIMARY KEY (container_id);

alter table backend.sanctions add constraint sanctions_check CHECK (((lifted_by IS NULL) = (lifted_at IS NULL)));

alter table backend.sanctions add constraint sanctions_check1 CHECK (((kind = 'suspend'::backend.sanction_kind) OR (until IS NULL)));

alter table backend.sanctions add constraint sanctions_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500)));

alter table backend.sanctions add constraint sanctions_user_id_fkey FOREIGN KEY (user_id) REFERENCES backend.accounts(user_id);

alter table backend.sanctions add constraint sanctions_pkey PRIMARY KEY (sanction_id);

alter table backend.schema_migrations add constraint schema_migrations_pkey PRIMARY KEY (number);

alter table backend.sessions add constraint sessions_check CHECK (((status = 'revoked'::backend.session_status) = (revoked_at IS NOT NULL)));

alter table backend.sessions add constraint sessions_device_name_check CHECK ((length(device_name) <= 64));

alter table backend.sessions add constraint sessions_token_hash_check CHECK ((length(token_hash) = 32));

alter table backend.sessions add constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES backend.accounts(user_id);

alter table backend.sessions add constraint sessions_pkey PRIMARY KEY (session_id);

alter table backend.sessions add constraint sessions_token_hash_key UNIQUE (token_hash);

alter table backend.sign_in_failures add constraint sign_in_failures_failures_check CHECK ((failures >= 0));

alter table backend.sign_in_failures add constraint sign_in_failures_pkey PRIMARY KEY (email);

alter table backend.switches add constraint switches_message_check CHECK ((length(message) <= 500));

alter table backend.switches add constraint switches_name_check CHECK ((name = ANY (ARRAY['maintenance'::text, 'sign_ups'::text, 'turns'::text])));

alter table backend.switches add constraint switches_pkey PRIMARY KEY (name);

alter table backend.user_country_counters add constraint user_country_counters_country_check CHECK ((country ~ '^[A-Z]{2}$'::text));

alter table backend.user_country_counters add constraint user_country_counters_requests_check CHECK ((requests >= 0));

alter table backend.user_country_counters add constraint user_country_counters_user_id_fkey FOREIGN KEY (user_id) REFERENCES backend.accounts(user_id);

alter table backend.user_country_counters add constraint user_country_counters_pkey PRIMARY KEY (user_id, country);

alter table backend.worker_heartbeats add constraint worker_heartbeats_pkey PRIMARY KEY (worker_id);

-- indexes

CREATE INDEX accounts_deleted ON backend.accounts USING btree (deleted_at) WHERE ((status = 'deleted'::backend.account_status) AND (purged_at IS NULL));

CREATE UNIQUE INDEX accounts_display_name ON backend.accounts USING btree (lower(display_name));

CREATE INDEX accounts_name_prefix ON backend.accounts USING btree (lower(display_name) text_pattern_ops, user_id DESC) INCLUDE (display_name, status, suspended_until);

CREATE INDEX accounts_status ON backend.accounts USING btree (status, user_id DESC);

CREATE INDEX accounts_suspended ON backend.accounts USING btree (suspended_until) WHERE (status = 'suspended'::backend.account_status);

CREATE INDEX admin_audit_log_action ON backend.admin_audit_log USING btree (action, audit_id DESC);

CREATE INDEX admin_audit_log_actor ON backend.admin_audit_log USING btree (actor, audit_id DESC);

CREATE INDEX admin_audit_log_outcome ON backend.admin_audit_log USING btree (outcome, audit_id DESC);

CREATE INDEX admin_audit_log_target ON backend.admin_audit_log USING btree (target, audit_id DESC);

CREATE INDEX admin_sessions_admin ON backend.admin_sessions USING btree (username, session_id DESC);

CREATE INDEX admin_sessions_expiring ON backend.admin_sessions USING btree (expires_at) WHERE (status = 'active'::backend.admin_session_status);

CREATE INDEX admin_throttles_failed ON backend.admin_throttles USING btree (failed_at);

CREATE INDEX auth_challenges_email ON backend.auth_challenges USING btree (email, created_at DESC);

CREATE UNIQUE INDEX auth_challenges_pending ON backend.auth_challenges USING btree (email) WHERE (status = 'pending'::backend.challenge_status);

CREATE INDEX deadline_events_game ON backend.deadline_events USING btree (game_id, event_id DESC);

CREATE INDEX engine_probes_open ON backend.engine_probes USING btree (probe_id) WHERE (thrown_away_at IS NULL);

CREATE UNIQUE INDEX engine_probes_running ON backend.engine_probes USING btree (version) WHERE (outcome = 'running'::text);

CREATE INDEX engine_probes_version ON backend.engine_probes USING btree (version, probe_id DESC);

CREATE INDEX game_applications_game ON backend.game_applications USING btree (game_id, application_id DESC);

CREATE INDEX game_applications_mine ON backend.game_applications USING btree (user_id, application_id DESC);

CREATE UNIQUE INDEX game_applications_pending ON backend.game_applications USING btree (game_id, user_id) WHERE (status = 'pending'::backend.application_status);

CREATE UNIQUE INDEX game_invites_email ON backend.game_invites USING btree (game_id, email) WHERE (status = 'pending'::backend.invite_status);

CREATE INDEX game_invites_expiring ON backend.game_invites USING btree (expires_at) WHERE (status = 'pending'::backend.invite_status);

CREATE INDEX game_invites_game ON backend.game_invites USING btree (game_id, invite_id DESC);

CREATE INDEX game_invites_mine ON backend.game_invites USING btree (user_id, invite_id DESC);

CREATE INDEX game_invites_my_address ON backend.game_invites USING btree (email, invite_id DESC);

CREATE INDEX game_invites_sent ON backend.game_invites USING btree (invited_by, created_at);

CREATE UNIQUE INDEX game_invites_user ON backend.game_invites USING btree (game_id, user_id) WHERE (status = 'pending'::backend.invite_status);

CREATE UNIQUE INDEX game_memberships_alias ON backend.game_memberships USING btree (game_id, lower(alias)) WHERE (status <> ALL (ARRAY['left'::backend.membership_status, 'removed'::backend.membership_status, 'replaced'::backend.membership_status]));

CREATE INDEX game_memberships_game ON backend.game_memberships USING btree (game_id, seat);

CREATE INDEX game_memberships_mine ON backend.game_memberships USING btree (user_id, game_id DESC);

CREATE UNIQUE INDEX game_memberships_seat ON backend.game_memberships USING btree (game_id, seat) WHERE (status <> ALL (ARRAY['left'::backend.membership_status, 'removed'::backend.membership_status, 'replaced'::backend.membership_status]));

CREATE INDEX game_memberships_seated ON backend.game_memberships USING btree (user_id, game_id DESC) WHERE (status <> ALL (ARRAY['left'::backend.membership_status, 'removed'::backend.membership_status, 'replaced'::backend.membership_status]));

CREATE UNIQUE INDEX game_memberships_user ON backend.game_memberships USING btree (game_id, user_id) WHERE (status <> ALL (ARRAY['left'::backend.membership_status, 'removed'::backend.membership_status, 'replaced'::backend.membership_status]));

CREATE UNIQUE INDEX game_turns_current ON backend.game_turns USING btree (game_id) WHERE (status <> 'committed'::backend.turn_status);

CREATE INDEX game_turns_forced ON backend.game_turns USING btree (game_id) WHERE ((forced_by IS NOT NULL) AND (status <> 'committed'::backend.turn_status));

CREATE INDEX game_votes_expiring ON backend.game_votes USING btree (expires_at) WHERE (status = 'open'::backend.vote_status);

CREATE INDEX game_votes_game ON backend.game_votes USING btree (game_id, vote_id DESC);

CREATE UNIQUE INDEX game_votes_open ON backend.game_votes USING btree (game_id, kind, COALESCE(seat, 0)) WHERE (status = 'open'::backend.vote_status);

CREATE INDEX games_due ON backend.games USING btree (LEAST(starts_at, enrollment_ends_at)) WHERE (status = ANY (ARRAY['enrollment_open'::backend.game_status, 'ready_to_start'::backend.game_status]));

CREATE INDEX games_enrollment_ends ON backend.games USING btree (enrollment_ends_at) WHERE (status = 'enrollment_open'::backend.game_status);

CREATE INDEX games_owner ON backend.games USING btree (owner_user_id, game_id DESC);

CREATE INDEX games_owner_status ON backend.games USING btree (owner_user_id, status, game_id DESC);

CREATE INDEX games_public ON backend.games USING btree (game_id DESC) WHERE ((visibility = 'public'::backend.game_visibility) AND (status <> 'draft'::backend.game_status));

CREATE INDEX games_public_status ON backend.games USING btree (status, game_id DESC) WHERE ((visibility = 'public'::backend.game_visibility) AND (status <> 'draft'::backend.game_status));

CREATE INDEX games_starts ON backend.games USING btree (starts_at) WHERE (status = 'ready_to_start'::backend.game_status);

CREATE INDEX games_status ON backend.games USING btree (status, game_id DESC);

CREATE INDEX games_version ON backend.games USING btree (engine_version, game_id DESC);

CREATE INDEX games_version_live ON backend.games USING btree (engine_version, game_id DESC) WHERE (status <> ALL (ARRAY['finished'::backend.game_status, 'cancelled'::backend.game_status]));

CREATE INDEX games_visibility ON backend.games USING btree (visibility, game_id DESC);

CREATE INDEX idempotency_keys_created ON backend.idempotency_keys USING btree (created_at);

CREATE INDEX mail_deliveries_address ON backend.mail_deliveries USING btree (recipient);

CREATE INDEX mail_deliveries_dead ON backend.mail_deliveries USING btree (dead_lettered_at) WHERE (status = 'dead_lettered'::backend.delivery_status);

CREATE INDEX mail_deliveries_due ON backend.mail_deliveries USING btree (next_attempt_at) WHERE (status = ANY (ARRAY['pending'::backend.delivery_status, 'retrying'::backend.delivery_status]));

CREATE INDEX mail_deliveries_kept ON backend.mail_deliveries USING btree (COALESCE(sent_at, created_at)) WHERE ((status = ANY (ARRAY['sent'::backend.delivery_status, 'expired'::backend.delivery_status, 'suppressed'::backend.delivery_status])) AND (recipient IS NOT NULL));

CREATE INDEX mail_deliveries_recipient ON backend.mail_deliveries USING btree (recipient_hash, delivery_id DESC);

CREATE INDEX mail_deliveries_status ON backend.mail_deliveries USING btree (status, delivery_id DESC);

CREATE INDEX notification_routes_dead ON backend.notification_routes USING btree (notification_id DESC) WHERE (status = 'dead_lettered'::backend.route_status);

CREATE INDEX notification_routes_delivery ON backend.notification_routes USING btree (delivery_id) WHERE (delivery_id IS NOT NULL);

CREATE INDEX notification_routes_due ON backend.notification_routes USING btree (next_attempt_at) WHERE (status = ANY (ARRAY['pending'::backend.route_status, 'retrying'::backend.route_status]));

CREATE INDEX notification_routes_leased ON backend.notification_routes USING btree (leased_by) WHERE (lease_token IS NOT NULL);

CREATE INDEX notification_routes_open ON backend.notification_routes USING btree (user_id, subject) WHERE ((status = ANY (ARRAY['pending'::backend.route_status, 'retrying'::backend.route_status])) AND (user_id IS NOT NULL));

CREATE INDEX notifications_about ON backend.notifications USING btree (about_user_id) WHERE (about_user_id IS NOT NULL);

CREATE INDEX notifications_created ON backend.notifications USING btree (created_at);

CREATE INDEX notifications_kind ON backend.notifications USING btree (kind, notification_id DESC);

CREATE INDEX notifications_unread ON backend.notifications USING btree (user_id, notification_id DESC) WHERE ((read_at IS NULL) AND (user_id IS NOT NULL));

CREATE INDEX notifications_user ON backend.notifications USING btree (user_id, notification_id DESC);

CREATE INDEX push_events_age ON backend.push_events USING btree (created_at);

CREATE INDEX push_events_of_user ON backend.push_events USING btree (user_id, event_id);

CREATE INDEX rate_limits_window ON backend.rate_limits USING btree (window_started_at);

CREATE UNIQUE INDEX runtime_crashes_container ON backend.runtime_crashes USING btree (game_id, container_id);

CREATE INDEX runtime_crashes_game ON backend.runtime_crashes USING btree (game_id, crash_id DESC);

CREATE INDEX runtime_operation_log_game ON backend.runtime_operation_log USING btree (game_id, operation_id DESC);

CREATE UNIQUE INDEX runtime_operation_log_running ON backend.runtime_operation_log USING btree (game_id) WHERE (outcome = 'running'::backend.operation_outcome);

CREATE INDEX runtime_orphans_present ON backend.runtime_orphans USING btree (first_seen_at) WHERE (gone_at IS NULL);

CREATE INDEX runtime_records_driver ON backend.runtime_records USING btree (driver, game_id DESC);

CREATE INDEX runtime_records_due ON backend.runtime_records USING btree (next_reconcile_at) WHERE (status <> 'removed'::backend.runtime_status);

CREATE INDEX runtime_records_status ON backend.runtime_records USING btree (status, game_id DESC);

CREATE INDEX runtime_sightings_game ON backend.runtime_sightings USING btree (game_id);

CREATE INDEX sanctions_user ON backend.sanctions USING btree (user_id, sanction_id DESC);

CREATE INDEX sessions_expiring ON backend.sessions USING btree (expires_at) WHERE (status = 'active'::backend.session_status);

CREATE INDEX sessions_user ON backend.sessions USING btree (user_id, session_id DESC);

CREATE INDEX sign_in_failures_failed ON backend.sign_in_failures USING btree (failed_at);

-- views

create view backend.mail_history as
 SELECT d.delivery_id,
    e.at,
    e.event,
    e.attempt_no,
    e.smtp_code,
    e.took,
    e.error,
    d.kind,
    d.recipient_hash,
    d.request_id
   FROM (backend.mail_deliveries d
     CROSS JOIN LATERAL ( SELECT d.created_at AS at,
            0 AS step,
            'created'::text AS event,
            NULL::integer AS attempt_no,
            NULL::integer AS smtp_code,
            NULL::interval AS took,
            NULL::text AS error
        UNION ALL
         SELECT a.started_at,
            1,
            COALESCE((a.outcome)::text, 'in conversation'::text) AS "coalesce",
            a.attempt_no,
            a.smtp_code,
            (a.finished_at - a.started_at),
            a.error
           FROM backend.mail_attempts a
          WHERE (a.delivery_id = d.delivery_id)
        UNION ALL
         SELECT COALESCE(d.sent_at, d.dead_lettered_at, d.next_attempt_at, d.expires_at) AS "coalesce",
            2,
            ('is '::text || d.status),
            NULL::integer,
            NULL::integer,
            NULL::interval,
            d.last_error) e)
  ORDER BY d.delivery_id, e.step, e.attempt_no;

create view backend.mail_queue as
 SELECT status,
    count(*) AS deliveries,
    count(*) FILTER (WHERE (next_attempt_at <= now())) AS due,
    count(*) FILTER (WHERE (lease_until > now())) AS with_a_sender,
    (now() - min(created_at)) AS oldest,
    max((now() - next_attempt_at)) FILTER (WHERE (next_attempt_at <= now())) AS longest_overdue,
    min(next_attempt_at) FILTER (WHERE (next_attempt_at > now())) AS next_due_at
   FROM backend.mail_deliveries
  GROUP BY status;

create view backend.notification_queue as
 SELECT channel,
    status,
    reason,
    count(*) AS routes,
    count(*) FILTER (WHERE (next_attempt_at <= now())) AS due,
    count(*) FILTER (WHERE (lease_until > now())) AS with_a_worker,
    max((now() - next_attempt_at)) FILTER (WHERE (next_attempt_at <= now())) AS longest_overdue,
    min(next_attempt_at) FILTER (WHERE (next_attempt_at > now())) AS next_due_at
   FROM backend.notification_routes
  GROUP BY channel, status, reason;

-- functions

CREATE OR REPLACE FUNCTION backend.arm_loop(task text, run_at timestamp with time zone, max_attempts integer)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  armed_at timestamptz;
begin
  perform backend.enqueue(arm_loop.task, '{}', arm_loop.run_at, arm_loop.task, 'preserve_run_at', arm_loop.max_attempts);
  select j.run_at into armed_at from graphile_worker.jobs j where j.key = arm_loop.task;
  if armed_at > arm_loop.run_at then
    perform backend.enqueue(arm_loop.task, '{}', arm_loop.run_at, arm_loop.task, 'replace', arm_loop.max_attempts);
  end if;
end
$function$
;

CREATE OR REPLACE FUNCTION backend.enqueue(task text, payload json DEFAULT '{}'::json, run_at timestamp with time zone DEFAULT NULL::timestamp with time zone, job_key text DEFAULT NULL::text, job_key_mode text DEFAULT 'replace'::text, max_attempts integer DEFAULT 25)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  job_id bigint;
begin
  for attempt in 1..5 loop
    select j.id into job_id from graphile_worker.add_job(
      task, payload, run_at => coalesce(enqueue.run_at, now()), job_key => enqueue.job_key,
      job_key_mode => enqueue.job_key_mode, max_attempts => enqueue.max_attempts) j;
    if job_id is not null then return job_id; end if;
  end loop;
  raise exception 'the job % could not be enqueued under contention', coalesce(job_key, task);
end
$function$
;

CREATE OR REPLACE FUNCTION backend.enqueue_all(task text, payloads json[], run_ats timestamp with time zone[], job_keys text[], max_attempts integer DEFAULT 25)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  missing text[] := job_keys;
begin
  for attempt in 1..5 loop
    if coalesce(cardinality(missing), 0) = 0 then return; end if;
    with added as (
      select j.key from graphile_worker.add_jobs((
        select array_agg((task, t.payload, null, t.run_at, enqueue_all.max_attempts, t.job_key, null, null)
          ::graphile_worker.job_spec order by t.job_key)
        from unnest(payloads, run_ats, job_keys) t (payload, run_at, job_key) where t.job_key = any(missing))) j
    )
    select array_agg(m.key) into missing from unnest(missing) m (key)
    where not exists (select from added where added.key = m.key);
  end loop;
  if cardinality(missing) > 0 then
    raise exception '% jobs % could not be enqueued under contention', cardinality(missing), task;
  end if;
end
$function$
;

CREATE OR REPLACE FUNCTION backend.force_next_turn(game_id uuid, source text DEFAULT 'admin'::text, actor text DEFAULT NULL::text, request_id text DEFAULT NULL::text, traceparent text DEFAULT NULL::text, OUT fact text, OUT operation_id uuid)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  found_game backend.games;
begin
  select g.* into found_game from backend.games g where g.game_id = force_next_turn.game_id for no key update;
  if found_game.game_id is null then fact := 'unknown'; return; end if;
  if not (select s.enabled from backend.switches s where s.name = 'turns') then fact := 'turns_switched_off'; return; end if;
  if found_game.status <> 'running' then fact := 'illegal_transition'; return; end if;

  insert into backend.runtime_operation_log as o (game_id, operation, source, actor, request_id, traceparent)
  values (force_next_turn.game_id, 'force_next_turn', force_next_turn.source,
    coalesce(force_next_turn.actor, 'psql:' || session_user), force_next_turn.request_id, force_next_turn.traceparent)
  on conflict (game_id) where outcome = 'running' do nothing
  returning o.operation_id into force_next_turn.operation_id;
  if force_next_turn.operation_id is null then fact := 'operation_in_progress'; return; end if;

  update backend.game_turns t set forced_by = force_next_turn.operation_id, next_attempt_at = null
  where t.game_id = force_next_turn.game_id and t.turn = found_game.current_turn;
  -- An earlier force may have set it: then it is that one's, and one tick is skipped for both.
  update backend.runtime_records r set skip_next_tick = true, skip_set_by = force_next_turn.operation_id
  where r.game_id = force_next_turn.game_id and not r.skip_next_tick and found_game.deadline_at is not null;

  perform backend.enqueue('runtime/turn', json_build_object('game_id', found_game.game_id,
    'turn', found_game.current_turn, 'deadline_version', found_game.deadline_version,
    'request_id', force_next_turn.request_id, 'traceparent', force_next_turn.traceparent),
    now(), 'runtime/turn:' || found_game.game_id, 'replace', 25);
  fact := 'accepted';
end
$function$
;

CREATE OR REPLACE FUNCTION backend.is_suppressed(recipient_hash text, kind text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select exists (
    select from backend.mail_suppressions s
    where s.recipient_hash = is_suppressed.recipient_hash and (s.security_too or is_suppressed.kind <> 'auth.code'))
$function$
;

CREATE OR REPLACE FUNCTION backend.number_push_event()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform pg_advisory_xact_lock(hashtextextended('push_events', 0));
  update backend.push_events set event_id = nextval('backend.push_event_numbers')
  where push_event_id = new.push_event_id and event_id is null;
  perform pg_notify('galaxy_push', new.user_id::text);
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION backend.resend_mail(delivery_id uuid, request_id text DEFAULT NULL::text)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  found_status backend.delivery_status;
  held_back boolean;
begin
  select d.status, backend.is_suppressed(d.recipient_hash, d.kind) into found_status, held_back
  from backend.mail_deliveries d where d.delivery_id = resend_mail.delivery_id for update;
  if found_status is null then return 'unknown'; end if;
  if found_status = 'sent' then return 'already_sent'; end if;
  if found_status = 'suppressed' or held_back then return 'suppressed'; end if;

  update backend.mail_deliveries d set status = 'pending', attempts_in_cycle = 0, next_attempt_at = now(),
    dead_lettered_at = null
  where d.delivery_id = resend_mail.delivery_id and d.status in ('pending', 'retrying', 'dead_lettered')
    and coalesce(d.expires_at > now(), true);
  if not found then return 'delivery_expired'; end if;
  perform backend.wake('mail/scan', resend_mail.request_id);
  return 'rearmed';
end
$function$
;

CREATE OR REPLACE FUNCTION backend.take_back_force()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.outcome <> 'failed' and exists (
    select from backend.game_turns t where t.forced_by = new.operation_id and t.game_id = new.game_id
      and (t.attempts > 0 or t.status <> 'open')) then return null; end if;
  update backend.game_turns set forced_by = null
  where game_id = new.game_id and forced_by = new.operation_id and status <> 'committed';
  update backend.runtime_records set skip_next_tick = false, skip_set_by = null
  where game_id = new.game_id and skip_set_by = new.operation_id;
  -- The job of the deadline had made way for the one of the force.
  perform backend.enqueue('runtime/turn', json_build_object('game_id', g.game_id, 'turn', g.current_turn,
    'deadline_version', g.deadline_version), g.deadline_at, 'runtime/turn:' || g.game_id, 'replace', 25)
  from backend.games g where g.game_id = new.game_id and g.status = 'running' and g.deadline_at is not null;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION backend.tell_fence(fence text)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if coalesce(current_setting('galaxy.told', true), '') <> 'on' then return false; end if;
  perform pg_notify('galaxy_rows', json_build_object('fence', fence)::text);
  return true;
end
$function$
;

CREATE OR REPLACE FUNCTION backend.tell_rows()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  cache text := tg_argv[0];
  id_column text := tg_argv[1];
  rows_of text := case when tg_op = 'DELETE' then 'old_rows' else 'new_rows' end;
  ids text[];
begin
  execute format('select array_agg(distinct %I::text) from (select %I from %I limit 2001) t', id_column, id_column, rows_of)
    into ids;
  if ids is null then return null; end if;
  perform set_config('galaxy.told', 'on', true);
  if cardinality(ids) > 2000 then
    perform pg_notify('galaxy_rows', json_build_object('cache', cache, 'ids', null)::text);
    return null;
  end if;
  -- A payload holds less than 8000 bytes, which is about 200 ids.
  for start_at in 1..cardinality(ids) by 150 loop
    perform pg_notify('galaxy_rows',
      json_build_object('cache', cache, 'ids', to_json(ids[start_at:start_at + 149]))::text);
  end loop;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION backend.uuid_v7()
 RETURNS uuid
 LANGUAGE sql
 PARALLEL SAFE
 SET search_path TO 'pg_catalog'
AS $function$
  select encode(
    overlay(overlay(uuid_send(gen_random_uuid())
      placing substring(int8send(floor(t.ms)::bigint) from 3) from 1 for 6)
      placing int2send((28672 + floor((t.ms - floor(t.ms)) * 4096))::int2) from 7 for 2),
    'hex')::uuid
  from (select extract(epoch from clock_timestamp()) * 1000 as ms) t
$function$
;

CREATE OR REPLACE FUNCTION backend.wake(task text)
 RETURNS void
 LANGUAGE sql
AS $function$
  select backend.enqueue(task, '{}', now(), task, 'replace', 1000)
$function$
;

CREATE OR REPLACE FUNCTION backend.wake(task text, request_id text)
 RETURNS void
 LANGUAGE sql
AS $function$
  select backend.enqueue(task, json_strip_nulls(json_build_object('request_id', request_id)), now(), task, 'replace', 1000)
$function$
;

CREATE OR REPLACE FUNCTION backend.wake_push_streams()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform pg_notify('galaxy_push', new.user_id::text);
  return null;
end
$function$
;
